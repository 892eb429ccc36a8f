"""Which compressed form of an answer a client takes."""

from collections.abc import Iterable

_REFUSED = ("0", "0.0", "0.00", "0.000")


def accepted(header: str, ours: Iterable[str]) -> str:
    """The first of ours that an Accept-Encoding takes, empty for none of them (RFC 9110, section 12.5.3)."""
    offers = {}
    for part in header.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        offers[name.strip()] = parameters.replace(" ", "").removeprefix("q=") if parameters else "1"
    return next((each for each in ours if offers.get(each, offers.get("*", "0")) not in _REFUSED), "")
