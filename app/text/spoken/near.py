"""What stands near a match, for rules that are told by it."""

import re


def written_before(match: re.Match[str], characters: int) -> str:
    """The last so many characters before a match."""
    return match.string[max(0, match.start() - characters) : match.start()]
