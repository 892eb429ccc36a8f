"""Speaks one Line with the voice in a folder, within a worker's limits, and tells what it asked of the system.

`python -B -m tests.speech.alone FOLDER MEMORY_BYTES LANGUAGE`: JSON with the Clip's length, each file opened for
writing and each thing done with a socket.
"""

import json
import os
import resource
import sys
from pathlib import Path
from typing import Any

from app.speech.engine import SynthesisSettings
from app.speech.loading import load_engine
from app.speech.memory import keep_memory_flat
from app.text.spoken import speak
from app.voices import Recommendations, VoiceCatalogue

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND


def main(folder: str, memory_bytes: str, language: str) -> None:
    written: list[str] = []
    sockets: list[str] = []

    def watch(event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and isinstance(given[2], int) and given[2] & WRITING:
            written.append(os.fsdecode(given[0]))
        elif event.startswith("socket."):
            sockets.append(event)

    sys.addaudithook(watch)
    resource.setrlimit(resource.RLIMIT_AS, (int(memory_bytes), int(memory_bytes)))
    keep_memory_flat()
    voice = VoiceCatalogue(Path(folder), Recommendations()).for_language(language, {})
    clip = load_engine(voice).synthesize(speak("Kimse gitmedi.", language), SynthesisSettings())
    json.dump({"samples": len(clip.pcm), "written": written, "sockets": sockets}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
