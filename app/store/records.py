"""What the store writes beside the sound, as JSON that knows its own digest."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from app.errors import StoreError
from app.ingest.found import Validators
from app.store.kept import ArticleRecord, Narration

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")


class DamagedError(StoreError):
    """A stored file is not what was written. Never leaves the store: the file is quarantined instead."""


_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


def is_digest(text: str) -> bool:
    """Whether the text has the shape of a sha256; a clip's key has it, and the name of an article's file."""
    return _DIGEST.match(text) is not None


def digest(data: bytes) -> str:
    """The sha256, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def dump(value: object) -> bytes:
    """Compact JSON; a lone surrogate in a title stays what it was."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")


def seal(record: Mapping[str, Any]) -> bytes:
    """One JSON object with the sha256 of the rest as its first member."""
    return dump({"sha256": digest(dump(record)), **record})


def unseal(data: bytes) -> dict[str, Any]:
    """What was sealed. Raises DamagedError when a single bit differs."""
    try:
        record = json.loads(data)
        if data == seal({name: value for name, value in record.items() if name != "sha256"}):
            return dict(record)
    except (ValueError, AttributeError, RecursionError):
        pass
    raise DamagedError("its digest differs")


def numbers_of(kind: type[T], data: bytes | None) -> T:
    """What was sealed of a dataclass of whole numbers; a new one where there is nothing, or it was damaged."""
    if data is None:
        return kind()
    try:
        record = unseal(data)
        return kind(**{field.name: int(record[field.name]) for field in fields(kind)})
    except (DamagedError, KeyError, TypeError, ValueError):
        return kind()


def narration_record(narration: Narration, timeline: bytes) -> dict[str, Any]:
    """The content of `narration.json`: the narration, and what its Timeline must look like."""
    return {
        **narration_values(narration),
        "timeline_bytes": len(timeline),
        "timeline_sha256": digest(timeline),
    }


def _fields(record: Narration | ArticleRecord | Validators) -> dict[str, Any]:
    """As `asdict` has them, which takes ten times as long."""
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def narration_values(narration: Narration) -> dict[str, Any]:
    """The narration as JSON has it."""
    return {**_fields(narration), "created_at": narration.created_at.isoformat()}


def narration_of(record: Mapping[str, Any]) -> Narration:
    """The narration of an unsealed record. Raises DamagedError when it was written by another version."""
    try:
        values = {name: record[name] for name in Narration.__dataclass_fields__}
        return Narration(**{**values, "created_at": datetime.fromisoformat(values["created_at"])})
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError("its form is unknown") from error


_LATER = ("description",)
"""Members that articles of earlier versions have not: they begin with their defaults."""


def article_record(record: ArticleRecord) -> dict[str, Any]:
    """The content of an article's file."""
    published_at = record.published_at
    return {
        **_fields(record),
        "updated_at": record.updated_at.isoformat(),
        "published_at": published_at.isoformat() if published_at else None,
        "validators": _fields(record.validators),
    }


def article_of(record: Mapping[str, Any]) -> ArticleRecord:
    """The article of an unsealed record. Raises DamagedError when it was written by another version."""
    try:
        values = {name: record[name] for name in ArticleRecord.__dataclass_fields__ if name not in _LATER}
        values |= {name: record[name] for name in _LATER if name in record}
        published_at = values["published_at"]
        return ArticleRecord(
            **{
                **values,
                "updated_at": datetime.fromisoformat(values["updated_at"]),
                "published_at": datetime.fromisoformat(published_at) if published_at else None,
                "validators": Validators(**values["validators"]),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError("its form is unknown") from error
