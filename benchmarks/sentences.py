"""Sentences as `announcer script` has them, against the shared sets: `python -m benchmarks.sentences [--misses]`."""

import json
import sys
from collections.abc import Iterator

from benchmarks.data import Score, missing, path_of
from benchmarks.text import read

SETS = {
    "sentences_en.jsonl": "en",
    "sentences_tr.jsonl": "tr",
    "sentences_en_2026.tsv": "en",
    "sentences_tr_2026.tsv": "tr",
}


def cases(name: str) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Class, text, and the right ways to cut it."""
    for row in path_of(name).read_text().splitlines():
        if name.endswith(".jsonl"):
            case = json.loads(row)
            yield "", case["text"], [[sentence.strip() for sentence in case["sentences"]]]
        else:
            text, cuts, kind = row.split("\t")
            yield kind, text, [[part.strip() for part in cut.split("‖")] for cut in cuts.split(" | ")]


def _unspaced(sentences: list[str]) -> list[str]:
    """A Line holds its characters as they are written; some sets expect its white space to be set right."""
    return ["".join(sentence.split()) for sentence in sentences]


def measure(name: str) -> Score:
    """One set, by its file's name."""
    score = Score()
    for kind, text, cuts in cases(name):
        found = [line.written for line in read(text, SETS[name]).lines]
        right = _unspaced(found) in map(_unspaced, cuts)
        score.add(kind, f"{text!r}\n   found    {found}\n   expected {cuts[0]}", right=right)
    return score


def main(*, show: bool = False) -> None:
    for name in SETS:
        if said := missing(name):
            print(said)
            continue
        measure(name).print(name, show=show)


if __name__ == "__main__":
    main(show="--misses" in sys.argv)
