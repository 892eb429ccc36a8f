"""What stands around a match, and the patterns rules share."""

import re

from app.text.spoken.near import written_before

NUMBER = (
    r"(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)(?:\.\d{1,20})?|\d{1,2}(?:,\d\d){1,4},\d{3}(?![\d,])(?:\.\d{1,20})?"
    r"|\d{1,15}(?!\d)(?:\.\d{1,20})?|\.\d{1,20})"
)
"""A number as English writes it: thousands commas, of India too ("2,50,000"), a decimal point."""

SIGNED = rf"((?:[-−+](?<![\w).][-−+])|–(?:(?<=[^\d\s] –)|(?<=\(–)))?{NUMBER})"
"""A number with its sign; a hyphen after a letter or digit is none, and a dash is one behind a word ("FTSE –0.4%")."""

TO = r"(?:\s[-–—]\s|[-–—]\s?)"
"""Between the ends of a range; with a space before it alone it is a sign ("CAC 40 -0.4%")."""

END = r"(?![^\W_])"
SCALE = r"(?:thousand|million|billion|trillion|quadrillion|quintillion|crore|lakh)\b"
IDENTIFIED = frozenset(("code", "pin", "otp", "password", "id", "passcode", "zip", "extension", "ext"))
"""Words after which a number is a name, read digit by digit."""

_LINKS = frozenset(("is", "was", "number"))
"""Words between such a word and its number; the number then has four digits or more ("the code is 200 lines long")."""

EVENTS = frozenset(
    "sprint dash race races run walk swim hurdles relay relays freestyle butterfly backstroke breaststroke medley"
    " steeplechase final finals semifinal semifinals heat heats event events title record gold silver bronze medal"
    " champion champions pool track IM".split()
)
"""What a distance is the name of ("the 100m final")."""

NOT_NOUNS = frozenset((
    "a", "an", "and", "are", "as", "at", "but", "by", "each", "every", "for", "from", "had", "has", "have",
    "if", "in", "into", "is", "it", "more", "of", "off", "on", "or", "over", "per", "plus", "so", "than",
    "that", "the", "then", "to", "today", "under", "up", "was", "we", "were", "when", "which", "while", "who",
    "will", "with", "within", "yesterday", "last", "this", "next", "after", "before", "since", "because",
    "against", "about", "during", "total", "he", "she", "they", "worth", "would", "could", "down", "away", "out",
    "through", "across", "along", "around", "above", "below", "between", "north", "south", "east", "west", "only",
    "now", "not", "be", "been", "can", "may", "must", "should", "did", "does", "do", "too", "also", "less", "fewer",
    "higher", "lower", "short", "back", "apart", "ago", "later", "earlier", "tonight", "tomorrow", "nor", "yet",
))  # fmt: skip
"""Words that go on behind an amount and are no noun that it describes."""

_NAMED_IN_CAPITALS = frozenset(("TV", "TVs", "SUV", "SUVs", "LED", "OLED", "LCD", "PC", "CD"))
"""Nouns that an amount describes as it does those in small letters ("a 65in TV")."""

BEFORE_ONE = frozenset(("a", "an", "this", "that", "another", "each", "every"))
"""Words before one of a thing."""

ATTRIBUTED = BEFORE_ONE | {"the", "its", "their", "his", "her", "our", "new", "first", "s"}
"""Words before a measure that describes the noun behind it ("the 50g bar")."""

_WORD_BACKWARDS = re.compile(r"[\s\xa0-]{0,3}['’]?([^\W_]+)")
_WORD_AFTER = re.compile(r"[\s\xa0-]{0,2}([^\W_]{1,30})")
_DESCRIBING_BEFORE = re.compile(r"\d-[A-Za-z]{1,12}\.?, \Z").search
_ENDING_IN = re.compile(r"(?i:\b(?:cards?|accounts?|numbers?|digits|phone) ending in )\Z").search
_REACH = 32


def word_before(match: re.Match[str]) -> str:
    """The word that stands directly before a match, or ""."""
    return _word_ending(match.string, match.start())[0]


def words_before(match: re.Match[str]) -> tuple[str, str]:
    """The word that stands directly before a match and the one before that, each or ""."""
    last, start = _word_ending(match.string, match.start())
    return last, _word_ending(match.string, start)[0] if last else ""


def _word_ending(text: str, end: int) -> tuple[str, int]:
    """The word before a place of a text and where it begins."""
    found = _WORD_BACKWARDS.match(text[max(0, end - _REACH) : end][::-1])
    return (found[1][::-1], end - found.end()) if found else ("", 0)


def is_plural(noun: str) -> bool:
    """Whether a word looks like several things: "seats", not "this" or "James"."""
    return noun.islower() and len(noun) > 3 and noun.endswith("s")


def word_after(match: re.Match[str]) -> str:
    """The word that follows a match after a space or hyphen, or ""."""
    found = _WORD_AFTER.match(match.string, match.end())
    return found[1] if found else ""


def follows_a_describing_amount(match: re.Match[str]) -> bool:
    """Whether what stands before describes the same noun as the match: "a 12-year, $4.2bn lease"."""
    return _DESCRIBING_BEFORE(written_before(match, 20)) is not None


def identifies(match: re.Match[str]) -> bool:
    """Whether the words before a match say that it is a code ("PIN 1234", "PIN is 1234", "ending in 8876")."""
    before, start = _word_ending(match.string, match.start())
    before = before.lower()
    if before in _LINKS and match.end() - match.start() >= 4:
        before = _word_ending(match.string, start)[0].lower()
    return before in IDENTIFIED or (before == "in" and _ENDING_IN(written_before(match, 18)) is not None)


def character_before(match: re.Match[str]) -> str:
    """The character before a match; a space at the start of the text."""
    return match.string[match.start() - 1] if match.start() else " "


def describes(match: re.Match[str], articles: frozenset[str] = BEFORE_ONE) -> bool:
    """Whether the measure stands before the noun it describes ("a 10 km walk"): the unit is singular."""
    after = word_after(match)
    if after not in _NAMED_IN_CAPITALS and (not after.islower() or len(after) < 3 or after in NOT_NOUNS):
        return False
    return match.string[match.end()] in " \xa0-" and word_before(match).lower() in articles
