"""The rule engine: a language's ordered rules over written text give spoken tokens with written spans.

The engine walks the text once. Where it stands it tries, in this order: the lexicon, the fast path of plain
words, the rules for that kind of character in their given order, and at last the character itself. Rules of one
kind that are tried often are joined into a single alternation, so that a place where no rule matches costs one
regular expression; a text of any size is read in linear time as long as every pattern bounds its quantifiers. Most
rules are about numbers; which of them are tried is chosen by what follows the number.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate

from app.text.spoken.plain import plain
from app.text.spoken.pronunciations import NO_PRONUNCIATIONS, Pronunciations, Told
from app.text.spoken.token import SpokenToken
from app.text.spoken.tries import Tries

LETTER = (
    r"[^\W\d_¹²³¼-¾⁰-₉⅐-⅟①-⓿❶-➓㈠-㊿"
    r"\u1369-\u1371\u19da\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a\U0001f100-\U0001f10a]"
)
"""One letter, for patterns; no digit, raised, lowered or circled number, or vulgar fraction."""

_LETTERS = rf"{LETTER}+(?:[\u0300-\u036f]+{LETTER}*)*"
_PLAIN = re.compile(rf"({LETTER}{{1,64}}+(?:['’-]{LETTER}{{1,64}}+){{0,8}}+)([,;:.!?…]{{0,8}}+)(?:\s+|\Z)").match
_SUFFIX = re.compile(rf"['’]({LETTER}{{1,14}})(?!{LETTER})")
_FIRST_WORD = re.compile(rf"{LETTER}{{1,24}}(?!{LETTER})")
_FIRST_NUMBER = re.compile(r"([-−+.])?\d{1,400}((?:[.,]\d{1,400}){1,4})?(?:-(?=[^\W\d])|\s{0,2})(.?)", re.DOTALL).match
_TIGHT_CLOSING = re.compile(r"[\"'”’»)\]]{0,4}\Z").match
_CLOSING = frozenset("\"'”’»)]")
_LAST_MARKS = re.compile(r"([,;:.!?…]+)(?:\s+|\Z)").match
_PAUSES = frozenset(",;:.!?…")
_PAUSE_ENDINGS = tuple(_PAUSES)
_MARKS_KEPT = 3
_OTHER = re.compile(
    rf"(?P<word>{_LETTERS}(?:['’]{_LETTERS})*)|(?P<marks>[,;:.!?…]+)|(?P<dashes>[-‐‑‒–—―−]+)"
    r"|(?P<footnote>[¹²³⁰⁴-⁹]+|[*†‡]+|\[(?:\d{1,3}|[a-z]|note \d{1,3})\])|(?P<parenthesis>[()])|(?P<symbol>\S)"
)


WORTH_JOINING = 16
"""Tries. An alternation takes 6 ms to compile, in which its rules are tried one by one a thousand times."""

Match = Callable[[str, int], re.Match[str] | None]
Capitals = Callable[[str, tuple[str, int, int] | None], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of written forms and how it is spoken.

    `pattern` is tried with `match(text, position)`; it may use groups and look around, not named groups or back
    references, and must bound its quantifiers. `speak` gives the spoken words of the whole match, separated by
    spaces (each may end in a comma), "" to leave the match out, or None when the rule does not apply after all.
    `words`, when given, are the lower-case first words (runs of letters) the rule is tried at; a rule that starts
    with a letter and gives none is tried at every word that is not plain (see `Rules`). `starts`
    names the characters a match may start with, 0 for any digit and a for any letter; without it any may. `then`
    names in the same way what may follow a number that the match starts with, behind at most two spaces or the
    hyphen before a letter; points and commas between digits belong to the number, but "." stands for them too.
    """

    name: str
    pattern: re.Pattern[str]
    speak: Callable[[re.Match[str]], str | None]
    words: frozenset[str] | None = None
    starts: str = ""
    then: str = ""


