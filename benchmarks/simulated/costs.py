"""What things cost, as docs/performance.md measured them on one core of an AMD EPYC (Zen 4) with a medium voice."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Costs:
    """All in seconds; rates in core seconds for a second of sound."""

    speech: float = 0.060
    """Graph, encoder and decoder, one thread (docs/performance.md, "Where the time went")."""
    joining: float = 93 / 52_560
    """What else a node does: text, joining, MP3, publishing. 93 s for 14.6 hours of sound, in a night of tones."""
    queue_s: float = 0.010
    """A Line's way through the queue beyond its synthesis: the most that is allowed."""
    first_byte_s: float = 0.14
    """From the request for a cold article to its first MP3 byte, when the node has a core free and holds the voice."""
    load_s: float = 0.06
    """A voice that this machine has rewritten before."""
    prepare_s: float = 7.5
    """A voice that this machine has never spoken with: 63 MB from the store at 1 Gbit/s, and 7 s for its graph."""
    noticed_s: float = 3.25
    """From the loss of a worker until its Line is given to another: silent for 3 s (app/workers/queue/presence.py)."""
    restart_s: float = 5.0
    """From the loss of a machine's workers until a supervisor has others there (systemd's RestartSec)."""
    frozen_s: float = 60.0
    """How long a frozen machine stays so, before it ends its Lines, which others have spoken meanwhile."""


MEASURED = Costs()
