"""Places: house numbers, streets and their directions, states, postcodes, roads and rooms."""

import re

from app.text.spoken.english.context import NOT_NOUNS, word_after, word_before
from app.text.spoken.english.numbers import digits, pairs
from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule
from app.text.tables import either, table

_TABLES = table("english_places")
_KINDS: dict[str, str] = _TABLES["kinds"]
"""Kinds of street as they are abbreviated."""
_BARE = frozenset(("ave", "blvd", "hwy", "pkwy", "expy", "expwy", "fwy", "tpke", "rte"))
"""Those that are nothing else, with or without a stop."""
_STREETS = (
    r"(?:Streets?|St|Avenue|Ave?|Expressway|Exp(?:w)?y|Boulevard|Blvd|Road|Rd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl"
    r"|Parkway|Pkwy|Highway|Hwy|Square|Sq|Terr?ace|Terr?|Way|Circle|Cir|Trail|Trl|Plaza|Plz|Freeway|Fwy|Turnpike|Tpke"
    r"|Route|Rte|Alley|Row|Walk|Mews|Crescent|Loop|Broadway|Close|Gardens)"
)
_NAME = r"(?:(?:(?:Mt|St|Ft)\.? )?[A-Z][a-z]{1,20} |\d{1,3}(?:st|nd|rd|th) |(?:Martin Luther King|Jr\.?) |[A-Z]\.? )"
_DIRECTION = r"(?:[NSEW]|[NS]\.?[EW])"
_DIRECTIONS: dict[str, str] = _TABLES["directions"]
_ROADS = frozenset(("interstate", "route", "highway", "hwy", "rte", "us", "sr", "i", "road", "freeway"))
_SUITES = frozenset(("suite", "ste", "room", "apartment", "apt"))
_TWO_BY_TWO = frozenset(("section", "sections", "form", "flight", "bill", "proposition", "rule"))
"""Words that three digits behind them name something of."""
_STATES: dict[str, str] = _TABLES["states"]
_OTHER_SENSES = frozenset(("MD", "PA", "MA", "OK", "OR", "IN", "ME", "HI", "DC", "ID", "AL"))
"""States whose letters are a degree or a word as well: only a comma, a postcode or the end tells them."""
_SHORT_STATES: dict[str, str] = _TABLES["short_states"]
_SPACED_STATES = either(_SHORT_STATES).replace("\\.", "\\. ?")
"""Of a pattern, with a space between two letters or none: "N.Y", "W. Va"."""
_NEVER_A_WORD = frozenset(
    ("W.Va", "Calif", "Ariz", "Fla", "Okla", "Tenn", "Wyo", "Minn", "Wis", "Mich", "Colo", "Tex", "Nev")
)
_DOTTED_STATES = frozenset(
    (
        "N.Y",
        "N.J",
        "N.C",
        "N.M",
        "N.H",
        "R.I",
        "S.C",
        "S.D",
        "N.D",
        "W.Va",
        "Pa",
        "Conn",
        "Ga",
        "Va",
        "Ky",
        "Ark",
        "Ind",
        "Kan",
        "Mo",
        "Mont",
        "Neb",
        "Ore",
        "Wash",
        "Ala",
    )
)
_BEFORE_STATES = frozenset(
    "won wins carried lost flipped"
    " in from to of near across throughout and upstate western eastern northern southern central".split()
)
_LANDS = (
    r"(?:Korea|Africa|America|Sudan|Ireland|Carolina|Dakota|Virginia|Australia|Timor|Germany|Yorkshire|Wales|Macedonia"
    r"|Bank|Asia|Europe|Yemen|Vietnam|Ossetia|Waziristan|Cyprus|Gaza|Israel|Syria|Lebanon|Iraq|England|Texas|Jersey|California"
    r"|Devon|Somerset|Sussex|Antrim|Lanarkshire|Hollywood|Kivu|Sumatra|Darfur|Philadelphia|Philly)"
)
_DISTRICTS = {
    "N": "Northern", "S": "Southern", "E": "Eastern", "W": "Western", "M": "Middle", "C": "Central",
}  # fmt: skip
_UNIVERSITIES = frozenset(
    "Ohio Michigan Florida Iowa Oklahoma Oregon Kansas Mississippi Arizona Utah Colorado Idaho Penn Boise Fresno Ball"
    " Kent Wichita Murray Weber Jackson Appalachian Arkansas Washington Georgia Tennessee Alabama Missouri".split()
)
_ON_A_STREET = re.compile(
    r"(?i:(?:(?<!no\. )(?<!no\. \d)\b\d{1,5}|\b(?:on|at|of|near|off|along|down|block|corner"
    r"|north|south|east|west|[nsew]\.?)) )\Z"
).search
_STREET_BEFORE = re.compile(r"(?:\b\d{1,5}|\b(?:on|at|off|along|down)) (?:[A-Z][\w.'’]{0,20} ){1,5}\Z").search
_PARTIES = {"D": "Democrat", "R": "Republican", "I": "Independent"}
_SAINTS: frozenset[str] = _TABLES["saints"]
_BEFORE_SAINTS = frozenset(("Port", "Fort", "Mount", "Bay", "Lake", "Cape", "Isle", "Sault"))
"""A capitalised word before "St." that is part of a town's name, and of no street's."""
_ROOMS: dict[str, str] = _TABLES["rooms"]


