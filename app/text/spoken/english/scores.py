"""Two numbers with a hyphen, slash or colon between them: ranges, scores, votes, ratings, odds, docket numbers."""

import re

from app.text.spoken.english.context import END, NUMBER, SCALE, is_plural, word_after, word_before
from app.text.spoken.english.numbers import cardinal, digits, number, parts, whole, year
from app.text.spoken.near import written_before
from app.text.spoken.rules import Rule
from app.text.tables import table

_PLAYED = frozenset(
    "lost won beat drew draw drawn lead leads led leading trailed trail trailing down defeat score scored win wins loss"
    " beaten victory tied tie level ahead record scoreline result".split()
)
_RECORD_BEFORE = re.compile(
    r"\b(?:went|start(?:s|ed)|finish(?:es|ed)|open(?:s|ed)"
    r"|(?:falls?|fell|drop(?:s|ped)|improve[sd]?|slipped|moved) to) \Z"
).search
_RECORD_AFTER = re.compile(
    r"[.,;:)]|\Z| (?:on|in|this|with|after|and|at|for|since|against|overall|under|before)\b"
).match
"""What stands around the games that a team won and lost: "fell to 2-9 on Sunday", not "opened 10-15 shops"."""
_RESULTS = frozenset(
    "win loss defeat victory draw record lead vote ruling decision series split tie scoreline triumph thrashing rout"
    " thriller pens penalties deficit finish punch sweep advantage aggregate overtime start verdict majority".split()
)
_ODDS = frozenset(("odds", "shot", "shots", "outsider", "outsiders", "favorite", "favourite", "underdog", "underdogs"))
_ODDS_BEFORE = re.compile(r"(?i:\bodds (?:of|at|are|were|is|to) |\bpriced at )\Z").search
_OPEN_BEFORE = re.compile(
    r"(?i:\b(?:hours|daily|weekdays|weekends)[:,]? |(?-i:\bopens? )"
    r"|\b(?:open|hours):? (?:mon|tue|wed|thu|fri|sat|sun)[^.!?]{0,14} )\Z"
).search
"""What hours stand behind: "Open Tues–Sun, 10–5"."""
_SEASONS = range(15, 50)
_BEFORE_SEASON = frozenset("season winter since during budget for in".split())
_OF_A_SEASON = frozenset("season seasons campaign budget winter term edition tax academic financial school".split())
_USUAL_PARTS = frozenset((24, 25, 32, 48, 50, 60, 64, 100, 1000))
_BETS = re.compile(
    r"(?i:\b(?:odds|bookmakers?|bookies|punters?|bets?|betting|backed|priced|favou?rites?|outsiders?|stak(?:e|ed)|tipped|evens|returned|paid"
    r"|starting price|SP)\b)"
).search
_CHANCES = frozenset("chance chances probability risk odds".split())
_ATTACKS = frozenset(("attack", "attacks", "bombing", "bombings", "massacre"))
_STAGES = frozenset(("stage", "grade", "phase", "level", "category", "type", "tier"))
_BATTED = frozenset(("made", "reached", "scored", "posted", "finished", "were", "declared"))
_STARS = re.compile(r"\s?(?:stars?\b|★|for\s)").match
_PART_OF = re.compile(r"\s(?:of|cups?|miles?|inch(?:es)?|pounds?|majority|vote)\b").match
_RATING = re.compile(
    r"(?i)\b(?:rat(?:ed|ing|ings|es|e)|scor(?:ed|e|es|ing)|reviews?|reviewed|verdict|stars?|graded?|marks?|gave|gives|given"
    r"|award(?:s|ed)|critics?|scale)\b"
).search
_COUNTED_OFF = frozenset("shot went shooting lap laps page episode part day round hole".split())
_YARDS_AFTER = re.compile(r",? (?:for )?\d{1,3} (?:yds|yards)\b").match
_LONGEST_TEST = _LEAST_OF_A_PAIR = 12
_RATED = frozenset(("rated", "scored", "score", "rating", "scores", "rates", "got", "gave", "gives", "stars"))
_CRICKET = re.compile(
    r"(?:\b(?:[Ww]ickets?|[Ii]nnings|[Oo]vers|bowl(?:ed|er|ers|ing)|[Ss]tumps|lbw|dec(?:lared)?|not out|batt(?:ed|ing)"
    r"|bats(?:man|men)|centur(?:y|ies)|chas(?:ed?|ing)|all out|unbeaten|ODIs?|T20Is?|\d ovs?|\d\d runs)\b|\d\*"
    r"|\(\d{1,3}b\b)"
).search
"""What tells that a team has so many runs for so many wickets, or a bowler so many wickets for so many runs."""
_FEWEST_RUNS, _LEAST_TOTAL, _MOST_WICKETS = 30, 100, 10
_DOCKETS = frozenset(("no", "case", "docket", "number", "resolution", "res", "order"))
_SETS_AFTER = re.compile(r"(?: \(\d{1,2}[-–]\d{1,2}\))?[,;]? (?:and )?\d{1,2}[-–]\d{1,2}(?!\d)").match
_SETS_BEFORE = re.compile(r"\d{1,2}[-–]\d{1,2}(?: \(\d{1,2}[-–]\d{1,2}\))?[,;]? (?:and )?\Z").search
_STOPPED_BEFORE = re.compile(r"(?i:\b(?:no|res|pub\. l)\. ?)\Z").search
_NAMED_BEFORE = re.compile(r"[A-Z][\w.'’]{0,16} \(\Z").search
_NAME_BEFORE = re.compile(r"(?<![\w'’])([A-Z][\w'’]{1,20})(\.)?[\s\xa0-]{1,3}\Z").search
_BOOKS = frozenset(table("english_names")["bible"])
_SENTENCE_WORDS = frozenset(("The", "A", "An", "In", "At", "By", "With", "Of", "On", "And", "But", "For", "To", "From"))


