"""What a night's run did, kept for the desk."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

from app.store.files import Files, typed_errors

FOLDER = "nights"
KEPT = 30
MOST_NAMED = 1_000
"""Articles of one kind; the counts go on."""


class Outcome(StrEnum):
    """What became of an article."""

    RENDERED = "rendered"
    UNCHANGED = "unchanged"
    RETRACTED = "retracted"
    """Taken back on purpose; only an explicit request brings it back."""

    FAILED = "failed"
    LEFT = "left"
    """There was no time for it."""

    WOULD_RENDER = "would_render"


class ExitCode(IntEnum):
    """Of `announcer prerender`; 2 is that it could not start."""

    ALL = 0
    SOME_FAILED = 1
    BUDGET_SPENT = 3


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one article."""

    outcome: Outcome
    name: str
    narration_id: str | None = None
    article_id: str | None = None
    title: str | None = None
    url: str | None = None
    duration_s: float | None = None
    """Of the reading; estimated where it is not rendered."""

    code: str | None = None
    detail: str | None = None


@dataclass
class Report:
    """A run; grows while it goes on."""

    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended_at: datetime | None = None
    dry_run: bool = False
    out_of_time: bool = False
    counts: Counter[Outcome] = field(default_factory=Counter)
    articles: list[Told] = field(default_factory=list)
    speech_s: float = 0.0
    """Of what was rendered, or would be."""

    def add(self, told: Told) -> None:
        """One more article; unchanged ones are only counted."""
        self.counts[told.outcome] += 1
        if told.outcome in (Outcome.RENDERED, Outcome.WOULD_RENDER):
            self.speech_s += told.duration_s or 0.0
        if told.outcome is not Outcome.UNCHANGED and self.counts[told.outcome] <= MOST_NAMED:
            self.articles.append(told)

    @property
    def exit_code(self) -> ExitCode:
        """What cron is told; failures weigh more than time."""
        if self.counts[Outcome.FAILED]:
            return ExitCode.SOME_FAILED
        return ExitCode.BUDGET_SPENT if self.out_of_time else ExitCode.ALL

    def as_json(self) -> dict[str, Any]:
        """The report for `--report` and the desk."""
        return {
            "started_at": self.started_at.isoformat(),
            "ended_at": self.ended_at.isoformat() if self.ended_at else None,
            "dry_run": self.dry_run,
            "exit_code": int(self.exit_code),
            "counts": {outcome.value: self.counts[outcome] for outcome in Outcome if self.counts[outcome]},
            "speech_s": round(self.speech_s, 1),
            "articles": [{name: value for name, value in asdict(each).items() if value} for each in self.articles],
        }


class Reports:
    """The last runs, in the store's folder."""

    def __init__(self, root: Path) -> None:
        self._files = Files(root)

    @typed_errors
    def keep(self, report: Report) -> None:
        """Keep a report and let go of the oldest. Raises StoreError."""
        name = report.started_at.strftime("%Y%m%dT%H%M%S%f")
        self._files.put(f"{FOLDER}/{name}.json", json.dumps(report.as_json()).encode())
        for old in self._names()[KEPT:]:
            self._files.remove(f"{FOLDER}/{old}")

    @typed_errors
    def last(self) -> list[dict[str, Any]]:
        """The reports, newest first. Raises StoreError."""
        found = (self._files.read(f"{FOLDER}/{name}") for name in self._names())
        return [report for data in found if (report := _parsed(data))]

    def _names(self) -> list[str]:
        return sorted((name for name in self._files.names(FOLDER) if name.endswith(".json")), reverse=True)


def _parsed(data: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(data or b"null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
