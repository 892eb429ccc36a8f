"""A lexicon made ready for reading: the entries that may stand at a place of a text, found in constant time."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

_CASES = {"i": "İ", "k": "\u212a", "å": "\u212b"}
"""What `lower` makes these letters of, beside their capitals."""
_FIRST = re.compile(r"\w{1,64}|\S")
_PHONEMES = re.compile(r"\[\[[^\[\]]{1,200}\]\]")


class Told(NamedTuple):
    """What the lexicon says at a place: the spoken words and where the written form ends."""

    words: tuple[str, ...]
    end: int


class Pronunciations(Mapping[str, str]):
    """Written form (a word or a phrase) to respelling or `[[phonemes]]`.

    A written form is matched as it is written or, when it is all lower-case, in any case; at word boundaries only
    and the longest first. Make one per lexicon, not one per Line: making it costs the whole lexicon.
    """

    def __init__(self, entries: Mapping[str, str], respelled: Callable[[str], str | None] | None = None) -> None:
        self._entries = dict(entries)
        self.respelled = respelled
        """How a word with a capital is said that is no entry, None as it stands: rules for names of other languages."""

        self.digest = hashlib.sha256(repr(sorted(self._entries.items())).encode("utf-8", "surrogatepass")).hexdigest()
        """The same for the same entries."""

        self._by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for written in sorted(self._entries, key=len, reverse=True):
            first = _FIRST.match(written)
            if first is not None:
                self._by_first.setdefault(folded(first[0]), []).append((written, words_of(self._entries[written])))
        self.firsts = frozenset(start for written in self._entries for start in _starts(written))
        """The first two characters of what entries are found at, or the only one: where it is worth asking `find`."""

    def __getitem__(self, written: str) -> str:
        return self._entries[written]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def with_entries(self, entries: Mapping[str, str]) -> "Pronunciations":
        """These and others, which come first."""
        return Pronunciations({**self._entries, **entries}, self.respelled)

    def find(self, text: str, position: int) -> Told | None:
        """The longest entry at `position`; None inside a word and where no entry fits."""
        first = _FIRST.match(text, position)
        entries = self._by_first.get(folded(first[0])) if first is not None else None
        if entries is None or (position and _inside_word(text, position)):
            return None
        loose: Told | None = None
        for written, words in entries:
            end = position + len(written)
            if loose is not None and end < loose.end:
                break
            found = text[position:end]
            if end < len(text) and _inside_word(text, end):
                continue
            if found == written:
                return Told(words, end)
            if loose is None and folded(found) == written:
                loose = Told(words, end)
        return loose

    def holds(self, text: str, position: int) -> bool:
        """Whether an entry begins at `position`."""
        return self.find(text, position) is not None

    def count(self, text: str) -> int:
        """How often an entry is found in `text`, read once from its start."""
        found, position = 0, 0
        while (place := _FIRST.search(text, position)) is not None:
            told = self.find(text, place.start())
            found += told is not None
            position = told.end if told else place.end()
        return found


def _starts(written: str) -> Iterator[str]:
    """The first two characters in every case in which an entry is found, as it is written or in small letters."""
    start = written[:2]
    if folded(written) != written:
        yield start
        return
    for characters in product(*(_CASES.get(letter, letter) + letter + letter.upper() for letter in start)):
        yield "".join(characters)


def folded(text: str) -> str:
    """Lower case as long as the text: İ becomes i, not i with a point above."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower()


def _inside_word(text: str, position: int) -> bool:
    before, after = text[position - 1], text[position]
    return (before.isalnum() or before == "_") and (after.isalnum() or after == "_")


def words_of(spoken: str) -> tuple[str, ...]:
    """The words of a respelling; phonemes in double brackets stay one word."""
    words: list[str] = []
    position = 0
    for phonemes in _PHONEMES.finditer(spoken):
        words += spoken[position : phonemes.start()].split()
        words.append(phonemes[0])
        position = phonemes.end()
    return (*words, *spoken[position:].split())


NO_PRONUNCIATIONS = Pronunciations({})
