"""The rule engine: a language's ordered rules over written text give spoken tokens with written spans.

The engine walks the text once. Where it stands it tries, in this order: the lexicon, the fast path of plain
words, the rules for that kind of character in their given order, and at last the character itself. Rules of one
kind are also joined into a single alternation, so that a place where no rule matches costs one regular expression
and a text of any size is read in linear time as long as every pattern bounds its quantifiers.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.text.spoken.pronunciations import NO_PRONUNCIATIONS, Pronunciations
from app.text.spoken.token import SpokenToken

_LETTERS = r"[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_]*)*"
_WORD = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*")
_PLAIN = re.compile(r"([^\W\d_]+(?:['’-][^\W\d_]+)*)([,;:.!?…]*)(?=\s|\Z)")
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"[,;:.!?…]+")
_TIGHT_CLOSING = re.compile(r"[\"'”’»)\]]{0,4}\Z")
_DASHES = re.compile(r"[-‐‑‒–—―−]+")
_PAUSE_ENDINGS = tuple(",;:.!?…")
_MARKS_KEPT = 3
_BRACKET_REFERENCE = re.compile(r"\[(?:\d{1,4}|[a-z]|note \d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of written forms and how it is spoken.

    `pattern` is tried with `match(text, position)`; it may use groups and look around, not named groups or back
    references, and must bound its quantifiers. `speak` gives the spoken words of the whole match, separated by
    spaces (each may end in a comma), "" to leave the match out, or None when the rule does not apply after all.
    `words`, when given, are the lower-case first words (runs of letters) the rule is tried at; a rule that starts
    with a letter and gives none is tried at every word that is not plain (see `Rules`).
    """

    name: str
    pattern: re.Pattern[str]
    speak: Callable[[re.Match[str]], str | None]
    words: frozenset[str] | None = None


