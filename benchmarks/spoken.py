"""Spoken forms against the shared sets: `python -m benchmarks.spoken [--misses]`."""

import re
import sys
from collections.abc import Iterator

from app.text.spoken import speak
from benchmarks.data import Score, missing, path_of

SETS = {
    "spoken_en.tsv": "en",
    "spoken_en_news.tsv": "en",
    "spoken_tr.tsv": "tr",
    "spoken_en_2026.tsv": "en",
    "spoken_tr_2026.tsv": "tr",
}
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_AND = re.compile(r"(?<=hundred) and\b")
_PLAIN = str.maketrans("âîû", "aiu")


def compared(spoken: str, language: str) -> str:
    """As the sets' README says: lower case, hyphens as spaces, no punctuation."""
    if language == "tr":
        spoken = spoken.replace("İ", "i").replace("I", "ı")
    return " ".join(_PUNCTUATION.sub("", spoken.lower().replace("-", " ")).split())


def loosely(spoken: str, language: str) -> str:
    """For the sets of 2026: also without "and" behind hundreds, circumflexes, and the spaces between letters."""
    return _AND.sub("", compared(spoken, language)).translate(_PLAIN).replace(" ", "")


def cases(name: str) -> Iterator[tuple[str, str, list[str]]]:
    """Class, written, accepted spoken forms."""
    for row in path_of(name).read_text().splitlines():
        kind, written, accepted = row.split("\t")
        if "2026" in name:
            written, accepted, kind = kind, written, accepted
        yield kind, written, accepted.split(" | ")


def measure(name: str) -> Score:
    """One set, by its file's name."""
    language, score = SETS[name], Score()
    compare = loosely if "2026" in name else compared
    for kind, written, accepted in cases(name):
        said = " ".join(token.text for token in speak(written, language))
        right = compare(said, language) in {compare(form, language) for form in accepted}
        score.add(kind, f"{written!r}\n   found    {said}\n   expected {accepted[0]}", right=right)
    return score


def main(*, show: bool = False) -> None:
    for name in SETS:
        if said := missing(name):
            print(said)
            continue
        measure(name).print(name, show=show)


if __name__ == "__main__":
    main(show="--misses" in sys.argv)
