"""Clips as lossless FLAC, each with a small JSON that is written last and vouches for it."""

import io
import stat
from collections.abc import Iterator
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.errors import StoreError
from app.speech.engine import Clip, WordMark
from app.store.files import Files, is_temporary
from app.store.index import ClipRow, Index
from app.store.kept import Problem
from app.store.quarantine import quarantine
from app.store.records import DamagedError, digest, is_digest, seal, unseal

FOLDER = "clips"


class Clips:
    """The clips below `clips/`.

    Not synced to the disk: a clip that a power cut tore is found by its digest and spoken again.
    """

    def __init__(self, files: Files, index: Index) -> None:
        self._files = files
        self._index = index

    def get(self, key: str) -> Clip | None:
        """The clip; None when there is none, or it was damaged (and is now in quarantine)."""
        try:
            clip = self._load(key)
        except DamagedError:
            with self._files.lock():
                return self._load_or_quarantine(key)[0]
        if clip is not None and (used_ns := self._files.note_use(_path(key, "json"))) is not None:
            self._index.note_used(FOLDER, key, used_ns)
        return clip

    def put(self, key: str, clip: Clip) -> int:
        """Keep a clip, unless it is there; its bytes on the disk."""
        folder, sound, record = f"{FOLDER}/{key[:2]}", _path(key, "flac"), _path(key, "json")
        flac = encode(clip)
        note = seal(note_of(clip, flac))
        self._files.make_folder("")
        with (
            self._files.staged(sound, flac, durable=False) as place_sound,
            self._files.staged(record, note, durable=False) as place_record,
            self._files.lock(),
        ):
            if kept := self._kept_bytes(key):
                return kept
            with self._index.changing(folder) as change:
                self._files.make_folder(folder)
                place_sound()
                place_record()
                change.keep(ClipRow(key, len(flac) + len(note), self._used_ns(key)))
        return len(flac) + len(note)

    def evict(self, key: str, used_ns: int | None = None) -> int | None:
        """Remove a clip unless it was used after `used_ns`, which is then noted; bytes freed.

        The caller holds the lock.
        """
        now_ns = self._used_ns(key)
        if used_ns is not None and now_ns > used_ns:
            self._index.note_used(FOLDER, key, now_ns)
            return None
        with self._index.changing(f"{FOLDER}/{key[:2]}") as change:
            freed = self.size(key)
            self._files.remove(_path(key, "json"))
            self._files.remove(_path(key, "flac"))
            change.forget_clip(key)
        return freed

    def size(self, key: str) -> int:
        """Bytes on the disk."""
        return self._files.size(_path(key, "json")) + self._files.size(_path(key, "flac"))

    def scan(self, bucket: str) -> Iterator[ClipRow]:
        """The index's rows of a bucket, from its files."""
        for name in self._files.names(f"{FOLDER}/{bucket}"):
            key = name.removesuffix(".json")
            if key != name and is_digest(key) and key.startswith(bucket) and (used_ns := self._used_ns(key)):
                yield ClipRow(key, self.size(key), used_ns)

    def _used_ns(self, key: str) -> int:
        found = self._files.stat(_path(key, "json"))
        return found.st_mtime_ns if found and stat.S_ISREG(found.st_mode) else 0

    def verify(self) -> Iterator[Problem]:
        """Check every clip; quarantine what is damaged, remove what belongs to none."""
        for bucket in self._files.names(FOLDER):
            folder = f"{FOLDER}/{bucket}"
            for name in self._files.names(folder):
                path = f"{folder}/{name}"
                with self._files.lock():
                    what = self._verify_file(bucket, name, path)
                if what:
                    yield Problem(path, what)
            with self._files.lock():
                self._files.remove_folder(folder)

    def _verify_file(self, bucket: str, name: str, path: str) -> str | None:
        key, _, kind = name.partition(".")
        if is_temporary(name):
            return "left by a writer that died; removed" if self._files.remove_stale(path) else None
        if not is_digest(key) or key[:2] != bucket or kind not in ("json", "flac"):
            return "not a file of the store; left alone"
        if kind == "json":
            return self._load_or_quarantine(key)[1]
        if self._files.stat(_path(key, "json")) is None and self._files.remove(path):
            return "sound without its record; removed"
        return None

    def _load_or_quarantine(self, key: str) -> tuple[Clip | None, str | None]:
        """Under the lock nothing is between two states, so what is damaged now is damaged for good."""
        try:
            return self._load(key), None
        except DamagedError as error:
            with self._index.changing(f"{FOLDER}/{key[:2]}") as change:
                for kind in ("json", "flac"):
                    quarantine(self._files, _path(key, kind), f"{key}.{kind}")
                change.forget_clip(key)
            return None, f"damaged ({error.detail}); quarantined"

    def _kept_bytes(self, key: str) -> int:
        """Bytes of a clip that is there, by its record and size; 0 when it must be written."""
        try:
            note = self._note(key)
        except DamagedError:
            return 0
        return self.size(key) if note and self._files.size(_path(key, "flac")) == note["flac_bytes"] else 0

    def _note(self, key: str) -> dict[str, Any] | None:
        data = self._files.read(_path(key, "json"))
        if data is None:
            if self._files.stat(_path(key, "json")) is not None:
                raise DamagedError("its record is not a file")
            return None
        return unseal(data)

    def _load(self, key: str) -> Clip | None:
        note = self._note(key)
        if note is None:
            return None
        flac = self._files.read(_path(key, "flac"))
        if flac is None:
            raise DamagedError("its sound is missing")
        return decode(note, flac)


def _path(key: str, kind: str) -> str:
    return f"{FOLDER}/{key[:2]}/{key}.{kind}"


def encode(clip: Clip) -> bytes:
    """The clip's sound as FLAC. Raises StoreError."""
    buffer = io.BytesIO()
    try:
        soundfile.write(buffer, clip.pcm, clip.sample_rate_hz, format="FLAC", subtype="PCM_16")
    except soundfile.LibsndfileError as error:
        raise StoreError(f"The clip cannot be kept as FLAC: {error}.") from error
    return buffer.getvalue()


def note_of(clip: Clip, flac: bytes) -> dict[str, Any]:
    """What vouches for the sound, and says what else the clip holds."""
    return {
        "sample_rate_hz": clip.sample_rate_hz,
        "samples": len(clip.pcm),
        "marks_exact": clip.marks_exact,
        "marks": [[float(mark.start_ms), float(mark.end_ms)] for mark in clip.marks],
        "flac_bytes": len(flac),
        "flac_sha256": digest(flac),
    }


def decode(note: dict[str, Any], flac: bytes) -> Clip:
    """The clip again. Raises DamagedError."""
    try:
        if len(flac) != note["flac_bytes"]:
            raise DamagedError("the size of its sound differs")
        if digest(flac) != note["flac_sha256"]:
            raise DamagedError("the digest of its sound differs")
        pcm: NDArray[np.int16] = np.zeros(0, np.int16)
        rate = note["sample_rate_hz"]
        if note["samples"]:  # libsndfile cannot read what holds nothing
            sound, rate = soundfile.read(io.BytesIO(flac), dtype="int16")
            pcm = np.asarray(sound, np.int16)
        if (len(pcm), rate) != (note["samples"], note["sample_rate_hz"]):
            raise DamagedError("its length or rate differs")
        marks = tuple(WordMark(start, end) for start, end in note["marks"])
        return Clip(pcm, note["sample_rate_hz"], marks, note["marks_exact"])
    except (KeyError, TypeError, ValueError, soundfile.LibsndfileError) as error:
        raise DamagedError("its form is unknown") from error
