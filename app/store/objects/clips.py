"""Clips on objects: one each, a sealed line of JSON that vouches for the FLAC behind it."""

import time
from collections.abc import Iterator

from app.speech.engine import Clip
from app.store.clips import decode, encode, note_of
from app.store.index import ClipRow, Index
from app.store.kept import Problem
from app.store.objects.client import Found, Objects
from app.store.objects.quarantine import quarantine
from app.store.objects.uses import Uses
from app.store.records import DamagedError, is_digest, seal, unseal

FOLDER = "clips"
SUFFIX = ".clip"


class ObjectClips:
    """The clips below `clips/`. Raises StoreError."""

    def __init__(self, objects: Objects, index: Index) -> None:
        self._objects = objects
        self._index = index
        self._uses = Uses(index, FOLDER)

    def get(self, key: str) -> Clip | None:
        """The clip; None when there is none, or it was damaged (and is now in quarantine)."""
        found = self._objects.get(path_of(key))
        if found is None:
            return None
        try:
            clip = _clip_of(found[0])
        except DamagedError:
            self._quarantine(key)
            return None
        self._uses.note(key)
        return clip

    def put(self, key: str, clip: Clip) -> int:
        """Keep a clip, unless it is there; its bytes."""
        flac = encode(clip)
        data = seal(note_of(clip, flac)) + b"\n" + flac
        with self._index.changing(path_of(key)) as change:
            size, etag = len(data), self._objects.create(path_of(key), data)
            if etag is None and (found := self._objects.head(path_of(key))):  # somebody was first
                size, etag = found.size, found.etag
            change.keep(ClipRow(key, size, time.time_ns()))
            change.etag = etag or ""
        return size

    def evict(self, key: str) -> None:
        """Remove a clip."""
        with self._index.changing(path_of(key)) as change:
            self._objects.delete(path_of(key))
            change.forget_clip(key)

    def row(self, found: Found) -> ClipRow | None:
        """The index's row of an object that was listed; None where it is none of ours."""
        key = key_of(found.path)
        return ClipRow(key, found.size, _ns(found)) if key else None

    def verify(self) -> Iterator[Problem]:
        """Read every clip; quarantine what is damaged."""
        for found in self._objects.list(FOLDER):
            if not (key := key_of(found.path)):
                yield Problem(found.path, "not an object of the store; left alone")
            elif what := self._damage(key):
                self._quarantine(key)
                yield Problem(found.path, f"damaged ({what}); quarantined")

    def _damage(self, key: str) -> str:
        try:
            if found := self._objects.get(path_of(key)):
                _clip_of(found[0])
        except DamagedError as error:
            return error.detail
        return ""

    def _quarantine(self, key: str) -> None:
        with self._index.changing(path_of(key)) as change:
            quarantine(self._objects, path_of(key))
            change.forget_clip(key)


def path_of(key: str) -> str:
    """Where the clip of a key is."""
    return f"{FOLDER}/{key[:2]}/{key}{SUFFIX}"


def key_of(path: str) -> str:
    """The key of the clip at a path; "" where none of ours can be."""
    key = path.rpartition("/")[2].removesuffix(SUFFIX)
    return key if is_digest(key) and path_of(key) == path else ""


def _clip_of(data: bytes) -> Clip:
    note, _, flac = data.partition(b"\n")
    return decode(unseal(note), flac)


def _ns(found: Found) -> int:
    return round(found.modified.timestamp() * 1e9)
