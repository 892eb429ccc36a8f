"""Fast graphs beside the store, one folder per voice, machine and ONNX Runtime: made once, then kept."""

import contextlib
import fcntl
import functools
import hashlib
import json
import logging
import platform
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
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
LOCK = ".lock"

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
        self._building = threading.Lock()
        self._builders: list[threading.Thread] = []

    def use(self, recipe: Recipe, load: Callable[[Path], T], adopt: Callable[[T], None]) -> T | None:
        """What `load` makes of the recipe's files; None to use the stock graph.

        That is so while they are not built yet: they are then, in the background, and `adopt` gets what `load` makes
        of them. It is so too for a voice of another architecture, and, with a warning that says why, when the fast
        graph does not give the same samples or cannot be made or kept. Damaged files are put aside and made anew.
        """
        place = self._place(recipe)
        if place.exists() and (loaded := self._loaded(recipe, load)) is not None:
            return loaded
        if not place.exists():
            builder = threading.Thread(target=self._later, args=(recipe, load, adopt), name="graphs", daemon=True)
            self._builders.append(builder)
            builder.start()
        return None

    def build(self, recipe: Recipe) -> None:
        """Build the files if need be, which takes seconds; not to be had is no error here."""
        with self._building, self._alone(recipe):
            if not self._place(recipe).exists():
                self._make(recipe, self._place(recipe))

    def settle(self) -> None:
        """Wait for what is built in the background."""
        while self._builders:
            self._builders.pop().join()

    def _later(self, recipe: Recipe, load: Callable[[Path], T], adopt: Callable[[T], None]) -> None:
        self.build(recipe)
        loaded = self._loaded(recipe, load)
        if loaded is not None:
            adopt(loaded)

    def _loaded(self, recipe: Recipe, load: Callable[[Path], T]) -> T | None:
        place = self._place(recipe)
        try:
            digests = json.loads((place / DIGESTS).read_bytes())
            if fault := digests.get("fault"):
                _warn(recipe, fault)
            if fault or not digests:
                return None
            for name in recipe.files:
                if file_digest(place / name, "sha256") != digests[name]:
                    raise ValueError(f"{name} has another digest")  # noqa: TRY301 - damage of any kind ends below
            return load(place)
        except FileNotFoundError:
            return None
        except Exception as error:  # noqa: BLE001 - whatever is wrong with files that can be made anew
            LOG.warning("the fast graph of the voice %s is damaged, quarantined: %s", recipe.voice, error)
            self._put_aside(place)
            return None

    @contextlib.contextmanager
    def _alone(self, recipe: Recipe) -> Iterator[None]:
        """Of the processes that share the folder one builds, and the others wait for what it makes."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = (self._folder / f".{self._place(recipe).name}{LOCK}").open("wb")
        except OSError:  # then nothing can be built there either, which whoever tries will say
            yield
            return
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _place(self, recipe: Recipe) -> Path:
        return self._folder / f"{recipe.digest[:32]}-{machine(recipe.version)}"

    def _make(self, recipe: Recipe, place: Path) -> None:
        """The new files with their digests; with the reason as `fault` where there are none."""
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
            _warn(recipe, f"it could not be made ({error})")

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
    # The builder ends when its input does: with this process, however that ends.
    with subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as builder:
        try:
            builder.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            builder.kill()
            raise
        said, complaint = ((pipe.read() if pipe else "").strip() for pipe in (builder.stdout, builder.stderr))
    if builder.returncode == 0:
        return {name: file_digest(folder / name, "sha256") for name in recipe.files}
    for name in recipe.files:
        (folder / name).unlink(missing_ok=True)
    if builder.returncode == ANOTHER_ARCHITECTURE:
        return {}
    return {"fault": said or (complaint.splitlines() or ["it could not be made"])[-1]}


ANOTHER_ARCHITECTURE = 2


def _warn(recipe: Recipe, fault: str) -> None:
    LOG.warning("the voice %s runs on its stock graph, for the fast one is of no use: %s", recipe.voice, fault)
