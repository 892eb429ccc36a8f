"""Voices in the store, by their digest: a node puts its own there, workers fetch what they have not.

`voices/<digest>.json` names the files, written last; the files stand in parts below `voices/<sha256 of the file>/`.
"""

import contextlib
import hashlib
import json
import logging
import secrets
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from app.errors import AnnouncerError, VoiceUnavailableError
from app.store.records import is_digest
from app.voices import Voice, VoiceCatalogue
from app.voices.catalogue import embedded_paths
from app.voices.voice import file_digest

FOLDER = "voices"
PART_BYTES = 16_000_000
MOST_PARTS = 200
"""3.2 GB; the largest voices that are installed have 300 MB."""
MOST_FILES = 64
MOST_KEPT = 16
"""Voices that a worker keeps on its disk; the one fetched longest ago goes first."""

LOG = logging.getLogger(__name__)


class Shelf(Protocol):
    """As much as is needed here of app.store.shelf."""

    def read(self, path: str) -> bytes | None:
        """What stands there; None when nothing does."""
        ...

    def write(self, path: str, data: bytes) -> None:
        """Put it there, in place of what was."""
        ...


class OfferedVoices:
    """A node's side. Thread-safe."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()
        self._offered: set[str] = set()

    def offer(self, voice: Voice) -> None:
        """See that the voice is in the store; what came with the program is with every worker too.

        Raises StoreError, StoreFullError, VoiceUnavailableError.
        """
        with self._lock:
            if voice.digest in self._offered:
                return
            if voice.home not in embedded_paths() and self._shelf.read(_about(voice.digest)) is None:
                self._put(voice)
            self._offered.add(voice.digest)

    def _put(self, voice: Voice) -> None:
        folder = voice.home if voice.home.is_dir() else voice.home.parent
        files: dict[str, Any] = {}
        for path in voice.files:
            sha256 = file_digest(path, "sha256")
            parts = 0
            for part in _parts(path):
                self._shelf.write(_part(sha256, parts), part)
                parts += 1
            files[path.relative_to(folder).as_posix()] = {"sha256": sha256, "parts": parts}
        inside = voice.home.name if voice.home.is_dir() else ""
        about = {"key": voice.key, "folder": inside, "files": files}
        self._shelf.write(_about(voice.digest), json.dumps(about).encode())


class FetchedVoices:
    """A worker's side: the voices installed here, and below `folder` those that were fetched. Thread-safe."""

    def __init__(self, shelf: Shelf, installed: VoiceCatalogue, folder: Path) -> None:
        self._shelf = shelf
        self._installed = installed
        self._folder = folder
        self._lock = threading.Lock()
        self._known: dict[str, Voice] = {}

    def get(self, key: str, digest: str) -> Voice:
        """The voice of that key whose digest is that one, fetched if need be. Blocks meanwhile.

        Raises VoiceUnavailableError when it is neither here nor in the store, StoreError.
        """
        with self._lock:
            voice = self._known.get(digest)
            if voice is None or voice.key != key or not voice.model_path.exists():
                voice = self._known[digest] = self._find(key, digest)
            return voice

    def _find(self, key: str, digest: str) -> Voice:
        if not is_digest(digest):
            raise VoiceUnavailableError("That is no digest of a voice.")
        place = self._folder / digest
        for catalogue in (self._installed, VoiceCatalogue(place)):
            if voice := _of_digest(catalogue, key, digest):
                return voice
        self._fetch(key, digest, place)
        if voice := _of_digest(VoiceCatalogue(place), key, digest):
            return voice
        raise VoiceUnavailableError(f"The voice {key} came out of the store as another one.")

    def _fetch(self, key: str, digest: str, place: Path) -> None:
        found = self._shelf.read(_about(digest))
        if found is None:
            raise VoiceUnavailableError(f"The voice {key} is neither in the store nor, as its node has it, here.")
        LOG.info("the voice %s is fetched from the store", key)
        coming = place.with_name(f".{digest[:16]}.{secrets.token_hex(4)}")
        try:
            for name, sha256, parts in _files_of(key, found):
                self._fetch_file(coming / name, sha256, parts)
            shutil.rmtree(place, ignore_errors=True)
            coming.rename(place)
        except OSError as error:
            raise VoiceUnavailableError(f"The voice {key} cannot be kept here ({error.strerror}).") from error
        finally:
            shutil.rmtree(coming, ignore_errors=True)
        self._let_go(place)

    def _fetch_file(self, path: Path, sha256: str, parts: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("wb") as file:
            for number in range(parts):
                data = self._shelf.read(_part(sha256, number)) or b""
                digest.update(data)
                file.write(data)
        if digest.hexdigest() != sha256:
            raise VoiceUnavailableError(f"{path.name} is not in the store as it was put there.")

    def _let_go(self, newest: Path) -> None:
        kept = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in kept[MOST_KEPT:]:
            if path != newest:
                self._known.pop(path.name, None)
                shutil.rmtree(path, ignore_errors=True)


def _of_digest(catalogue: VoiceCatalogue, key: str, digest: str) -> Voice | None:
    with contextlib.suppress(AnnouncerError):  # there is none of that name, or it is damaged
        voice = catalogue.get(key)
        if voice.digest == digest:
            return voice
    return None


def _files_of(key: str, found: bytes) -> Iterator[tuple[Path, str, int]]:
    """Where each file goes, its digest and its parts; nothing that would go elsewhere. Raises VoiceUnavailableError."""
    try:
        about = json.loads(found)
        folder = Path(str(about["folder"]))
        files = {folder / str(name): each for name, each in about["files"].items()}
        wanted = [(path, str(each["sha256"]), int(each["parts"])) for path, each in files.items()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise VoiceUnavailableError(f"What the store says of the voice {key} cannot be understood.") from error
    for path, sha256, parts in wanted[:MOST_FILES]:
        if path.is_absolute() or ".." in path.parts or not is_digest(sha256) or not 0 <= parts <= MOST_PARTS:
            raise VoiceUnavailableError(f"What the store says of the voice {key} leads elsewhere.")
        yield path, sha256, parts


def _parts(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while part := file.read(PART_BYTES):
                yield part
    except OSError as error:
        raise VoiceUnavailableError(f"{path.name} cannot be read ({error.strerror}).") from error


def _about(digest: str) -> str:
    return f"{FOLDER}/{digest}.json"


def _part(sha256: str, number: int) -> str:
    return f"{FOLDER}/{sha256}/{number}"
