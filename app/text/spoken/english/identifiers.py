"""Numbers that name something: telephones, internet addresses, cards, flights and aircraft, tax plans."""

import re

from app.text.spoken.english.context import word_after, word_before
from app.text.spoken.english.numbers import DIGITS, digits, pairs, plural, whole, year
from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule

_PHONE = (
    r"\+\d{1,3}[\s.-]?\(?\d{1,4}\)?(?:[\s.-]\d{2,4}){1,4}|\+\d{1,3}[\s.-]\d{2,5}[\s.-]\d{5,6}"
    r"|\+\d{2,3} ?\(0\) ?\d{2,4}(?:[\s.-]\d{2,4}){1,4}"
    r"|(?:1[\s.-])?\(\d{3}\)[\s.-]{0,2}\d{3}[\s.-]\d{4}|1-\(\d{3}\)-\d{3}-\d{4}|(?:1-)?\d{3}-\d{3}-\d{4}(?:-\d{1,4})?"
    r"|(?:1 )?\d{3} \d{3} \d{4}|(?:1\.)?\d{3}\.\d{3}\.\d{4}|\d{3}-\d{2}-\d{4}|\d{3}-(?!19|20)\d{4}"
    r"|116 (?:000|006|111|117|123)|\(0\d\) \d{4} \d{4}|1[38]00 \d{3} \d{3}|0\d{2,4} \d{3,4} \d{3,4}"
    r"|0\d{3,4} \d{5,6}|\d{4}(?:[ -]\d{4}){3}|\d{1,6}+(?:-\d{1,7}+){3,6}+"
)
_HOURS = re.compile(r"0\d[0-5]\d-(?:[01]\d|2[0-4])[0-5]\d").fullmatch
_EMERGENCY = frozenset(("911", "999", "112", "988", "411", "311", "211", "711", "811", "101", "111"))
_CALLS = frozenset(
    "call calls called calling dial dials dialed dialled dialing dialling text ring rang phone to".split()
)
_DIALS = frozenset(
    "dial dials dialed dialled dialing dialling text texting call calling ring phone hotline helpline".split()
)
_ALSO_DIALLED = re.compile(
    r"(?i:\b(?:call|dial|text|ring|phone)(?:l?ed|s|l?ing)? (?:\d{3,6}, ){0,3}\d{3,6},? (?:or|and) )\Z"
).search
_FLOWN = frozenset(
    "bound landed crashed took takes flying flew carrying skidded diverted operated that which from made makes came"
    " registered en burst veered overran".split()
)
"""What goes on behind an aircraft that is named by its number alone: "a 777 bound for"."""
_CALLED = frozenset("call calls caller callers dispatcher dispatchers operator operators dispatch".split())
_BOEINGS = frozenset(("707", "717", "727", "737", "747", "757", "767", "777", "787"))
_OF_BOEING = re.compile(
    r"(?:s?\s|-)(?:MAX|Max|Dreamliners?|Jumbo|jets?|jetliners?|planes?|airliners?|aircraft|airplanes?|freighters?|pilots?"
    r"|programme?|production|deliver(?:y|ies)|fleets?|crash(?:es)?|family|series|cargo|simulator)\b"
).match
_FLIGHTS = frozenset("flight flights boeing airbus porsche".split())


def _telephone(match: re.Match[str]) -> str | None:
    if _HOURS(match[0]):
        return None
    groups = re.findall(r"[0-9]+", match[0])
    if max(map(len, groups)) < 3 and len(groups) > 3 and match[0][0].isdigit():
        return " ".join(map(whole, groups))  # a formation, lottery numbers
    words = ["eight hundred" if group == "800" else digits(group) for group in groups]
    if match[0][0] == "+":
        words[0] = f"plus {words[0]}"
    return ", ".join(words)


def _hexadecimal(match: re.Match[str]) -> str:
    return "zero x " + " ".join(digits(each) if each.isdigit() else each.upper() for each in match[1])


def _vanity(match: re.Match[str]) -> str:
    """As in "1-800-FLOWERS"."""
    groups = match[0].split("-")
    return ", ".join("eight hundred" if group == "800" else digits(group) or group for group in groups)


def _extension(match: re.Match[str]) -> str:
    return f"extension {digits(match[1])}"


def _emergency(match: re.Match[str]) -> str | None:
    if match[1] not in _EMERGENCY:
        return None
    before, after = word_before(match).lower(), word_after(match)
    called = before in _CALLS and (before != "to" or match[1] in ("911", "999"))
    called |= before in ("or", "and") and _ALSO_DIALLED(written_before(match, 40)) is not None
    return digits(match[1]) if called or (match[1] in ("911", "999") and after in _CALLED) else None


def _counted(word: str) -> bool:
    return word.endswith("s") or word in ("people", "men", "women", "children")


def _dialled(match: re.Match[str]) -> str | None:
    """A short number that somebody is to call: "text 741741", "dial 1414"."""
    if word_before(match).lower() not in _DIALS or _counted(word_after(match)):
        return None
    return ", ".join(map(digits, match[1].split()))


def _wireless(match: re.Match[str]) -> str:
    """As in "802.11ax"."""
    letters = " ".join(" ".join(part).upper() for part in (match[2] or "").split("/"))
    return f"eight oh two dot {whole(match[1])} {letters}".rstrip()


def _internet(match: re.Match[str]) -> str:
    said = " dot ".join(digits(part) for part in match[1].split("."))
    return f"{said} colon {digits(match[2])}" if match[2] else f"{said} slash {digits(match[3])}" if match[3] else said


