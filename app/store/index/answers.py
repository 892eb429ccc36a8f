"""The questions of `app/store/questions.py`, answered from the index. Each costs what its answer holds."""

import heapq
import itertools
import json

from app.store.index.database import Connection
from app.store.index.rows import bindable, folded_section, language_of, micros, total
from app.store.index.schema import HEARD, LET_GO
from app.store.kept import ArticleRecord, Narration, StoreStats
from app.store.questions import Kept, Known, Page, Which
from app.store.records import article_of, narration_of

LAST = 2**63 - 1


def page(db: Connection, which: Which, limit: int, after: str | None) -> Page[Known]:
    """Articles, newest first; by time, then by the digest that names them."""
    below = _cursor(after)
    states = {None: (HEARD, LET_GO), True: (HEARD,), False: (LET_GO,)}[which.kept]
    found = [_articles(db, which, state, below, limit) for state in states]
    rows = list(itertools.islice(heapq.merge(*found, key=lambda row: row[:2], reverse=True), limit))
    items = [Known(_article(row[2]), _narration(row[3])) for row in rows]
    return Page(items, f"{rows[-1][0]}-{rows[-1][1].hex()}" if len(rows) == limit else None)


def _articles(
    db: Connection, which: Which, state: int, below: tuple[int, bytes], limit: int
) -> list[tuple[int, bytes, str, str | None]]:
    wanted: list[tuple[str, object]] = [("a.state = ?", state)]
    if which.language is not None:  # of a section, whose index is the better one, the language is only looked at
        column = "a.language" if which.section is None else "a.language || ''"
        wanted.append((f"{column} = ?", language_of(which.language)))
    if which.section is not None:
        wanted.append(("a.section = ?", folded_section(which.section)))
    wanted += [("a.section != ?", folded_section(section)) for section in which.besides]
    if which.since is not None:
        wanted.append(("a.shown >= ?", micros(which.since)))
    if which.before is not None:
        below = min(below, (micros(which.before), b""))
    if which.recipe is not None:
        wanted.append(("a.recipe = ?", _recipe(db, which.recipe)))
    conditions = " AND ".join(condition for condition, _ in wanted)
    asked = (
        "SELECT a.shown, a.key, a.record, n.record FROM articles a LEFT JOIN narrations n ON n.id = a.narration"  # noqa: S608 - our own words alone
        f" WHERE {conditions} AND (a.shown, a.key) < (?, ?) ORDER BY a.shown DESC, a.key DESC LIMIT ?"
    )
    return db.execute(asked, (*(value for _, value in wanted), *below, limit)).fetchall()


def oldest(db: Connection, which: Which, limit: int) -> list[str]:
    """Narrations that are kept, of the oldest such articles; not those that were used since `which.before`."""
    before = LAST if which.before is None else micros(which.before)
    wanted: list[tuple[str, object]] = [("a.state = ?", HEARD), ("a.shown < ?", before)]
    if which.section is not None:
        wanted.append(("a.section = ?", folded_section(which.section)))
    wanted += [("a.section != ?", folded_section(section)) for section in which.besides]
    wanted.append(("n.used < ?", min(before * 1000, LAST)))
    asked = (
        "SELECT a.narration FROM articles a CROSS JOIN narrations n"  # noqa: S608 - our own words alone
        f" WHERE n.id = a.narration AND {' AND '.join(condition for condition, _ in wanted)} ORDER BY a.shown LIMIT ?"
    )
    return [row[0] for row in db.execute(asked, (*(value for _, value in wanted), limit))]


def page_of_narrations(db: Connection, limit: int, after: str | None) -> Page[Narration]:
    """Narrations, newest first."""
    below, _ = _cursor(after)
    asked = "SELECT number, record FROM narrations WHERE number < ? ORDER BY number DESC LIMIT ?"
    rows = db.execute(asked, (below, limit)).fetchall()
    items = [found for _, record in rows if (found := _narration(record))]
    return Page(items, str(rows[-1][0]) if len(rows) == limit else None)


def articles_of(db: Connection, narration_id: str) -> list[ArticleRecord]:
    """The listed articles that lead to a narration."""
    asked = "SELECT record FROM articles WHERE narration = ? AND state IN (?, ?) ORDER BY key"
    return [_article(row[0]) for row in db.execute(asked, (narration_id, HEARD, LET_GO))]


def languages(db: Connection) -> list[str]:
    """Of the listed articles."""
    found = db.execute("SELECT name FROM totals WHERE name > 'language-' AND name < 'language.' AND rows > 0")
    return sorted(name.partition("-")[2] for (name,) in found)


def recipes(db: Connection) -> list[tuple[str, str]]:
    """Of the listed articles of addresses."""
    return list(
        db.execute(
            "SELECT r.language, r.recipe FROM recipes r JOIN totals t ON t.name = 'recipe-' || r.number"
            " WHERE t.rows > 0 ORDER BY r.number DESC"
        )
    )


def stats(db: Connection) -> StoreStats:
    """From the totals."""
    clips, narrations = total(db, "clips"), total(db, "narrations")
    others = (total(db, name)[0] for name in ("articles", "headings", f"state-{LET_GO}"))
    return StoreStats(*clips, *narrations, *others)


def least_used(db: Connection, limit: int) -> list[Kept]:
    """Clips, then narrations."""
    clips = db.execute("SELECT key, bytes, used FROM clips ORDER BY used LIMIT ?", (limit,)).fetchall()
    asked = "SELECT id, bytes, used FROM narrations ORDER BY used LIMIT ?"
    narrations = db.execute(asked, (limit - len(clips),)).fetchall()
    return [
        *(Kept(True, key.hex(), size, used) for key, size, used in clips),
        *(Kept(False, key, size, used) for key, size, used in narrations),
    ]


def _recipe(db: Connection, asked: tuple[str, str]) -> int:
    values = (bindable(asked[0]), bindable(asked[1]))
    found = db.execute("SELECT number FROM recipes WHERE language = ? AND recipe = ?", values).fetchone()
    return found[0] if found else -1


def _cursor(after: str | None) -> tuple[int, bytes]:
    try:
        number, _, key = (after or "").partition("-")
        return min(int(number), LAST), bytes.fromhex(key)
    except ValueError:
        return LAST, b""


def _article(record: str) -> ArticleRecord:
    return article_of(json.loads(record))


def _narration(record: str | None) -> Narration | None:
    return narration_of(json.loads(record)) if record else None
