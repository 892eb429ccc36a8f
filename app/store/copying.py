"""One store's content brought into another, whatever each is made of; again and again without harm.

What is there already stays; what is newer there, or was taken back there, stays too. Sound is compared with its digest
on the way, and read back where it arrived.
"""

import contextlib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from app.errors import StoreError
from app.store.base import Draft, LastingStore
from app.store.kept import Narration
from app.store.shelf import Shelf

READ_BYTES = 1 << 20


@dataclass
class Copied:
    """What a copy did."""

    clips: int = 0
    narrations: int = 0
    audio_bytes: int = 0
    retractions: int = 0
    articles: int = 0
    files: int = 0
    """Lexicons, default voices, reports of nights."""

    there: int = 0
    """Of all of these, what was there already, or is newer there."""

    damaged: list[str] = field(default_factory=list)
    """What could not be copied, and why."""


def copy(source: LastingStore, target: LastingStore, told: Callable[[Copied], None]) -> Copied:
    """Everything but drafts, index and counts; `told` hears after each thing how far it is. Raises StoreError."""
    done = Copied()
    for step in (_clips, _narrations, _articles):
        for _ in step(source, target, done):
            told(done)
    return done


def copy_files(source: Shelf, target: Shelf, paths: Iterable[str], done: Copied) -> None:
    """Those that stand on one shelf and not on the other."""
    for path in paths:
        data = source.read(path)
        if data is None:
            continue
        if target.read(path) is None:
            target.write(path, data)
            done.files += 1
        else:
            done.there += 1


def _clips(source: LastingStore, target: LastingStore, done: Copied) -> Iterator[None]:
    for key, is_there in _marked(source.clip_keys(), target.clip_keys()):
        clip = None if is_there else source.get_clip(key)
        if clip is not None:
            target.put_clip(key, clip)
            done.clips += 1
        elif is_there:
            done.there += 1
        else:
            done.damaged.append(f"clip {key}: it is damaged")
        yield


def _narrations(source: LastingStore, target: LastingStore, done: Copied) -> Iterator[None]:
    for narration_id, is_kept in source.narration_ids():
        if target.is_retracted(narration_id):
            done.there += 1
        elif is_kept:
            _narration(source, target, narration_id, done)
        elif target.retract(narration_id, unpublished=True):
            done.retractions += 1
        yield


def _narration(source: LastingStore, target: LastingStore, narration_id: str, done: Copied) -> None:
    narration, there = source.get(narration_id), target.get(narration_id)
    if there is not None and (narration is None or there.audio_sha256 == narration.audio_sha256):
        done.there += 1
        return
    fault = "it is damaged" if narration is None else _carried(source, target, narration)
    if fault:
        done.damaged.append(f"narration {narration_id}: {fault}")
    elif narration is not None:
        done.narrations += 1
        done.audio_bytes += narration.size_bytes


def _carried(source: LastingStore, target: LastingStore, narration: Narration) -> str:
    """What kept it from being copied, "" when nothing did."""
    draft = target.begin(narration.id)
    if draft is None:
        return "it is being made there just now"
    try:
        timeline = source.timeline(narration.id)
        if timeline is None or not _sound(source, draft, narration):
            return "it is damaged"
        draft.publish(narration, timeline)
    finally:
        draft.discard()
    return target.check(narration.id)


def _sound(source: LastingStore, draft: Draft, narration: Narration) -> bool:
    """Write the sound; whether it was right."""
    audio = source.open_audio(narration.id)
    if audio is None:
        return False
    heard = hashlib.sha256()
    with contextlib.closing(audio):
        while data := audio.read(READ_BYTES):
            heard.update(data)
            draft.write(data)
    return heard.hexdigest() == narration.audio_sha256


def _articles(source: LastingStore, target: LastingStore, done: Copied) -> Iterator[None]:
    for record in source.article_records():
        there = target.article(record.article_id)
        if there is not None and (there == record or there.updated_at > record.updated_at):
            done.there += 1
        else:
            target.put_article(record)
            if target.article(record.article_id) != record:
                raise StoreError(f"The article {record.article_id} does not come back as it was written.")
            done.articles += 1
        yield


def _marked(keys: Iterable[str], others: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Keys, and whether each is among others; both are sorted, and neither is held."""
    rest = iter(others)
    other = next(rest, None)
    for key in keys:
        while other is not None and other < key:
            other = next(rest, None)
        yield key, key == other
