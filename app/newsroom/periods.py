"""Lengths of time as people write them: "24h", "90m", "1h30m", "7d"."""

import re

from app.errors import InvalidRequestError

UNITS_S = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_PERIOD = re.compile(r"(?:\d{1,6}[dhms]){1,4}\Z")
_PART = re.compile(r"(\d+)([dhms])")


def period_s(text: str) -> float:
    """The length in s. Raises InvalidRequestError."""
    written = text.strip().lower()
    if not _PERIOD.match(written):
        raise InvalidRequestError(f"{text!r} is no length of time: write 24h, 90m, 1h30m or 7d.")
    return float(sum(int(number) * UNITS_S[unit] for number, unit in _PART.findall(written)))
