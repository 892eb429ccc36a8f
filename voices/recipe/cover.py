"""Step 1b: more texts, of words that hold pairs of sounds which no text has yet.

    python -m voices.recipe.cover WORK [WORDS]

Words with endings are drawn at random (the same ones each time); those with the most new pairs come first.
"""

import itertools
import random
import sys
import tomllib
from pathlib import Path

from voices.recipe.symbols import symbols
from voices.recipe.texts import SEED, ending

DRAWN, IN_A_TEXT = 6_000, 5


def pairs(text: str) -> set[tuple[str, str]]:
    """Neighbouring sounds, marks of stress left out."""
    return set(itertools.pairwise(symbol for symbol in symbols(text) if symbol not in "ˈˌ"))


def main() -> None:
    """Write the new texts behind those of WORK/texts.txt which the teacher has read."""
    work, most = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 120
    lines = (work / "texts.txt").read_text("utf-8").splitlines()
    read = [lines[int(path.stem)] for path in (work / "said").glob("?????.npz")]
    known = set().union(*map(pairs, read))
    bank = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))
    chance = random.Random(SEED)  # noqa: S311 - texts, not secrets
    stems = bank["stems"].split() + [word.strip("“”,.;:?!") for text in bank["whole"] for word in text.split()]
    words = {ending(chance.choice(stems).lower(), chance.choice(bank["suffixes"])) for _ in range(DRAWN)}
    offers = {word: pairs(word) - known for word in sorted(words)}
    chosen = []
    while offers and len(chosen) < most:
        word = max(offers, key=lambda one: len(offers[one]) / (3 + len(one)))
        if not offers[word]:
            break
        chosen.append(word)
        known |= offers.pop(word)
        offers = {other: left - known for other, left in offers.items() if left - known}
    texts = [" ".join(some) + "." for some in zip(*[iter(chosen)] * IN_A_TEXT, strict=False)]
    (work / "texts.txt").write_text("\n".join([*lines, *texts]) + "\n", "utf-8")
    print(f"{len(chosen)} words in {len(texts)} texts")


if __name__ == "__main__":
    main()
