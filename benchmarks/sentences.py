"""Sentences as `announcer script` has them, against the shared sets: `python -m benchmarks.sentences [--misses]`."""

import json
import sys

from benchmarks.data import missing, path_of
from benchmarks.text import script_of


def measure(language: str) -> tuple[int, int, list[str]]:
    """Right, all, and the misses in words."""
    right, count, misses = 0, 0, []
    for row in map(json.loads, path_of(f"sentences_{language}.jsonl").read_text().splitlines()):
        text = row["text"]
        found = [line.written for line in script_of(text, language).lines]
        expected = [sentence.strip() for sentence in row["sentences"]]
        count += 1
        right += found == expected
        if found != expected:
            misses.append(f"{text!r}\n   found    {found}\n   expected {expected}")
    return right, count, misses


def main(*, show: bool = False) -> None:
    if said := missing("sentences_en.jsonl"):
        print(said)
        return
    for language in ("en", "tr"):
        right, count, misses = measure(language)
        print(f"sentences_{language}: {right}/{count} = {right / count:.1%}")
        for miss in misses if show else ():
            print("  ", miss)


if __name__ == "__main__":
    main(show="--misses" in sys.argv)