class _Kind:
    """The rules that may start with one kind of character, joined into one alternation where that is worth while."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self._any: Match | None = None
        self._from: dict[int, tuple[Rule, ...]] = {}
        """By the group of a rule in the alternation: that rule and those after it."""
        self._tries = 0

    def speak(self, text: str, position: int) -> tuple[str, int] | None:
        """The words of the first rule that applies at `position` and where its match ends."""
        rules = self._rules
        if self._any is not None:
            found = self._any(text, position)
            if found is None:
                return None
            rules = self._from[found.lastindex or 0]
        else:
            self._tries += 1
            if self._tries == WORTH_JOINING:
                self._join()
        for rule in rules:
            match = rule.pattern.match(text, position)
            if match is not None and match.end() > position:
                words = rule.speak(match)
                if words is not None:
                    return words, match.end()
        return None

    def _join(self) -> None:
        groups = accumulate((1 + rule.pattern.groups for rule in self._rules), initial=1)
        self._from = {group: self._rules[i:] for i, group in enumerate(groups)}
        self._any = re.compile("|".join(f"({_inline(rule)})" for rule in self._rules) or r"(?!)").match


def _inline(rule: Rule) -> str:
    flags = "".join(letter for letter, flag in (("i", re.IGNORECASE), ("x", re.VERBOSE)) if rule.pattern.flags & flag)
    return f"(?{flags}:{rule.pattern.pattern})" if flags else rule.pattern.pattern


def _kind(rules: Iterable[Rule]) -> _Kind:
    return _joined(tuple(rules))


@cache
def _joined(rules: tuple[Rule, ...]) -> _Kind:
    return _Kind(rules)


class Rules:
    """A language: its ordered rules, its symbols, and its words for single digits.

    A plain word is a run of letters (apostrophes and hyphens inside) of which all but the first are lower-case,
    followed by nothing but punctuation and a space; it is spoken as it stands unless it is in some rule's `words`.
    `symbols` maps a character that no rule took to its words; characters in neither are left out.
    `digits` are the ten words for what no rule took among digits of any script. `lower` is the language's own
    lower-casing, used to look up `words`. `ending` is a pattern of what joins the last word of a rule ("'s").
    `suffixed` joins a word that the lexicon says and what follows its apostrophe. `capitals` gives the words for what
    begins with two capitals or with A or I, and no entry of the lexicon; with it comes the text and where the word
    stands in it, or None for a word that a rule said. `closed` is a pattern of a closing quote or bracket and the
    suffix that follows it, its last group; the last word before it takes that suffix. `language` has the script that
    the text is brought to.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        *,
        symbols: Mapping[str, str],
        digits: Sequence[str],
        lower: Callable[[str], str] = str.lower,
        ending: str = "",
        suffixed: Callable[[str, str], Sequence[str]] = lambda word, suffix: (word + suffix,),
        capitals: Capitals = lambda word, _where: word,
        closed: str = "",
        language: str = "",
    ) -> None:
        self.rules = tuple(rules)
        self._symbols = {symbol: tuple(words.split()) for symbol, words in symbols.items()}
        self._symbols |= {str(value): (word,) for value, word in enumerate(digits)}
        self._lower = lower
        self.suffixed = suffixed
        self.capitals = capitals
        self._language = language
        self.closed = re.compile(closed or "(?!)").match
        self.ending = re.compile(ending or "(?!)").match
        self._signs = {character for rule in rules for character in rule.starts} - {"0"}
        self._words = {word for rule in rules for word in rule.words or ()}
        self._follow = {character for rule in rules for character in rule.then}
        self._of_start = cache(self._start_kind)
        self._of_word = cache(self._word_kind)
        self._of_number = cache(self._number_kind)

    def read(
        self, text: str, pronunciations: Pronunciations = NO_PRONUNCIATIONS, tries: Tries | None = None
    ) -> tuple[SpokenToken, ...]:
        """The spoken tokens of `text`, in order of their written spans; `tries` is what its article has left."""
        tries = tries or Tries(len(text))
        found = plain(text, self._language, pronunciations.holds, tries) if self._language else None
        if found is None:
            return tuple(_Reading(self, text, pronunciations, tries).tokens())
        return tuple(map(found.written, _Reading(self, found.text, pronunciations, tries).tokens()))

    def kind_at(self, text: str, position: int) -> _Kind:
        """The rules to try at `position`, which is no plain word."""
        character = text[position]
        if character.isalpha():
            run = _FIRST_WORD.match(text, position)
            word = self._lower(run[0]) if run else ""
            return self._of_word(word) if word in self._words else self._of_start("a")
        number = _FIRST_NUMBER(text, position)
        if number is None:
            return self._of_start(character if character in self._signs else "")
        sign, parted, then = number.groups()
        if then not in self._follow:
            then = "0" if then.isdecimal() else "a" if then.isalnum() else ""
        return self._of_number(sign or "0", "." if parted else "", then)

    def _start_kind(self, start: str) -> _Kind:
        """The rules to try at a sign, at a letter ("a"), or at anything else ("")."""
        return _kind(self._starting(start))

    def _word_kind(self, word: str) -> _Kind:
        """The rules to try at a word that some of them name."""
        return _kind(rule for rule in self.rules if _may_start(rule, word))

    def _number_kind(self, start: str, parts: str, then: str) -> _Kind:
        """The rules to try at a number: by its sign or "0", "." when it has points or commas, and what follows it."""
        follow = {then, parts, "a" if then.isalnum() and then != "0" else ""}
        return _kind(rule for rule in self._starting(start) if not rule.then or not follow.isdisjoint(rule.then))

    def _starting(self, start: str) -> Iterator[Rule]:
        """The rules that name no words and may match at `start`; those that name no starts may anywhere."""
        open_to_all = (rule for rule in self.rules if rule.words is None)
        return (rule for rule in open_to_all if not rule.starts or (start and start in rule.starts))

    def is_plain(self, word: str, marks: str) -> bool:
        """Whether `word` is spoken as it is written; a letter with a point may be an initial."""
        rest = word[1:]
        return (rest.islower() if rest else not marks.startswith(".")) and self._lower(word) not in self._words

    def symbol(self, character: str) -> tuple[str, ...]:
        """The words of a character that no rule took; none when it is left out."""
        known = self._symbols.get(character)
        if known is None:
            value = unicodedata.digit(character, None)
            known = self._symbols[character] = () if value is None else self._symbols[str(value)]
        return known