class _Kind:
    """The rules that may start with one kind of character, joined into one alternation."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._any = re.compile("|".join(f"(?P<rule_{i}>{_inline(rule)})" for i, rule in enumerate(rules)) or r"(?!)")

    def speak(self, text: str, position: int) -> tuple[str, int] | None:
        """The words of the first rule that applies at `position` and where its match ends."""
        found = self._any.match(text, position)
        if found is None:
            return None
        first = int(str(found.lastgroup).removeprefix("rule_"))
        for rule in self.rules[first:]:
            match = rule.pattern.match(text, position)
            if match is not None and match.end() > position:
                words = rule.speak(match)
                if words is not None:
                    return words, match.end()
        return None


def _inline(rule: Rule) -> str:
    flags = "".join(letter for letter, flag in (("i", re.IGNORECASE), ("x", re.VERBOSE)) if rule.pattern.flags & flag)
    return f"(?{flags}:{rule.pattern.pattern})" if flags else rule.pattern.pattern


class Rules:
    """A language: its ordered rules, its symbols, and its words for single digits.

    A plain word is a run of letters (apostrophes and hyphens inside) of which all but the first are lower-case,
    followed by nothing but punctuation and a space; it is spoken as it stands unless it is in some rule's `words`.
    `symbols` maps a character that no rule took to its words; characters in neither are left out.
    `digits` are the ten words for what no rule took among digits of any script. `lower` is the language's own
    lower-casing, used to look up `words`.
    """

    def __init__(
        self,
        rules: Sequence[Rule],
        *,
        symbols: Mapping[str, str],
        digits: Sequence[str],
        lower: Callable[[str], str] = str.lower,
    ) -> None:
        self.rules = tuple(rules)
        self._symbols = dict(symbols)
        self._digits = tuple(digits)
        self._lower = lower
        self._any = _Kind([rule for rule in rules if rule.words is None])
        self._by_word = _by_word(rules)

    def read(self, text: str, pronunciations: Pronunciations = NO_PRONUNCIATIONS) -> tuple[SpokenToken, ...]:
        """The spoken tokens of `text`, in order of their written spans."""
        return tuple(_Reading(self, text, pronunciations).tokens())

    def kind_at(self, text: str, position: int) -> _Kind:
        """The rules to try at `position`, which is no plain word."""
        if text[position].isalpha() and self._by_word:
            run = _WORD.match(text, position)
            if run is not None and run.end() - position <= 24:
                return self._by_word.get(self._lower(run[0]), self._any)
        return self._any

    def is_plain(self, word: str) -> bool:
        """Whether `word` is spoken as it is written."""
        rest = word[1:]
        return (not rest or rest.islower()) and self._lower(word) not in self._by_word

    def symbol(self, character: str) -> str:
        """The words of a character that no rule took; "" when it is left out."""
        known = self._symbols.get(character)
        if known is not None:
            return known
        value = unicodedata.digit(character, None)
        return "" if value is None else self._digits[value]


def _by_word(rules: Sequence[Rule]) -> dict[str, _Kind]:
    """The rules to try at each word some rule names: those that name it and those that name none, in order."""
    kinds: dict[tuple[int, ...], _Kind] = {}
    found: dict[str, _Kind] = {}
    for word in {word for rule in rules for word in rule.words or ()}:
        key = tuple(i for i, rule in enumerate(rules) if rule.words is None or word in rule.words)
        if key not in kinds:
            kinds[key] = _Kind([rules[i] for i in key])
        found[word] = kinds[key]
    return found


class _Reading:
    """One walk over one text."""

    def __init__(self, rules: Rules, text: str, pronunciations: Pronunciations) -> None:
        self._rules = rules
        self._text = text
        self._pronunciations = pronunciations
        self._tokens: list[SpokenToken] = []

    def tokens(self) -> list[SpokenToken]:
        text, position, end = self._text, 0, len(self._text)
        while position < end:
            position = self._step(text, position)
        return self._tokens

    def _step(self, text: str, position: int) -> int:
        """Read what stands at `position`; returns where to go on."""
        space = _SPACE.match(text, position)
        if space is not None:
            return space.end()
        if self._pronunciations:
            told = self._pronunciations.find(text, position)
            if told is not None:
                self._say(told.words, position, told.end)
                return told.end
        plain = _PLAIN.match(text, position)
        if plain is not None and self._rules.is_plain(plain[1]):
            self._tokens.append(SpokenToken(plain[1] + plain[2][:_MARKS_KEPT], position, plain.end(1)))
            return plain.end()
        spoken = self._rules.kind_at(text, position).speak(text, position)
        if spoken is not None:
            words, end = spoken
            self._say(words.split(), position, end)
            if text[end - 1] == "." and _TIGHT_CLOSING.match(text, end):
                self._mark(".")
            return end
        return self._character(text, position)

    def _character(self, text: str, position: int) -> int:
        """What no rule took: a word as it stands, punctuation, a dash, a footnote mark, or a symbol."""
        word = _WORD.match(text, position)
        if word is not None:
            self._say((word[0],), position, word.end())
            return word.end()
        marks = _MARKS.match(text, position)
        if marks is not None:
            self._mark(marks[0][:_MARKS_KEPT])
            return marks.end()
        dashes = _DASHES.match(text, position)
        if dashes is not None:
            self._dash(text, dashes)
            return dashes.end()
        note = _BRACKET_REFERENCE.match(text, position)
        if note is not None:
            return note.end()
        self._say(self._rules.symbol(text[position]).split(), position, position + 1)
        return position + 1

    def _say(self, words: Iterable[str], start: int, end: int) -> None:
        self._tokens.extend([SpokenToken(word, start, end) for word in words])

    def _mark(self, marks: str) -> None:
        """Give the last token the punctuation that follows it; what nothing precedes is left out."""
        if self._tokens:
            last = self._tokens[-1]
            if not last.text.endswith(_PAUSE_ENDINGS):
                self._tokens[-1] = SpokenToken(last.text + marks, last.start, last.end)
            elif last.text.endswith(","):
                self._tokens[-1] = SpokenToken(last.text[:-1] + marks, last.start, last.end)

    def _dash(self, text: str, dashes: re.Match[str]) -> None:
        """A dash between words is a short pause; a hyphen inside a word is none."""
        spaced = text[dashes.start() - 1 : dashes.start()].isspace() and text[dashes.end() : dashes.end() + 1].isspace()
        if spaced or dashes[0][0] in "—―" or (dashes[0] != "-" and len(dashes[0]) > 1):
            self._mark(",")
