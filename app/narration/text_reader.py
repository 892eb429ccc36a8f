"""The child process of `texts`: reads one long text after the other within its limits.

`python -m app.narration.text_reader SOCKET MEMORY_BYTES`
"""

import logging
import os
import pickle
import sys
import time
from typing import Any

from app.errors import AnnouncerError
from app.narration.reading import language_of, script_of, written
from app.narration.texts import lines_frame
from app.speech.memory import collect_seldom
from app.workers.child import grown_up
from app.workers.wire import LostError, Wire

IDLE_S = 60.0
"""How long a child is kept that has nothing to read: a book leaves it large."""
LINES_A_FRAME = 100
"""Few enough that their parent understands them in a millisecond."""

LOG = logging.getLogger(__name__)


def serve(wire: Wire) -> None:
    """Answer one question after the other. Raises LostError when the parent is gone, or has asked nothing for long."""
    while True:
        header, body = wire.receive(time.monotonic() + IDLE_S)
        try:
            wish, *more = pickle.loads(body)  # noqa: S301 - the parent's own words
            _answer(wire, header["what"], wish, more)
        except AnnouncerError as error:
            wire.send({"fault": error.code, "detail": error.detail})
        except (MemoryError, RecursionError):
            wire.send({"fault": MemoryError.__name__})
        except LostError:
            raise
        except Exception:
            LOG.exception("a text cannot be read")
            detail = "The text could not be read; the log has the details."
            wire.send({"fault": AnnouncerError.code, "detail": detail})


def _answer(wire: Wire, what: str, wish: Any, more: list[Any]) -> None:
    if what == "language":
        (languages,) = more
        wire.send({"language": language_of(wish, lambda: languages), "last": True})
        return
    script = script_of(wish, *more)
    if what == "view":
        wire.send({"last": True}, written(script))
        return
    for first in range(0, len(script.lines), LINES_A_FRAME):
        wire.send({}, lines_frame(script.lines[first : first + LINES_A_FRAME]))
    wire.send({"language": script.language, "title": script.title, "last": True})


def main(end: str, memory_bytes: str) -> None:
    """Serve the parent at the other end of the socket, until it has had nothing to say for long."""
    wire = grown_up(end, memory_bytes)
    os.nice(5)
    collect_seldom()
    try:
        serve(wire)
    except LostError:
        return


if __name__ == "__main__":
    main(*sys.argv[1:])
