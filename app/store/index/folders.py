"""For which folders, or records' objects, the rows are right, and how they are made right."""

import json
import re
from collections.abc import Iterable

from app.store.index import rows
from app.store.index.database import Connection
from app.store.index.rows import ArticleRow, ClipRow, NarrationRow
from app.store.records import article_record, narration_values

_HEX, _BASE32 = re.compile(r"[0-9a-f]{2}\Z"), re.compile(r"[a-z2-7]{2}\Z")
UNKNOWN = -1
"""The stamp of a folder that is being changed, or was when its process died. A folder that is not there has 0."""


def is_bucket(kind: str, name: str) -> bool:
    """Whether the store could have made a folder of that name below "clips", "articles" or "narrations"."""
    return (_BASE32 if kind == "narrations" else _HEX).match(name) is not None


def begin(db: Connection, folder: str) -> tuple[int, int]:
    """Take a folder's stamp away; the one it had, and how often it was changed with this time."""
    stamp, changes = state(db, folder)
    db.execute(
        "INSERT INTO folders VALUES (?, ?, 1) ON CONFLICT (name)"
        " DO UPDATE SET stamp = excluded.stamp, changes = folders.changes + 1",
        (folder, UNKNOWN),
    )
    return stamp, changes + 1


def set_stamp(db: Connection, folder: str, stamp: int) -> None:
    """Its rows are right for that time of modification."""
    db.execute(
        "INSERT INTO folders VALUES (?, ?, 0) ON CONFLICT (name) DO UPDATE SET stamp = excluded.stamp",
        (folder, stamp),
    )


def state(db: Connection, folder: str) -> tuple[int, int]:
    """Stamp, and how often it was changed."""
    found = db.execute("SELECT stamp, changes FROM folders WHERE name = ?", (folder,)).fetchone()
    return (found[0], found[1]) if found else (0, 0)


def stamps(db: Connection) -> dict[str, int]:
    """Of all folders."""
    return dict(db.execute("SELECT name, stamp FROM folders"))


def between(db: Connection, after: str, last: str) -> dict[str, tuple[int, int]]:
    """Stamp and changes of names behind `after`, up to `last`."""
    found = db.execute("SELECT name, stamp, changes FROM folders WHERE name > ? AND name <= ?", (after, last))
    return {name: (stamp, changes) for name, stamp, changes in found}


def unknown(db: Connection) -> dict[str, int]:
    """Names that are being changed, or were when their process died; and how often they were changed."""
    return dict(db.execute(f"SELECT name, changes FROM folders WHERE stamp = {UNKNOWN}").fetchall())  # noqa: S608 - a number


def forget(db: Connection, name: str) -> None:
    """Of what is there no longer."""
    db.execute("DELETE FROM folders WHERE name = ?", (name,))


def replace(db: Connection, folder: str, found: Iterable[ClipRow | NarrationRow | ArticleRow]) -> int:
    """Make a folder's rows those that were found in it; how many were wrong, not counting when they were used."""
    kind, _, bucket = folder.partition("/")
    known = _KNOWN[kind](db, bucket)
    wrong = 0
    for row in found:
        key, facts, used = _facts(row)
        before = known.pop(key, None)
        if before is None or before[0] != facts:
            wrong += 1
        if before != (facts, used):
            rows.put(db, row)
    for key in known:
        wrong += 1
        _DROP[kind](db, key)
    return wrong


_Known = dict[str, tuple[object, int]]


def _facts(row: ClipRow | NarrationRow | ArticleRow) -> tuple[str, object, int]:
    if isinstance(row, ClipRow):
        return row.key, row.size_bytes, row.used_ns
    if isinstance(row, NarrationRow):
        return row.narration.id, (row.size_bytes, narration_values(row.narration)), row.used_ns
    return row.key, article_record(row.record), 0


def _clips(db: Connection, bucket: str) -> _Known:
    asked = "SELECT key, bytes, used FROM clips WHERE key >= ? AND key < ?"
    return {key.hex(): (size, used) for key, size, used in db.execute(asked, _range(bucket))}


def _narrations(db: Connection, bucket: str) -> _Known:
    asked = "SELECT id, bytes, used, record FROM narrations WHERE id >= ? AND id < ?"
    found = db.execute(asked, (bucket, bucket + "{"))  # the character behind z
    return {key: ((size, json.loads(record)), used) for key, size, used, record in found}


def _articles(db: Connection, bucket: str) -> _Known:
    asked = "SELECT key, record FROM articles WHERE key >= ? AND key < ?"
    return {key.hex(): (json.loads(record), 0) for key, record in db.execute(asked, _range(bucket))}


def _range(bucket: str) -> tuple[bytes, bytes]:
    low = bytes.fromhex(bucket)
    return low, low + b"\xff" * 40


_KNOWN = {"clips": _clips, "narrations": _narrations, "articles": _articles}
_DROP = {"clips": rows.drop_clip, "narrations": rows.drop_narration, "articles": rows.drop_article}
