"""Which narration says which word: entered after the narration itself, in batches, and taken back with it.

An entry with a capital finds its own form alone, one in small letters every form; each is counted as one word, so that
every count is one row. What is still to be done stands in `unread`, so that a kill forgets nothing.
"""

import array
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from app.store.index.answers import LAST
from app.store.index.database import Connection
from app.store.index.rows import bindable
from app.store.kept import Narration
from app.store.questions import UseCount
from app.store.records import narration_of
from app.text.spoken.pronunciations import folded

WORD = re.compile(r"\w+")
LONGEST = 64
"""Characters; what is longer is no word, and no entry is looked for in it."""
LOOKED_AT = 2_000
"""Narrations of the rarest of several words, for one page."""

Said = tuple[int, str, Counter[str]]
"""A narration's number, its language, and how often it says which word."""


def words_of(lines: Iterable[str]) -> Counter[str]:
    """The words of some Lines in small letters, those with capitals as they stand too, and how often each is there."""
    written = Counter(word for line in lines for word in WORD.findall(line) if len(word) <= LONGEST)
    found = Counter(written)
    for word, uses in written.items():
        if (small := folded(word)) != word:
            found[small] += uses
    return found


def unread(db: Connection, limit: int) -> list[tuple[int, str | None]]:
    """Narrations that are to be read, with their ids; None where what was entered is to be taken back."""
    asked = "SELECT u.narration, n.id FROM unread u LEFT JOIN narrations n ON n.number = u.narration LIMIT ?"
    return db.execute(asked, (limit,)).fetchall()


def unread_of(db: Connection, numbers: Sequence[int]) -> list[tuple[int, str | None]]:
    """Of some numbers those that are unread still: nobody else entered them meanwhile."""
    asked = (
        "SELECT u.narration, n.id FROM unread u LEFT JOIN narrations n ON n.number = u.narration"  # noqa: S608 - marks
        f" WHERE u.narration IN ({', '.join('?' * len(numbers))})"
    )
    return db.execute(asked, numbers).fetchall()


def enter(db: Connection, number: int, language: str, found: Counter[str]) -> None:
    """Enter the words of a narration, in place of what was."""
    take_back(db, number)
    entered = array.array("I")
    for word, uses in found.items():
        (key,) = db.execute(
            "INSERT INTO words (language, word, narrations, uses) VALUES (?, ?, 1, ?)"
            " ON CONFLICT (language, word) DO UPDATE"
            " SET narrations = words.narrations + 1, uses = words.uses + excluded.uses RETURNING number",
            (language, bindable(word), uses),
        ).fetchone()
        entered.extend((key, uses))
    pairs = zip(entered[::2], entered[1::2], strict=True)
    db.executemany("INSERT INTO said VALUES (?, ?, ?)", ((key, number, uses) for key, uses in pairs))
    if found:
        db.execute("INSERT INTO entered VALUES (?, ?)", (number, entered.tobytes()))


def take_back(db: Connection, number: int) -> None:
    """Forget which words it said, and that it was to be read."""
    db.execute("DELETE FROM unread WHERE narration = ?", (number,))
    found = db.execute("SELECT words FROM entered WHERE narration = ?", (number,)).fetchone()
    if found is not None:
        entered = array.array("I", found[0])
        for key, uses in zip(entered[::2], entered[1::2], strict=True):
            db.execute("DELETE FROM said WHERE word = ? AND narration = ?", (key, number))
            db.execute("UPDATE words SET narrations = narrations - 1, uses = uses - ? WHERE number = ?", (uses, key))
        db.execute("DELETE FROM entered WHERE narration = ?", (number,))


def count_word(db: Connection, language: str, written: str) -> UseCount:
    """How often a word is read; one without capitals in any form."""
    found = db.execute(
        "SELECT uses, narrations FROM words WHERE language = ? AND word = ?", (language, bindable(written))
    ).fetchone()
    return UseCount(*found) if found else UseCount(0, 0)


def holding(
    db: Connection, language: str, words: Sequence[str], limit: int, below: int
) -> tuple[list[tuple[Narration, int]], str | None]:
    """The newest narrations below that hold all of some words, how often each holds the rarest, and where to go on.

    Without words any narration may. Of several words no more than `LOOKED_AT` narrations of the rarest are looked at.
    """
    keys = _rarest_first(db, language, words)
    if keys is None:
        return [], None
    most = limit if len(keys) < 2 else LOOKED_AT
    if keys:
        newest = "SELECT narration, uses FROM said WHERE word = ? AND narration < ? ORDER BY narration DESC LIMIT ?"
        found = db.execute(newest, (keys[0], below, most)).fetchall()
    else:
        newest = "SELECT number, 1 FROM narrations WHERE number < ? ORDER BY number DESC LIMIT ?"
        found = db.execute(newest, (below, most)).fetchall()
    last = found[-1][0] if len(found) == most else None
    held = [use for use in found if all(_says(db, key, use[0]) for key in keys[1:])]
    if len(held) > limit:
        held = held[:limit]
        last = held[-1][0]
    asked = "SELECT record FROM narrations WHERE number = ?"
    rows = [(db.execute(asked, use[:1]).fetchone(), use[1]) for use in held]
    return [(narration_of(json.loads(row[0])), uses) for row, uses in rows if row], None if last is None else str(last)


def _rarest_first(db: Connection, language: str, words: Sequence[str]) -> list[int] | None:
    """The numbers of words, None when one is nowhere."""
    found = [
        db.execute(
            "SELECT narrations, number FROM words WHERE language = ? AND word = ? AND uses > 0",
            (language, bindable(word)),
        ).fetchone()
        for word in dict.fromkeys(words)
    ]
    return None if None in found else [number for _, number in sorted(found)]


def _says(db: Connection, word: int, number: int) -> bool:
    asked = "SELECT 1 FROM said WHERE word = ? AND narration = ?"
    return db.execute(asked, (word, number)).fetchone() is not None


def number_below(after: str | None) -> int:
    """The number that a cursor names."""
    return min(int(after), LAST) if after and after.isascii() and after.isdigit() and len(after) < 20 else LAST