def _range(match: re.Match[str]) -> str | None:
    first, last = (float(match[i].replace(",", "")) for i in (1, 2))
    if match[0].count("-") > 1:
        return None
    if _is_docket(match):
        first_said = year(int(match[1])) if re.fullmatch(r"(?:19|20)\d\d", match[1]) else number(match[1])
        return f"{first_said} {whole(match[2]) if len(match[2]) < 4 else digits(match[2])}"
    if _is_of_cricket(match, first, last):
        return f"{number(match[1])} for {number(match[2])}"
    is_vote = first >= 100 and last >= 100
    is_model = first < 100 <= last and not last % 100 and len(word_before(match)) > 1 and word_before(match).isupper()
    if is_model:  # "an ATR 72-600"
        return f"{number(match[1])} {number(match[2])}"
    is_bet = word_after(match) in _ODDS or _ODDS_BEFORE(written_before(match, 16)) is not None
    is_open = first <= 12 and last <= 12 and _OPEN_BEFORE(written_before(match, 24)) is not None
    joint = " to" if is_vote or is_bet or is_open or (first < last and (match[3] or not _is_score(match))) else ""
    scale = f" {match[3].lower()}" if match[3] else ""
    return f"{number(match[1])}{joint} {number(match[2])}{scale}"


def _is_of_cricket(match: re.Match[str], first: float, last: float) -> bool:
    """Whether it is runs for wickets, or wickets for runs: "412-8 dec", "took 5-23"."""
    before = word_before(match)
    if first <= _MOST_WICKETS and before.lower() in ("took", "takes", "taking", "claimed"):
        return True
    is_score = first >= _FEWEST_RUNS and last <= _MOST_WICKETS
    if is_score and first >= _LEAST_TOTAL and before.lower() in _BATTED:
        return True
    is_score |= first < _MOST_WICKETS < last and (before[:1].isupper() or before in ("with", "of"))
    return is_score and is_cricket(match)


def is_cricket(match: re.Match[str]) -> bool:
    """Whether words of that game stand near."""
    return _CRICKET(written_before(match, 60) + match.string[match.end() : match.end() + 40]) is not None


def _is_docket(match: re.Match[str]) -> bool:
    """Whether it is the number of a case or resolution ("No. 21-476")."""
    stopped = _STOPPED_BEFORE(written_before(match, 9))
    return match[1].isdigit() and match[2].isdigit() and bool(stopped or word_before(match).lower() in _DOCKETS)