def _plan(match: re.Match[str]) -> str:
    head = f"{DIGITS[int(match[1][0])]} oh {DIGITS[int(match[1][2])]} {match[2]}"
    return f"{head} {DIGITS[int(match[3])]}" if match[3] else head


def _flight(match: re.Match[str]) -> str | None:
    """As in "Flight 370", "Boeing 737-800": two by two from the right."""
    written = match[1] or match[2]
    before = word_before(match).lower()
    is_boeing = written in _BOEINGS and (match[3] or _OF_BOEING(match.string, match.end()) or before == "boeing")
    is_boeing = is_boeing or (written in _BOEINGS and before in ("a", "the") and word_after(match) in _FLOWN)
    if before not in _FLIGHTS and not is_boeing:
        return None
    words = f"{pairs(written)} {pairs(match[3]) if match[3] else ''} {match[4] or ''}".rstrip()
    return words if not match[5] else words + "s" if match[4] else plural(words)


def _airbus(match: re.Match[str]) -> str:
    words = f"A {pairs(match[1])}" + (f" {match[2]}" if match[2] else "") + (f" {pairs(match[3])}" if match[3] else "")
    return words if not match[4] else words + "s" if match[2] and not match[3] else plural(words)


def _flaw(match: re.Match[str]) -> str:
    return f"CVE {year(int(match[1]))} {digits(match[2])}"


IDENTIFIERS = (
    Rule(
        "lineage",
        re.compile(r"([A-Z]{2,3})((?:\.\d{1,2}){2,4})(?![\w]|\.\w)"),
        lambda match: match[1] + "".join(f" point {whole(part)}" for part in match[2][1:].split(".")),
        starts="a",
    ),
    Rule("hexadecimal", re.compile(r"0x([0-9A-Fa-f]{2,16})\b"), _hexadecimal, starts="0", then="a"),
    Rule("telephone", re.compile(rf"(?:{_PHONE})(?![\d.-]\d|\d)"), _telephone, starts="0+(", then=".-0("),
    Rule("telephone", re.compile(r"\+\d{8,15}(?![\d,.]\d|\d)"), _telephone, starts="+"),
    Rule(
        "telephone in letters",
        re.compile(r"(?:1-)?8\d\d(?:-(?:[A-Z]{2,10}|\d{1,4})){0,3}-[A-Z]{2,10}\b"),
        _vanity,
        starts="0",
        then="-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    ),
    Rule(
        "extension",
        re.compile(r"(?:(?i:ext)\b\.?\s?|x(?=\d)(?<=\d{4} x))(\d{1,6})\b"),
        _extension,
        frozenset(("ext", "x")),
    ),
    Rule(
        "internet address",
        re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})(?![\d.]\d)(?::(\d{1,5})|/(\d{1,2}))?(?!\d)"),
        _internet,
        starts="0",
        then=".",
    ),
    Rule("emergency", re.compile(r"(911|999|112|988|[2-8]11|1[01]1)(?![\w.,:/-]\d|\w)"), _emergency, starts="0"),
    Rule(
        "flight",
        re.compile(
            r"(?:(?<=[A-Za-z] )(\d{3,4})|(7[0-8]7)(?=-\d))(?:-(\d{1,4})([A-Z]{1,3})?(s)?)?(?![\w.,:/-]\d|[^\W_])"
        ),
        _flight,
        starts="0",
    ),
    Rule(
        "flight",
        re.compile(r"(7[0-8]7)(F|X|ER|LR|BCF|SF)(?!\w)"),
        lambda match: f"{pairs(match[1])} {match[2]}",
        starts="0",
        then="FXELBS",
    ),
    Rule("airbus", re.compile(r"A(3\d[01589])(neo|ceo|XLR|LR|F)?(?:-(\d{3,4}))?(s)?(?!\w)"), _airbus, starts="a"),
    Rule(
        "flight level",
        re.compile(r"FL(\d{3})(?!\w)"),
        lambda match: f"flight level {digits(match[1])}",
        frozenset(("fl",)),
    ),
    Rule("flaw", re.compile(r"CVE-(\d{4})-(\d{4,7})(?!\w)"), _flaw, frozenset(("cve",))),
    Rule(
        "wireless network",
        re.compile(r"802\.(\d{1,2})((?:[a-z]{1,2})(?:/[a-z]{1,2}){0,5})?(?!\w|\.\d)"),
        _wireless,
        starts="0",
        then=".",
    ),
    Rule(
        "dialled",
        re.compile(r"(?<=[a-z] )(\*?#?\d{3,8}(?: \d{3,4}){0,3})(?![\w.,:/%-]\d|\w|%)"),
        _dialled,
        starts="0*#",
    ),
    Rule(
        "telephone",
        re.compile(r"0\d{2,4}[ -]\d{3,6}(?:[ -]\d{3,6})?(?![\d.-]\d|\d)"),
        _telephone,
        starts="0",
        then="0-",
    ),
    Rule("round the clock", re.compile(r"24/7\b"), lambda _: "twenty four seven", starts="0", then="/"),
    Rule("september eleventh", re.compile(r"9/11\b(?!/)"), lambda _: "nine eleven", starts="0", then="/"),
    Rule(
        "tax plan",
        re.compile(r"(529|457)(?=\s(?:plans?|accounts?|college)\b)"),
        lambda match: pairs(match[1]),
        starts="0",
        then="pac",
    ),
    Rule(
        "tax plan",
        re.compile(r"(401(?=\(?k)|403(?=\(?b)|501(?=\(?c))\(?([bck])\)?(?:\(?(\d)\)?)?(?!\w)"),
        _plan,
        starts="0",
        then="bck(",
    ),
)
