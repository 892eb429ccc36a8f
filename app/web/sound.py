"""What a page must know of a narration."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sound:
    """An article's narration; `duration_s` is None while it is rendered."""

    narration_id: str
    voice: str = ""
    duration_s: float | None = None
