"""What a worker process does: loads voices and speaks Lines within its limits, until there is no more parent.

`python -m app.workers.speaker SOCKET MEMORY_BYTES MAX_LOADED LOADER GRAPHS`, where LOADER is "module:function" of the
form of app.speech.loading.load_engine.
"""

import functools
import importlib
import sys
from pathlib import Path

from app.audio.level import gain_for
from app.errors import AnnouncerError
from app.speech.engine import Pcm
from app.speech.engines import Engines
from app.speech.graph.cache import GraphCache
from app.speech.memory import keep_memory_flat
from app.workers.child import grown_up
from app.workers.levelled import spoken
from app.workers.wire import LostError, Wire, clip_frame, fault_frame, understood


def _serve(wire: Wire, engines: Engines) -> None:
    while True:
        header, body = wire.receive()
        voice, line = understood(body)
        try:
            if line is None:
                engines.get(voice)
                wire.send({"holds": engines.loaded})
            elif header["aloud"]:
                wire.send(*clip_frame(spoken(engines, line, functools.partial(_tell, wire)), with_sound=False))
            else:
                wire.send(*clip_frame(spoken(engines, line, None), with_sound=True))
        except (AnnouncerError, MemoryError) as error:
            wire.send(fault_frame(error))


def _tell(wire: Wire, pcm: Pcm) -> None:
    wire.send({"piece": True}, pcm.astype("<i2", copy=False).tobytes())


def main(end: str, memory_bytes: str, max_loaded: str, loader: str, graphs: str) -> None:
    """Serve the parent at the other end of the socket."""
    wire = grown_up(end, memory_bytes)
    keep_memory_flat()
    module, _, name = loader.partition(":")
    load = functools.partial(getattr(importlib.import_module(module), name), graphs=GraphCache(Path(graphs)))
    try:
        _serve(wire, Engines(load, measure=gain_for, max_loaded=int(max_loaded)))
    except LostError:
        return


if __name__ == "__main__":
    main(*sys.argv[1:])
