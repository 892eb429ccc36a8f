"""The desk's page: what the last nights did, what failed and why, what is stale."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.announcer import Announcer
from app.errors import AnnouncerError
from app.narration.wish import Wish
from app.newsroom.report import Outcome, Told
from app.store.kept import ArticleRecord
from app.store.questions import EVERY, Known, Which
from app.web.pages import templates, words

LANGUAGES = {"en": "English", "tr": "Türkçe"}
MOST_STALE = 100
MOST_RUNS = 10
MOST_HEARD = 10
LOOKED_AT = 100
"""Articles whose listeners are counted, the newest: a file each."""
MOST_RECIPES = 100
MOST_LET_GO = 50
MOST_FAILED = 100


@dataclass(frozen=True, slots=True)
class Run:
    """A night's run as the desk sees it."""

    started_at: str
    exit_code: int
    counts: dict[str, int]
    speech: str
    took: str
    failed: list[Told]


@dataclass(frozen=True, slots=True)
class Heard:
    """An article and how often it was listened to."""

    title: str
    language: str
    listens: int


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page shows."""

    articles: int
    narrations: int
    disk: str
    stale: list[ArticleRecord]
    let_go_count: int
    """Articles whose narration was evicted; made again when somebody asks."""

    let_go: list[ArticleRecord]
    """The newest of them."""

    listens: int
    """To the newest articles."""

    heard: list[Heard]
    """The most heard of them."""

    runs: list[Run]


def look(announcer: Announcer) -> Desk:
    """Gather it; reads the store, so call it in a thread. Raises StoreError."""
    stats = announcer.store.stats()
    heard = _heard(announcer, announcer.store.page(EVERY, limit=LOOKED_AT).items)
    let_go = announcer.store.page(Which(kept=False), limit=MOST_LET_GO).items
    runs = announcer.nights.reports.last()[:MOST_RUNS]
    return Desk(
        articles=stats.headings,
        narrations=stats.narrations,
        disk=_size(stats.clip_bytes + stats.narration_bytes),
        stale=_stale(announcer),
        let_go_count=stats.let_go,
        let_go=[each.record for each in let_go],
        listens=sum(each.listens for each in heard),
        heard=heard[:MOST_HEARD],
        runs=[_run(each) for each in runs],
    )


def _heard(announcer: Announcer, articles: Iterable[Known]) -> list[Heard]:
    """The articles that were listened to, the most heard first."""
    once = {each.record.narration_id: each.record for each in articles}
    counts = announcer.counts.of(list(once))
    counted = [
        Heard(record.title, record.language, count.listens) for record, count in zip(once.values(), counts, strict=True)
    ]
    return sorted((each for each in counted if each.listens), key=lambda each: each.listens, reverse=True)


def desk_page(desk: Desk | None, *, language: str, site_name: str) -> str:
    """The page in one of LANGUAGES; without a Desk it asks for the API key. Raises KeyError for another language."""
    page = templates().get_template("nightly.html")
    return page.render(
        desk=desk,
        language=language,
        languages=LANGUAGES,
        words=words("nightly")[language],
        reasons=words("reasons").get(language, {}),
        site_name=site_name,
    )


def _stale(announcer: Announcer) -> list[ArticleRecord]:
    """Articles whose narration would be another today although nobody edited them, the newest first.

    Only those of addresses can be told: how the others were wanted is the CMS's knowledge.
    """
    usual, store = announcer.newsroom.usual(), announcer.store
    recipes = store.recipes()
    today = {language: _recipe(announcer, usual, language) for language in dict(recipes)}
    stale = [each for each in recipes if each[1] != today[each[0]]][:MOST_RECIPES]
    pages = (store.page(Which(recipe=each), limit=MOST_STALE).items for each in stale)
    found = [known.record for page in pages for known in page]
    return sorted(found, key=lambda record: record.shown_at, reverse=True)[:MOST_STALE]


def _recipe(announcer: Announcer, usual: Wish, language: str) -> str:
    try:
        return announcer.orders.recipe(usual, language)
    except AnnouncerError:
        return ""


def _run(report: dict[str, Any]) -> Run:
    fields = Told.__dataclass_fields__
    articles = [Told(**{name: each.get(name) for name in fields}) for each in report.get("articles", [])]
    started, ended = str(report.get("started_at", "")), report.get("ended_at")
    took = datetime.fromisoformat(ended) - datetime.fromisoformat(started) if ended and started else None
    speech_s = round(report.get("speech_s", 0))
    return Run(
        started_at=started,
        exit_code=min(int(report.get("exit_code", 0)), 3),
        counts=report.get("counts", {}),
        speech=str(timedelta(seconds=speech_s)) if speech_s else "",
        took=str(timedelta(seconds=round(took.total_seconds()))) if took else "",
        failed=[each for each in articles if each.outcome == Outcome.FAILED][:MOST_FAILED],
    )


def _size(size_bytes: float) -> str:
    for unit in ("B", "kB", "MB"):
        if size_bytes < 1000:
            return f"{size_bytes:.0f} {unit}"
        size_bytes /= 1000
    return f"{size_bytes:.1f} GB"
