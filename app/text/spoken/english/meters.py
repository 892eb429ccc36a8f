"""Whether the m behind a number is meters, and no millions."""

import re

from app.text.spoken.english.context import EVENTS, word_after
from app.text.spoken.near import written_before

_NO_MILLIONS = frozenset(map(str.lower, EVENTS)) | {"meters", "metres"}
_LONG_BEFORE = re.compile(
    r"(?i:\b(?:threw|throw(?:s|n|ing)?|jump(?:s|ed|ing)?|leap(?:s|t|ed|ing)?|vault(?:s|ed|ing)?|clear(?:s|ed|ing)?|hurl(?:s|ed|ing)?"
    r"|putt?|javelin|discus|shot|hammer|wingspan|swells?|waves?|crossbar|depths?|heights?|measur(?:es|ed|ing)|rivers?|tides?"
    r"|(?:sea|water)[- ]levels?|(?:tsunami|surge) of|ht|diameters?|lengths?|widths?|radius)\b)[^.!?$£€]{0,16}\Z"
).search
"""What a number of meters with a point stands behind ("threw 90.5m", "a leap of 6.95m")."""
_FEET_BEFORE = re.compile(r"(?:ft|feet|foot|inch(?:es)?|yards?|\d ?in|\d['’\"”″])\.? ?\(\Z").search
"""What meters in brackets stand behind: "a 30-foot (9.1m) wall"."""
_LONG_AFTER = re.compile(
    r"[ -](?:(?:tall|wide|deep|thick|apart|long)(?![\w-])|high(?![\w-]| school| street)|telescopes?\b|mirrors?\b"
    r"|towers?\b|walls?\b|fences?\b|waves?\b|swells?\b|tsunami\b|statues?\b|crocodiles?\b|sharks?\b|snakes?\b"
    r"|pythons?\b|poles?\b|yachts?\b|boats?\b|ladders?\b|barriers?\b|craters?\b|cliffs?\b|masts?\b|trench(?:es)?\b|tunnels?\b|putts?\b"
    r"|in (?:height|length|diameter|depth|width)\b"
    r"|(?:above|below) (?:sea|ground|normal|the (?:sea|ground|surface|water))\b"
    r"|from the (?:kerb|curb|shore|road|edge|ground|surface|goal|wall)\b|by \d)"
    r"| ?\((?:about |around )?\d[\d,.]{0,8}[ -]?(?:ft|feet|foot|in|inch(?:es)?|yards?)\b| ?[x×] ?\d"
).match
"""What is long or high, and what follows its length: "9.1m (30ft)", "a 2.4m-high fence"."""
_COUNTED_NEAR = re.compile(
    r"(?i:\b(?:sales|revenues?|profits?|loss(?:es)?|costs?|values?|prices?|budgets?|spending|debts?|fees?|users|views|turnover|income"
    r"|subscribers|downloads|stakes?|shares|market|deficit|surplus|jobs)\b)"
).search
"""What jumps and is cleared by the million."""
_FARTHEST = 1_000


def is_meters(match: re.Match[str], *, counts: bool) -> bool:
    """Of a match of a number and "m"; `counts` when a plural noun follows, as behind millions."""
    text, end = match.string, match.end()
    if word_after(match).lower() in _NO_MILLIONS or _LONG_AFTER(text, end) or _FEET_BEFORE(written_before(match, 12)):
        return True
    is_far = "." in match[1] and float(match[1].replace(",", "")) < _FARTHEST and not counts
    before = written_before(match, 40)
    return is_far and _LONG_BEFORE(before) is not None and not _COUNTED_NEAR(before + text[end : end + 24])
