"""What is written into the index: rows for files that appeared, changed or vanished, and the totals beside them.

Every function works within the caller's transaction; each may be done again without harm.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.errors import InvalidRequestError
from app.store.base import ArticleRecord, Narration
from app.store.index.database import Connection
from app.store.index.schema import HEARD, HIDDEN, LET_GO
from app.store.records import article_record, narration_values
from app.text.language import primary_subtag

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A clip: its key, its bytes on the disk, and when it was last used (ns)."""

    key: str
    size_bytes: int
    used_ns: int


@dataclass(frozen=True, slots=True)
class NarrationRow:
    """A published narration, its bytes on the disk, and when it was last used (ns)."""

    narration: Narration
    size_bytes: int
    used_ns: int


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article's record and the digest that names its file, in hexadecimal digits."""

    key: str
    record: ArticleRecord


def put(db: Connection, row: ClipRow | NarrationRow | ArticleRow) -> None:
    """Enter a file's row, or correct it."""
    if isinstance(row, ClipRow):
        put_clip(db, row)
    elif isinstance(row, NarrationRow):
        put_narration(db, row)
    else:
        put_article(db, row)


def put_clip(db: Connection, row: ClipRow) -> None:
    """Enter a clip, or correct it."""
    drop_clip(db, row.key)
    db.execute("INSERT INTO clips VALUES (?, ?, ?)", (bytes.fromhex(row.key), row.size_bytes, row.used_ns))
    _count(db, "clips", 1, row.size_bytes)


def drop_clip(db: Connection, key: str) -> None:
    """Forget a clip."""
    for (size,) in db.execute("SELECT bytes FROM clips WHERE key = ?", (bytes.fromhex(key),)).fetchall():
        db.execute("DELETE FROM clips WHERE key = ?", (bytes.fromhex(key),))
        _count(db, "clips", -1, -size)


def put_narration(db: Connection, row: NarrationRow) -> None:
    """Enter a narration, or correct it; its words are entered later."""
    narration = row.narration
    drop_narration(db, narration.id)
    number = micros(narration.created_at)
    while db.execute("SELECT 1 FROM narrations WHERE number = ?", (number,)).fetchone():
        number += 1
    written = json.dumps(narration_values(narration), separators=(",", ":"))
    values = (number, narration.id, row.size_bytes, row.used_ns, written)
    db.execute("INSERT INTO narrations VALUES (?, ?, ?, ?, ?)", values)
    db.execute("INSERT INTO unread VALUES (?) ON CONFLICT DO NOTHING", (number,))
    _count(db, "narrations", 1, row.size_bytes)
    _move(db, narration.id, LET_GO, HEARD)


def drop_narration(db: Connection, narration_id: str) -> None:
    """Forget a narration; its words are taken back later, its articles were let go."""
    found = db.execute("SELECT number, bytes FROM narrations WHERE id = ?", (narration_id,)).fetchone()
    if found is not None:
        db.execute("DELETE FROM narrations WHERE number = ?", found[:1])
        db.execute("INSERT INTO unread VALUES (?) ON CONFLICT DO NOTHING", found[:1])
        _count(db, "narrations", -1, -found[1])
        _move(db, narration_id, HEARD, LET_GO)


def put_article(db: Connection, row: ArticleRow) -> None:
    """Enter an article, or correct it."""
    record = row.record
    drop_article(db, row.key)
    state = HIDDEN
    if record.is_listed:
        kept = db.execute("SELECT 1 FROM narrations WHERE id = ?", (record.narration_id,)).fetchone()
        state = HEARD if kept else LET_GO
    language = language_of(record.language)
    recipe = _recipe(db, record) if record.is_listed and record.article_id.startswith("url-") else 0
    written = json.dumps(article_record(record), separators=(",", ":"))
    section, shown = folded_section(record.section), micros(record.shown_at)
    key = bytes.fromhex(row.key)
    values = (key, record.narration_id, state, language, section, shown, recipe, written)
    db.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    _count_article(db, 1, state, language, recipe)
    _count_heading(db, record.narration_id, state, 1)


def drop_article(db: Connection, key: str) -> None:
    """Forget an article."""
    asked = "SELECT narration, state, language, recipe FROM articles WHERE key = ?"
    for narration_id, state, language, recipe in db.execute(asked, (bytes.fromhex(key),)).fetchall():
        db.execute("DELETE FROM articles WHERE key = ?", (bytes.fromhex(key),))
        _count_article(db, -1, state, language, recipe)
        _count_heading(db, narration_id, state, -1)


def note_used(db: Connection, table: str, key: str, used_ns: int) -> None:
    """Correct when a clip or narration was last used."""
    if table == "clips":
        db.execute("UPDATE clips SET used = ? WHERE key = ?", (used_ns, bytes.fromhex(key)))
    else:
        db.execute("UPDATE narrations SET used = ? WHERE id = ?", (used_ns, key))


def micros(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def moment(micros: int) -> datetime:
    """The time of so many microseconds since 1970."""
    return EPOCH + micros * MICROSECOND


def language_of(tag: str) -> str:
    """The primary subtag, by which articles are listed; "" for what is no language's name."""
    try:
        return primary_subtag(tag)
    except InvalidRequestError:
        return ""


def folded_section(section: str | None) -> str:
    """A section in any case, as characters that a database takes."""
    return bindable((section or "").casefold())


def bindable(text: str) -> str:
    """The text without halves of characters, which have no UTF-8, and without NUL, which PostgreSQL does not take."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


def total(db: Connection, name: str) -> tuple[int, int]:
    """How many there are, and their bytes."""
    found = db.execute("SELECT rows, bytes FROM totals WHERE name = ?", (name,)).fetchone()
    return (found[0], found[1]) if found else (0, 0)


def _count(db: Connection, name: str, rows: int, size: int = 0) -> None:
    db.execute(
        "INSERT INTO totals VALUES (?, ?, ?) ON CONFLICT (name)"
        " DO UPDATE SET rows = totals.rows + excluded.rows, bytes = totals.bytes + excluded.bytes",
        (name, rows, size),
    )


def _count_article(db: Connection, rows: int, state: int, language: str, recipe: int) -> None:
    _count(db, "articles", rows)
    _count(db, f"state-{state}", rows)
    if state != HIDDEN:
        _count(db, f"language-{language}", rows)
    if recipe:
        _count(db, f"recipe-{recipe}", rows)


def _count_heading(db: Connection, narration_id: str, state: int, rows: int) -> None:
    """Narrations that listed articles lead to, each once however many addresses and ids its article has."""
    if state != HIDDEN:
        asked = "SELECT count(*) FROM articles WHERE narration = ? AND state != ?"
        (left,) = db.execute(asked, (narration_id, HIDDEN)).fetchone()
        if left == (1 if rows > 0 else 0):
            _count(db, "headings", rows)


def _move(db: Connection, narration_id: str, before: int, after: int) -> None:
    moved = "UPDATE articles SET state = ? WHERE narration = ? AND state = ?"
    count = db.execute(moved, (after, narration_id, before)).rowcount
    if count:
        _count(db, f"state-{before}", -count)
        _count(db, f"state-{after}", count)


def _recipe(db: Connection, record: ArticleRecord) -> int:
    asked = (bindable(record.language), bindable(record.recipe))
    db.execute("INSERT INTO recipes (language, recipe) VALUES (?, ?) ON CONFLICT DO NOTHING", asked)
    (number,) = db.execute("SELECT number FROM recipes WHERE language = ? AND recipe = ?", asked).fetchone()
    return int(number)