def _may_start(rule: Rule, word: str) -> bool:
    if rule.words is not None:
        return word in rule.words
    return not rule.starts or "a" in rule.starts


_token: Callable[[tuple[str, int, int]], SpokenToken] = partial(tuple.__new__, SpokenToken)
"""A token in half the time of its own constructor, which is written in Python."""


class _Reading:
    """One walk over one text."""

    def __init__(self, rules: Rules, text: str, pronunciations: Pronunciations, tries: Tries) -> None:
        self._rules = rules
        self._text = text
        self._pronunciations = pronunciations
        self._tries = tries
        self._tokens: list[SpokenToken] = []
        self._in_aside = False

    def tokens(self) -> list[SpokenToken]:
        text, rules, tokens, firsts = self._text, self._rules, self._tokens, self._pronunciations.firsts
        position, end = 0, len(text)
        while position < end:
            character = text[position]
            if character == " ":
                position += 1
            elif (text[position : position + 2] in firsts or character in firsts) and (
                told := self._pronunciations.find(text, position)
            ) is not None:
                position = self._told(text, position, told)
            elif (
                character.isalpha()
                and (plain := _PLAIN(text, position)) is not None
                and rules.is_plain(plain[1], plain[2])
            ):
                word = plain[1] if character != "I" else rules.capitals(plain[1], (text, position, plain.end(1)))
                if character.isupper():
                    word = self._respelled(word)
                tokens.append(_token((word + plain[2][:_MARKS_KEPT], position, plain.end(1))))
                position = plain.end()
            elif character in _PAUSES and (marks := _LAST_MARKS(text, position)) is not None:
                self._mark(marks[1][:_MARKS_KEPT])
                position = marks.end()
            elif character.isspace():
                position += 1
            elif self._tries.left > 0:
                position = self._by_rule(text, position)
            else:
                for found in _OTHER.finditer(text, position):
                    self._as_written(found)
                break
        return tokens

    def _by_rule(self, text: str, position: int) -> int:
        """What the rules say of a place, or what is written there where none applies."""
        self._tries.left -= 1
        if text[position] in _CLOSING and self._tokens and (closed := self._rules.closed(text, position)) is not None:
            return self._closed(closed)
        spoken = self._rules.kind_at(text, position).speak(text, position)
        if spoken is not None:
            return self._spoken(text, position, *spoken)
        found = _OTHER.match(text, position)
        if found is None:
            return position + 1
        self._as_written(found)
        return found.end()

    def _spoken(self, text: str, position: int, words: str, end: int) -> int:
        """What a rule says, with what its last word takes along and the full stop that ends it and the text."""
        if words:
            if (ending := self._rules.ending(text, end)) is not None:
                words, end = words + ending[0], ending.end()
            if not words.islower():
                words = " ".join(map(self._capitals, words.split()))
            self._say(words.split(), position, end)
        if text[end - 1] == "." and _TIGHT_CLOSING(text, end):
            self._mark(".")
        return end

    def _respelled(self, word: str, otherwise: str = "") -> str:
        """A foreign name in letters that the voice reads right, any other word as it stands or `otherwise`."""
        respelled = self._pronunciations.respelled
        return (respelled(word) if respelled is not None else None) or otherwise or word

    def _told(self, text: str, position: int, told: Told) -> int:
        """What the lexicon says, with the suffix that follows an apostrophe: "Qwen's", "ChatGPT'nin"."""
        suffix = _SUFFIX.match(text, told.end)
        words, end = told.words, told.end
        if suffix is not None and words:
            words, end = (*words[:-1], *self._rules.suffixed(words[-1], suffix[1])), suffix.end()
        self._say(words, position, end)
        return end

    def _closed(self, closed: re.Match[str]) -> int:
        """The suffix that follows a closing quote or bracket, with the last word before it."""
        last, suffix = self._tokens.pop(), closed[closed.lastindex or 0]
        word = last.text.rstrip(",;:.!?…")
        is_as_written = closed.string[last.start : last.end] == word
        words = (f"{word}'{suffix}",) if is_as_written else self._rules.suffixed(word, suffix)
        self._say(words, last.start, closed.end())
        self._in_aside = False
        return closed.end()

    def _as_written(self, found: re.Match[str]) -> None:
        """What no rule took: a digit, a word as it stands, punctuation, a dash, a footnote mark, or a symbol."""
        kind = found.lastgroup
        if kind == "symbol":
            start = found.start()
            for word in self._rules.symbol(found[0]):
                self._tokens.append(_token((word, start, start + 1)))
        elif kind == "word":
            word, (start, end) = found[0], found.span()
            if self._tries.left > 0 and (word[1:2].isupper() or word == "A"):
                said = self._rules.capitals(word, (found.string, start, end))
                if said == word.lower():  # a word, and may be a name: "KYIV"
                    said = self._respelled(word, said)
                self._say(said.split(), start, end)
            else:
                self._tokens.append(_token((self._respelled(word) if word[0].isupper() else word, start, end)))
        elif kind == "marks":
            self._mark(found[0][:_MARKS_KEPT])
        elif kind == "dashes":
            self._dash(found)
        elif kind == "parenthesis":
            self._parenthesis(found)

    def _capitals(self, word: str) -> str:
        return self._rules.capitals(word, None) if word[:2].isupper() else word

    def _say(self, words: Iterable[str], start: int, end: int) -> None:
        self._tokens += [_token((word, start, end)) for word in words]

    def _mark(self, marks: str) -> None:
        """Give the last token the punctuation that follows it; what nothing precedes is left out."""
        if self._tokens:
            last = self._tokens[-1]
            if not last.text.endswith(_PAUSE_ENDINGS):
                self._tokens[-1] = _token((last.text + marks, last.start, last.end))
            elif last.text.endswith(","):
                self._tokens[-1] = _token((last.text[:-1] + marks, last.start, last.end))

    def _parenthesis(self, found: re.Match[str]) -> None:
        """An aside is parted by short pauses from what stands around it; the "(s)" of "president(s)" is none."""
        if found[0] == "(":
            before = found.string[found.start() - 1 : found.start()]
            self._in_aside = not before or before.isspace() or before == "."  # "A.O.T.(11)"
        if self._in_aside and found.end() < len(found.string):
            self._mark(",")

    def _dash(self, dashes: re.Match[str]) -> None:
        """A dash between words is a short pause; a hyphen inside a word is none."""
        text, written, (start, end) = dashes.string, dashes[0], dashes.span()
        is_spaced = text[start - 1 : start].isspace() and text[end : end + 1].isspace()
        if is_spaced or (written != "-" and (len(written) > 1 or written in "—―")):
            self._mark(",")