def _is_score(match: re.Match[str]) -> bool:
    if not (match[1].isdigit() and match[2].isdigit()) or len(match[1]) > 3 or len(match[2]) > 3:
        return False
    text, start = match.string, match.start()
    if word_before(match).lower() in _PLAYED or word_after(match) in _RESULTS:
        return True
    if _RECORD_BEFORE(text[max(0, start - 16) : start]) and _RECORD_AFTER(text, match.end()):
        return True
    if text[start - 2 : start] == " (" and text[match.end() : match.end() + 1] == ")" and start > 2:
        return _NAMED_BEFORE(text[max(0, start - 20) : start]) is not None
    return bool(_SETS_AFTER(text, match.end()) or _SETS_BEFORE(text[max(0, start - 18) : start]))


def _rating(match: re.Match[str]) -> str | None:
    if float(match[1]) > float(match[2]):
        return None
    return f"{number(match[1])} out of {number(match[2])}"


def _fraction(match: re.Match[str]) -> str | None:
    if match.start() and match.string[match.start() - 1] == "/":
        return None
    if match[0][-1].isalpha():
        return parts(match[1], match[2].replace(",", ""))  # "9/10ths"
    if _is_bet(match):
        return f"{whole(match[1])} to {whole(match[2])}"
    joint = None if "," in match[2] else _joint(match)
    return (
        parts(match[1], match[2].replace(",", "")) if joint is None else f"{whole(match[1])}{joint} {whole(match[2])}"
    )


def _is_bet(match: re.Match[str]) -> bool:
    """Whether these are a bookmaker's odds: "backed at 9/2"."""
    if not (match[2].isdigit() and int(match[1]) > int(match[2]) and match[0][-1].isdigit()):
        return False
    return match[2] == "1" or _BETS(written_before(match, 48)) is not None


def _joint(match: re.Match[str]) -> str | None:
    """What stands between the two numbers when they are no fraction: nothing, " in", " out of", " for", " over"."""
    top, bottom, before = int(match[1]), int(match[2]), word_before(match).lower()
    if top < bottom and word_after(match) in _CHANCES:
        return " in"
    is_of_round = bottom in (5, 10, 20, 100) or (bottom >= _LONGEST_TEST and before in _RATED)
    if top <= bottom and is_of_round and _is_rating(match, before):
        return " out of"
    is_innings = before in _BATTED or (top > 2 * bottom and (top > 50 or word_before(match)[:1].isupper()))
    if (is_innings and top >= _FEWEST_RUNS and 1 < bottom <= _MOST_WICKETS) or _is_of_cricket(match, top, bottom):
        return " for"
    if _is_pressure(match):
        return " over"
    is_shot = (before in _COUNTED_OFF or _YARDS_AFTER(match.string, match.end()) is not None) and top <= bottom
    if is_shot or (1 < top <= bottom and bottom > 20 and bottom not in _USUAL_PARTS and is_plural(word_after(match))):
        return " of"
    is_split = top + bottom == 100 and top >= bottom and not top % 5
    is_season = (
        bottom == top + 1 and top in _SEASONS and (before in _BEFORE_SEASON or word_after(match) in _OF_A_SEASON)
    )
    is_pair = (
        is_split
        or is_season
        or (before != "" and _LEAST_OF_A_PAIR < bottom < top)
        or (top, bottom) in ((20, 20), (7, 7))
        or before in _STAGES
    )
    return "" if is_pair or word_after(match) in _ATTACKS else None


def _is_rating(match: re.Match[str], before: str) -> bool:
    """Whether it is what a critic or customer gives: "gave it 4/5", "8/10 on the pain scale", "Verdict: 3/5"."""
    after = match.string[match.end() : match.end() + 12]
    if _STARS(after):
        return True
    if _PART_OF(after):
        return False
    if before in _RATED:
        return True
    near = written_before(match, 40) + match.string[match.end() : match.end() + 24]
    return match[2] == "10" or _RATING(near) is not None


def _is_pressure(match: re.Match[str]) -> bool:
    """Whether it is of the blood ("a blood pressure of 120/80")."""
    top, bottom = int(match[1]), int(match[2])
    if word_before(match) == "BP" or word_after(match) == "mmHg":
        return True
    if bottom < top and 90 <= top <= 200 and 50 <= bottom <= 120:
        return True
    return "pressure" in written_before(match, 30)


def _negative_fraction(match: re.Match[str]) -> str | None:
    part = parts(match[1], match[2])
    return None if part is None else f"minus {part}"


def _mixed(match: re.Match[str]) -> str | None:
    part = parts(match[2], match[3])
    return None if part is None else f"{cardinal(int(match[1]))} and {part}"