def _house(match: re.Match[str]) -> str:
    return pairs(match[1])


def _postcode(match: re.Match[str]) -> str:
    return digits(match[1]) + (f", {digits(match[2])}" if match[2] else "")


def _after_name(match: re.Match[str]) -> bool:
    """Whether a capitalised word or an ordinal stands directly before, as in a street's name."""
    before = word_before(match)
    named = before[:1].isupper() or before == "s" or (before[:1].isdigit() and before[-1:].isalpha())
    return named and match.string[match.start() - 2 : match.start() - 1] not in (".", ",", "!", "?")


def _kind(match: re.Match[str]) -> str | None:
    written = match[1].lower()
    if match[1].isupper():
        return None
    is_bare = written in _BARE and match[1][0].isupper() and not (written == "ave" and word_after(match)[:1].isupper())
    if written in ("cir", "circ") and word_before(match)[:1].isdigit():
        return "circuit"
    return _KINDS[written] if is_bare or _after_name(match) else None


def _street(match: re.Match[str]) -> str | None:
    after = word_after(match)
    before = word_before(match)
    named = (
        after in _SAINTS
        or before in _BEFORE_SAINTS
        or before == "s"
        or before.lower() in NOT_NOUNS
        or not _after_name(match)
    )
    if after[:1].isupper() and named:
        return "saint"
    if _is_university(match, before):
        return "State"
    return "street" if _after_name(match) else None


def _is_university(match: re.Match[str], before: str) -> bool:
    """Whether it is a team: "Ohio St. beat", not "12 Ohio St.", "on Ohio St."."""
    if before not in _UNIVERSITIES:
        return False
    return _ON_A_STREET(written_before(match, 40).removesuffix(f"{before} ")) is None


def _drive(match: re.Match[str]) -> str | None:
    """A street, and before a name only where one is told to stand ("12 Oak Dr. Reno", not "the NIH's Dr. Ray")."""
    is_told = not word_after(match)[:1].isupper() or _STREET_BEFORE(written_before(match, 48)) is not None
    return "drive" if _after_name(match) and is_told else None


def _direction(match: re.Match[str]) -> str:
    return _DIRECTIONS[match[1].replace(".", "")]


def _quadrant(match: re.Match[str]) -> str | None:
    stopped = re.search(r"([A-Za-z]{2,6})\.? \Z", written_before(match, 10))
    before = stopped[1].lower() if stopped else ""
    known = before in _KINDS or before in ("st", "street", "avenue", "road", "drive", "place")
    return _DIRECTIONS[match[1].replace(".", "")] if known else None


_PERSON = re.compile(r"[A-Z][\w.]{0,16} [A-Z][\w'’-]{1,18}, \Z").search


