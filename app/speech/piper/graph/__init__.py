"""Exact rewrites of a VITS voice's ONNX graph: the same samples for less work, and a decoder that can run in windows.

Made once per voice, in a process of its own, checked against the stock graph, and kept beside the store.
"""
