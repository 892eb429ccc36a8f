"""Fast graphs beside the store, one folder per voice, machine and ONNX Runtime: made when first needed, then kept."""

import contextlib
import functools
import hashlib
import json
import logging
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

from app.voices.voice import file_digest

T = TypeVar("T")

PATIENCE_S = 600
"""A medium voice takes 7 s on the machine of docs/performance.md."""
DIGESTS = "digests.json"
"""Written last: a folder without it was never finished."""
DAMAGED = ".damaged"
MAKING = ".making-"

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a make has the fast graph of a voice built."""

    voice: str
    """The voice's name, for messages."""

    digest: str
    """Of all that the graph is built from."""

    version: int
    """Of the rewrites: what an older version made is made anew."""

    command: tuple[str, ...]
    """What builds it; the folder that the files go to is added. Exit codes as app.speech.piper.graph.build has them."""

    files: tuple[str, ...]
    """What the command writes."""


class GraphCache:
    """The fast graphs below `folder`. Several processes may share it. Never raises for want of one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def use(self, recipe: Recipe, load: Callable[[Path], T]) -> T | None:
        """What `load` makes of the recipe's files, built if need be, which takes seconds; None to use the stock graph.

        That is so for a voice of another architecture, and, with a warning that says why, when the fast graph does
        not give the same samples or cannot be made or kept. A damaged one is put aside and made anew.
        """
        place = self._folder / f"{recipe.digest[:32]}-{machine(recipe.version)}"
        for _ in range(2):
            try:
                digests = json.loads((place / DIGESTS).read_bytes()) if place.exists() else self._make(recipe, place)
                if fault := digests.get("fault"):
                    _warn(recipe, fault)
                    return None
                if not digests:
                    return None
                for name in recipe.files:
                    if file_digest(place / name, "sha256") != digests[name]:
                        raise ValueError(f"{name} has another digest")  # noqa: TRY301 - damage of any kind ends below
                return load(place)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with files that can be made anew
                LOG.warning("the fast graph of the voice %s is damaged, quarantined: %s", recipe.voice, error)
                self._put_aside(place)
        return None

    def _make(self, recipe: Recipe, place: Path) -> dict[str, str]:
        """The digests of the new files; the reason as `fault` when there are none; nothing for other architectures."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._remove_stale()
            with tempfile.TemporaryDirectory(prefix=MAKING, dir=self._folder) as temporary:
                digests = _built(recipe, Path(temporary))
                (Path(temporary) / DIGESTS).write_text(json.dumps(digests))
                with contextlib.suppress(OSError):  # another process was quicker
                    Path(temporary).rename(place)
                    Path(temporary).mkdir()  # for the clean-up
        except (OSError, subprocess.SubprocessError) as error:
            return {"fault": f"it could not be made ({error})"}
        return digests

    def _remove_stale(self) -> None:
        """What a process left that was killed while it made one."""
        for left in self._folder.glob(f"{MAKING}*"):
            with contextlib.suppress(OSError):
                if time.time() - left.stat().st_mtime > 2 * PATIENCE_S:
                    shutil.rmtree(left, ignore_errors=True)

    def _put_aside(self, place: Path) -> None:
        aside = place.with_name(place.name + DAMAGED)
        shutil.rmtree(aside, ignore_errors=True)
        with contextlib.suppress(OSError):
            place.rename(aside)


@functools.cache
def machine(recipe_version: int) -> str:
    """A name for everything but the voice that a fast graph depends on, 16 hexadecimal digits.

    ONNX Runtime lays weights out for the vector instructions it finds, and renames its own operators as it likes.
    """
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        instructions = next(line for line in lines if line.startswith(("flags", "Features")))
    except (OSError, StopIteration):
        instructions = platform.processor()
    known = [recipe_version, version("onnxruntime"), platform.system(), platform.machine(), instructions]
    return hashlib.sha256(json.dumps(known).encode()).hexdigest()[:16]


def _built(recipe: Recipe, folder: Path) -> dict[str, str]:
    command = [*recipe.command, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)  # noqa: S603 - our own module
    if done.returncode == 0:
        return {name: file_digest(folder / name, "sha256") for name in recipe.files}
    for name in recipe.files:
        (folder / name).unlink(missing_ok=True)
    if done.returncode == ANOTHER_ARCHITECTURE:
        return {}
    return {"fault": done.stdout.strip() or (done.stderr.strip().splitlines() or ["it could not be made"])[-1]}


ANOTHER_ARCHITECTURE = 2


def _warn(recipe: Recipe, fault: str) -> None:
    LOG.warning("the voice %s runs on its stock graph, for the fast one is of no use: %s", recipe.voice, fault)