def _state(match: re.Match[str]) -> str | None:
    written, after = match[0], match.string[match.end() : match.end() + 8]
    if written == "OK" and not re.match(r"\s\d{5}|, ", after):
        return None
    if written in _OTHER_SENSES and not re.match(r"\s\d{5}|[.,;:)]|\s\([A-Z]|\W{0,2}\Z", after):
        return None
    if written in ("MD", "PA") and _PERSON(written_before(match, 40)):
        return None
    return _STATES.get(written)


def _short_state(match: re.Match[str]) -> str | None:
    written = match[1].replace(" ", "")
    placed = match.string[: match.start()].endswith((", ", "(")) or written in _NEVER_A_WORD
    placed |= written in _DOTTED_STATES and word_before(match).lower() in _BEFORE_STATES
    return _STATES[_SHORT_STATES[written]] if placed else None


def _member(match: re.Match[str]) -> str | None:
    """A politician's party and state: "D-Calif.", "R-TX"."""
    state = _SHORT_STATES.get(match[2], match[2])
    full = _STATES.get(state) or (match[2] if len(match[2]) > 3 and match[2] in _STATES.values() else None)
    return None if full is None else f"{_PARTIES[match[1]]} of {full}"


def _road(match: re.Match[str]) -> str | None:
    """As in "Highway 101", "US-101", "Section 230": three digits two by two."""
    before = word_before(match).lower()
    is_dotted = match.string.endswith("U.S. ", 0, match.start()) and not word_after(match).endswith("s")
    return pairs(match[1]) if before in _ROADS or before in _TWO_BY_TWO or is_dotted else None


def _bill(match: re.Match[str]) -> str:
    return pairs(match[1])


def _room(match: re.Match[str]) -> str | None:
    if match[1] == "fl" and re.match(r" \d{4}", match.string[match.end() : match.end() + 5]):
        return None
    return _ROOMS[match[1].lower()]


def _suite(match: re.Match[str]) -> str | None:
    stopped = match.string.endswith(("Ste. ", "Apt. ", "Rm. "), 0, match.start())
    return pairs(match[1]) if stopped or word_before(match).lower() in _SUITES else None


def _zip_code(match: re.Match[str]) -> str:
    return f"{digits(match[1])}, {digits(match[2])}"


def _box(match: re.Match[str]) -> str:
    return f"{match[1].replace('.', '')} {'Box' if match[2][0] == 'B' else 'box'} {pairs(match[3])}"


def _compass(match: re.Match[str]) -> str:
    """As in "12 km NNE of Malatya"."""
    return " ".join(_DIRECTIONS[each].lower() for each in (match[1][:-2], match[1][-2:]) if each)


def _district(match: re.Match[str]) -> str:
    """A federal court: "S.D. Fla.", "D. Mass."."""
    return f"{_DISTRICTS[match[1]] + ' ' if match[1] else ''}District of {_STATES[_SHORT_STATES.get(match[2], 'CA')]}"


_NO_WORD = r"(?![^\W_]|\.\w|['’](?!s\b)\w)"

PLACE_NUMBERS = (
    Rule(
        "house number",
        re.compile(rf"(\d{{1,5}})(?= (?:{_DIRECTION}\.? )?{_NAME}{{1,3}}{_STREETS}\b)"),
        _house,
        starts="0",
        then="ABCDEFGHIJKLMNOPQRSTUVWXYZ0",
    ),
    Rule(
        "house number",
        re.compile(rf"(\d{{1,5}})(?= {_DIRECTION}\.? (?:[A-Z][a-z]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th))\b)"),
        _house,
        starts="0",
        then="NSEW",
    ),
    Rule("postcode", re.compile(r"(?<=[A-Z]{2} )(\d{5})(?:-(\d{4}))?(?!\d|[,.]\d)"), _postcode, starts="0"),
    Rule("postcode", re.compile(r"(\d{5})-(\d{4})(?![\w-]|[,.]\d)"), _zip_code, starts="0", then="-"),
    Rule("road", re.compile(r"(?:(?<=[A-Za-z][ -])|(?<=U\.S\. ))(\d{3})(?![\w,.-]\d|\w)"), _road, starts="0"),
    Rule(
        "bill of a parliament",
        re.compile(
            r"(?:(?<=H\.R\. )|(?<=S\. )|(?<=[HSA]\.B\. )|(?<=\b[HSA]B[ -])|(?<=\bHR ))(\d{3,4})(?![\w,.-]\d|\w)"
        ),
        _bill,
        starts="0",
    ),
    Rule("suite", re.compile(r"(?:(?<=[emt] )|(?<=[emt]\. ))(\d{3,4})(?![\w,.-]\d|\w)"), _suite, starts="0"),
)

