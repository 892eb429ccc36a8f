"""What a night's run did, kept for the desk."""

import contextlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from app.store.shelf import Shelf

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

    night: str = ""
    """Which sources it is of, as one name; runs of the same take turns."""

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
            **({"night": self.night} if self.night else {}),
            "exit_code": int(self.exit_code),
            "counts": {outcome.value: self.counts[outcome] for outcome in Outcome if self.counts[outcome]},
            "speech_s": round(self.speech_s, 1),
            "articles": [{name: value for name, value in asdict(each).items() if value} for each in self.articles],
        }

    @classmethod
    def of_json(cls, found: Mapping[str, Any]) -> "Report":
        """The report again, of another run. Raises ValueError, KeyError and TypeError for one of another version."""
        return cls(
            started_at=datetime.fromisoformat(found["started_at"]),
            ended_at=datetime.fromisoformat(found["ended_at"]),
            out_of_time=found["exit_code"] == ExitCode.BUDGET_SPENT,
            counts=Counter({Outcome(name): int(count) for name, count in found["counts"].items()}),
            articles=[Told(**{**each, "outcome": Outcome(each["outcome"])}) for each in found["articles"]],
            speech_s=float(found["speech_s"]),
            night=found["night"],
        )


class Reports:
    """The last runs."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def keep(self, report: Report) -> None:
        """Keep a report and let go of the oldest. Raises StoreError."""
        name = report.started_at.strftime("%Y%m%dT%H%M%S%f")
        self._shelf.write(f"{FOLDER}/{name}.json", json.dumps(report.as_json()).encode())
        for old in self._names()[KEPT:]:
            self._shelf.remove(f"{FOLDER}/{old}")

    def last(self) -> list[dict[str, Any]]:
        """The reports, newest first. Raises StoreError."""
        found = (self._shelf.read(f"{FOLDER}/{name}") for name in self._names())
        return [report for data in found if (report := _parsed(data))]

    def of(self, night: str) -> Report | None:
        """The newest of that night. Raises StoreError."""
        for found in self.last():
            if found.get("night") == night:
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    return Report.of_json(found)
        return None

    def _names(self) -> list[str]:
        return sorted((name for name in self._shelf.names(FOLDER) if name.endswith(".json")), reverse=True)


def _parsed(data: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(data or b"null")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
