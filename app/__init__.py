"""Announcer: a news site's own announcer, on its own machine."""

import os
from importlib.metadata import PackageNotFoundError, version

# ONNX Runtime's wheel reports to its maker from the moment it is loaded, unless told otherwise before that. This
# module is what every process of ours imports first: service, commands, child processes, tests and benchmarks.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

try:
    __version__ = version("announcer")
except PackageNotFoundError:  # run from a source tree that was never installed
    __version__ = "0.0.0"