def _ratio(match: re.Match[str]) -> str:
    return f"{whole(match[1])} {'' if _is_verse(match) else 'to '}{whole(match[2])}"


def _is_verse(match: re.Match[str]) -> bool:
    before = _NAME_BEFORE(written_before(match, 24))
    if before is None or "," in match[0]:
        return False
    return before[1].lower() in _BOOKS if before[2] else before[1] not in _SENTENCE_WORDS


def _verses(match: re.Match[str]) -> str | None:
    return f"{whole(match[1])} {whole(match[2])} to {whole(match[3])}" if _is_verse(match) else None


def _odds(match: re.Match[str]) -> str | None:
    if match[1] == match[2]:
        return None
    return f"{whole(match[1])} to {whole(match[2])}"


RATIOS = (
    Rule(
        "pages",
        re.compile(r"(?:(?<=\bpp\. )|(?<=\bpp)|(?<=\b[Pp]ages ))(\d{1,4})\s?[-–]\s?(\d{1,4})(?![\w-])"),
        lambda match: f"{whole(match[1])} to {whole(match[2])}",
        starts="0",
        then="-–",
    ),
    Rule(
        "from so many times to so many",
        re.compile(r"(\d{1,2}(?:\.\d)?)[-–](\d{1,3}(?:\.\d)?)[x×](?!\w)"),
        lambda match: f"{number(match[1])} to {number(match[2])} times",
        starts="0",
        then="-–",
    ),
    Rule(
        "verses",
        re.compile(r"(\d{1,3}):(\d{1,3})[-–](\d{1,3})(?![\d:-])"),
        _verses,
        starts="0",
        then=":",
    ),
    Rule(
        "ratio of three",
        re.compile(r"(\d{1,2}):(\d):(\d{1,2})(?![\d:])"),
        lambda match: " to ".join(whole(match[group]) for group in (1, 2, 3)),
        starts="0",
        then=":",
    ),
    Rule(
        "ratio",
        re.compile(r"(\d{1,3}):(\d{1,3}(?:,\d{3}){1,3}|\d|\d{3})(?![\d:])"),
        _ratio,
        starts="0",
        then=":",
    ),
    Rule(
        "odds",
        re.compile(
            r"(\d{1,3})/(\d{1,2})(?= (?:odds|favou?rite|outsider|shot|on\b(?! (?:the|an?|his|her|its|their|[A-Z]))))"
        ),
        _odds,
        starts="0",
        then="/",
    ),
    Rule("rating", re.compile(r"(\d{1,2}\.\d)/(5|10|100)(?![\d/]|\.\d)"), _rating, starts="0", then="/"),
)

FRACTIONS = (
    Rule(
        "mixed fraction",
        re.compile(rf"(\d{{1,3}})[ -](\d{{1,2}})[/⁄](\d{{1,2}})(?:ths?|rds?|nds?|s)?{END}(?![/\d])"),
        _mixed,
        starts="0",
        then="0-",
    ),
    Rule(
        "fraction",
        re.compile(
            rf"(\d{{1,4}})[/⁄](\d{{1,3}}(?:,\d{{3}}){{1,2}}|\d{{1,4}})(?i:ths?|rds?|nds?|sts?|s)?{END}(?![/\d])"
        ),
        _fraction,
        starts="0",
        then="/⁄",
    ),
    Rule(
        "negative fraction",
        re.compile(rf"(?<![\w).])[-−](\d{{1,4}})[/⁄](\d{{1,4}}){END}(?![/\d])"),
        _negative_fraction,
        starts="-−",
        then="/⁄",
    ),
)

RANGES = (
    Rule("scaled range", re.compile(rf"({NUMBER})[-–—]({NUMBER})[\s-]({SCALE})"), _range, starts="0.", then="-–—"),
    Rule(
        "formation or record",
        re.compile(r"(\d{1,2})-(\d{1,2})-(\d{1,2})(?![\w-]|[.,]\d)"),
        lambda match: " ".join(whole(match[group]) for group in (1, 2, 3)),
        starts="0",
        then="-",
    ),
    Rule(
        "range",
        re.compile(rf"({NUMBER})(?:[-–]|\s?–\s?)({NUMBER})()(?![\d-]|[–/=]|[^\W_])"),
        _range,
        starts="0.",
        then="-–",
    ),
)
