"""Spoken forms against the shared sets: `python -m benchmarks.spoken [--misses]`."""

import re
import sys
from collections import Counter
from dataclasses import dataclass, field

from app.text.spoken import speak
from benchmarks.data import missing, path_of

SETS = {"spoken_en.tsv": "en", "spoken_en_news.tsv": "en", "spoken_tr.tsv": "tr"}
_PUNCTUATION = re.compile(r"[^\w\s]|_")


@dataclass(slots=True)
class Score:
    """What one set measured: cases right and in all, by class, and the misses in words."""

    right: Counter[str] = field(default_factory=Counter)
    count: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right.total() / self.count.total()


def compared(spoken: str, language: str) -> str:
    """As the sets' README says: lower case, hyphens as spaces, no punctuation."""
    if language == "tr":
        spoken = spoken.replace("İ", "i").replace("I", "ı")
    return " ".join(_PUNCTUATION.sub("", spoken.lower().replace("-", " ")).split())


def measure(name: str) -> Score:
    """One set, by its file's name."""
    language, score = SETS[name], Score()
    for row in path_of(name).read_text().splitlines():
        kind, written, accepted = row.split("\t")
        found = compared(" ".join(token.text for token in speak(written, language)), language)
        score.count[kind] += 1
        if found in {compared(form, language) for form in accepted.split(" | ")}:
            score.right[kind] += 1
        else:
            score.misses.append(f"{kind}: {written!r}\n   found    {found}\n   expected {accepted}")
    return score


def main(*, show: bool = False) -> None:
    for name in SETS:
        if said := missing(name):
            print(said)
            continue
        score = measure(name)
        print(f"{name}: {score.right.total()}/{score.count.total()} = {score.share:.1%}")
        if len(score.count) > 1:
            print("  ", ", ".join(f"{kind} {score.right[kind]}/{count}" for kind, count in score.count.items()))
        for miss in score.misses if show else ():
            print("  ", miss)


if __name__ == "__main__":
    main(show="--misses" in sys.argv)
