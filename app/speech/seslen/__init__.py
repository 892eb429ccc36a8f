"""Seslen: Turkish voices of 24 kHz that stress words as Turkish does, two nets and ONNX Runtime."""

from app.speech.seslen.make import Seslen

__all__ = ["Seslen"]
