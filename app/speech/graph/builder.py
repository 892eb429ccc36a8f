"""The process in which a make builds its fast graph."""

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from app.speech.graph.edit import NotThatShapeError

POLITENESS = 10
"""Of 19: whoever listens meanwhile comes first."""


def run(build: Callable[[list[Path]], str]) -> int:
    """Call `build` with the command's paths; exit code 0: made; 1: not the same samples; 2: another architecture.

    The reason goes to standard output. The process ends when its standard input does.
    """
    os.nice(POLITENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        fault = build([Path(argument) for argument in sys.argv[1:]])
    except NotThatShapeError as error:
        sys.stdout.write(str(error))
        return 2
    sys.stdout.write(fault)
    return 1 if fault else 0


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(3)
