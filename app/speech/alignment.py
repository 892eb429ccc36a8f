"""Which phonemes of a Line belong to which of its spoken tokens.

espeak runs words together ("of the" is one group, ʌvðə) and takes them apart ("2026" is three), so groups between
spaces cannot be counted off. The phonemes of each token spoken alone are therefore laid against the phonemes of the
Line by least-cost global alignment (Needleman and Wunsch, J. Mol. Biol. 48, 1970), in which the border of two tokens
may meet a space of the Line for nothing.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STRESS = frozenset("ˈˌ")
"""Precede their syllable, as espeak writes IPA."""
PUNCTUATION = frozenset(',;:.!?—…“”()"')
VOWELS = frozenset("aeiouyæøœɐɑɒɔɘəɚɛɜɝɞɤɨɪɯɵɶʉʊʌʏᵻAIOQWY")
"""IPA's, and the diphthongs that some voices write with one capital."""
SPACE = " "
BORDER = "#"
"""Between two tokens; never a phoneme."""

VOWEL, CONSONANT, SILENT = range(3)

# Costs. A vowel that became another (the weak form of "a") is the commonest change; a vowel is never a consonant.
VOWEL_CHANGE = 5
CONSONANT_CHANGE = 9
MISSING = 8
BORDER_WITHIN_GROUP = 3
SPACE_WITHIN_WORD = 3
FORBIDDEN = 10_000

LONGEST_LINE = 2_000
"""Sounds: time and memory are quadratic (16 MB here), and such a Line is spoken for more than two minutes."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Per token the half-open range of its phonemes in the Line, or None where it has none.

    Ranges are in order and do not overlap.
    """

    spans: tuple[tuple[int, int] | None, ...]
    exact: bool
    """Whether every token that sounds alone was recognised in the Line."""


@dataclass(frozen=True, slots=True)
class _Sound:
    """A phoneme without the stress before it and the length or other modifiers after it, which `start:end` includes."""

    symbol: str
    start: int
    end: int


def align(words: Sequence[Sequence[str]], line: Sequence[str]) -> Alignment | None:
    """Find each word's phonemes in the Line's; None when the Line is too long to align.

    `words` are the phonemes of each token spoken alone (empty for one without sound), `line` those of the Line, with
    its spaces and punctuation.
    """
    alone: list[str] = []
    owners: list[int] = []
    for owner, word in enumerate(words):
        symbols = [sound.symbol for sound in _sounds(word)] + [BORDER]
        alone += symbols
        owners += [owner] * len(symbols)
    sounds = _sounds(line)
    if not alone or max(len(alone), len(sounds)) > LONGEST_LINE:
        return None
    spans: list[tuple[int, int] | None] = [None] * len(words)
    recognised = [not word for word in words]
    for sound, (row, heard) in zip(sounds, _path(alone, [sound.symbol for sound in sounds]), strict=True):
        if sound.symbol != SPACE:
            owner = owners[row]
            span = spans[owner]
            spans[owner] = (span[0] if span else sound.start, sound.end)
            recognised[owner] |= heard
    return Alignment(tuple(spans), all(recognised))


def _sounds(phonemes: Sequence[str]) -> list[_Sound]:
    sounds: list[_Sound] = []
    start: int | None = None
    for index, phoneme in enumerate(phonemes):
        if phoneme in STRESS:
            start = index if start is None else start
        elif phoneme in PUNCTUATION:
            start = None
        elif _is_modifier(phoneme) and sounds and sounds[-1].end == index:
            sounds[-1] = _Sound(sounds[-1].symbol, sounds[-1].start, index + 1)
        else:
            sounds.append(_Sound(phoneme, index if start is None else start, index + 1))
            start = None
    return sounds


def _is_modifier(phoneme: str) -> bool:
    return unicodedata.category(phoneme[0]) in ("Mn", "Lm", "Sk")


def _path(alone: list[str], line: list[str]) -> list[tuple[int, bool]]:
    """For every symbol of the Line, in order: the row of `alone` it belongs to, and whether it stands for that row."""
    change = _changes(alone, line)
    drop = np.array([BORDER_WITHIN_GROUP if symbol in (BORDER, SPACE) else MISSING for symbol in alone], np.int32)
    add = np.array([SPACE_WITHIN_WORD if symbol == SPACE else MISSING for symbol in line], np.int32)
    costs = _costs(change, drop, add)
    return _trace(costs, change, drop, add)


def _changes(alone: list[str], line: list[str]) -> NDArray[np.int32]:
    """What it costs to hear each symbol of the Line for each one of `alone`, shape (len(alone), len(line))."""
    codes = {symbol: code for code, symbol in enumerate(dict.fromkeys([*alone, *line]))}
    name, heard = (np.array([codes[symbol] for symbol in symbols]) for symbols in (alone, line))
    kind, heard_kind = (np.array([_kind(symbol) for symbol in symbols]) for symbols in (alone, line))
    by_kind = np.array([VOWEL_CHANGE, CONSONANT_CHANGE, 0], np.int32)[kind]
    cost = np.where(kind[:, None] == heard_kind, by_kind[:, None], np.int32(FORBIDDEN))
    cost[name[:, None] == heard] = 0
    return cost


def _kind(symbol: str) -> int:
    if symbol in (SPACE, BORDER):
        return SILENT
    return VOWEL if symbol[0] in VOWELS else CONSONANT


def _costs(change: NDArray[np.int32], drop: NDArray[np.int32], add: NDArray[np.int32]) -> NDArray[np.int32]:
    """The least cost of every pair of beginnings, shape (rows + 1, columns + 1)."""
    rows, columns = change.shape
    added = np.concatenate(([0], np.cumsum(add))).astype(np.int32)
    costs = np.empty((rows + 1, columns + 1), np.int32)
    costs[0] = added
    for row in range(rows):
        above, best = costs[row], costs[row + 1]
        np.add(above, drop[row], out=best)
        np.minimum(best[1:], above[:-1] + change[row], out=best[1:])
        # Additions run along the row: a running minimum once their summed cost is taken off.
        best -= added
        np.minimum.accumulate(best, out=best)
        best += added
    return costs


def _trace(
    costs: NDArray[np.int32], change: NDArray[np.int32], drop: NDArray[np.int32], add: NDArray[np.int32]
) -> list[tuple[int, bool]]:
    row, column = change.shape
    path: list[tuple[int, bool]] = []
    while column:
        here = costs[row, column]
        if row and here == costs[row - 1, column - 1] + change[row - 1, column - 1]:
            row, column = row - 1, column - 1
            path.append((row, True))
        elif here == costs[row, column - 1] + add[column - 1]:
            column -= 1
            # An added sound stands before the next symbol: at a word's end that is the word's own border.
            path.append((min(row, len(drop) - 1), False))
        else:
            row -= 1
    return path[::-1]