PLACES = (
    Rule(
        "compass",
        re.compile(
            r"([NS][EW]|[NS]{2}[EW]|[EW][NS][EW]|(?:(?<=km )|(?<=mi )|(?<=miles ))[NSEW])(?= of (?:the )?[A-Z])"
        ),
        _compass,
        frozenset("nsew") | frozenset(("ne", "nw", "se", "sw", "nne", "nnw", "sse", "ssw", "ene", "ese", "wnw", "wsw")),
    ),
    Rule(
        "district court",
        re.compile(rf"(?:([NSEWMC])\.\s?)?D\.\s({either(_SHORT_STATES)}|Cal)\.(?!\w)"),
        _district,
        frozenset("nsewmcd"),
    ),
    Rule("box", re.compile(r"(P\.?\s?O\.?) ([Bb])ox (\d{1,7})\b"), _box, frozenset("p") | {"po"}),
    Rule("drive", re.compile(rf"Dr\b\.?{_NO_WORD}"), _drive, frozenset(("dr",))),
    Rule("street or saint", re.compile(r"(?i:st)\b\.?"), _street, frozenset(("st",))),
    Rule("room", re.compile(rf"(?i:({either(_ROOMS)}))\b\.?(?= #?(?:\d|[A-Z]\b))"), _room, frozenset(_ROOMS)),
    Rule("kind of street", re.compile(rf"(?i:({either(_KINDS)}))\b\.?{_NO_WORD}"), _kind, frozenset(_KINDS)),
    Rule(
        "direction",
        re.compile(r"(?<=\d )([NS]\.?[EW]\b|[NSEW]\b)\.?(?= (?!Ct\. \d)(?:[A-Z]|\d{1,3}(?:st|nd|rd|th)))"),
        _direction,
        frozenset("nsew") | {"ne", "nw", "se", "sw"},
    ),
    Rule(
        "side of a land",
        re.compile(rf"([NSEW])\b\.?(?= {_LANDS}(?:ns?|ese)?\b)"),
        _direction,
        frozenset("nsew"),
    ),
    Rule(
        "direction",
        re.compile(rf"([NSEW])\.(?= (?:[A-Z][a-z]{{1,20}}|\d{{1,3}}(?:st|nd|rd|th)) {_STREETS}\b)"),
        _direction,
        frozenset("nsew"),
    ),
    Rule(
        "quarter of a town",
        re.compile(r"(?<=[\w.] )(N\.?[EW]|S\.?[EW])\b\.?"),
        _quadrant,
        frozenset("ns") | {"ne", "nw", "se", "sw"},
    ),
    Rule(
        "member of congress",
        re.compile(rf"(?<![\w.])([DRI])-({either(_SHORT_STATES)}|[A-Z]{{2}}(?!\w)|[A-Z][a-z]{{3,12}})(?![a-z])\.?"),
        _member,
        frozenset("dri"),
    ),
    Rule(
        "state",
        re.compile(r"(?<=[a-z.], )[A-Z]{2}\b(?=\s\d{5}|\W{0,2}\Z|[,.;:)]|\s[a-z(])"),
        _state,
        frozenset(map(str.lower, _STATES)),
    ),
    Rule(
        "short state",
        re.compile(rf"({_SPACED_STATES})\.(?!\w)"),
        _short_state,
        frozenset(written.partition(".")[0].lower() for written in _SHORT_STATES),
    ),
)
