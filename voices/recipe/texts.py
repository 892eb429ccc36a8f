"""Step 1: the texts. Written sentences, frames filled at random, and words with endings; each start is a fair share.

python -m voices.recipe.texts WORK [COUNT]
"""

import random
import re
import sys
import tomllib
from pathlib import Path

from num2words import num2words

SEED = 16
BACK, ROUND = "aıou", "ouöü"
VOWELS = "aeıioöuü"
VOICELESS = "fstkçşhp"


def ending(stem: str, suffix: str) -> str:
    """A word with a suffix: A, I follow its last vowel, D and C its last sound."""
    word = stem
    for letter in suffix:
        last = next((vowel for vowel in reversed(word) if vowel in VOWELS), "e")
        if letter == "A":
            word += "a" if last in BACK else "e"
        elif letter == "I":
            if word[-1] not in VOWELS:
                word += {(True, False): "ı", (False, False): "i", (True, True): "u", (False, True): "ü"}[
                    last in BACK, last in ROUND
                ]
        elif letter in "DC":
            word += {"D": "dt", "C": "cç"}[letter][word[-1] in VOICELESS]
        else:
            word += letter
    return word


def texts(bank: dict[str, list[str]], count: int, seed: int = SEED) -> list[str]:
    """`count` different texts."""
    chance = random.Random(seed)  # noqa: S311 - texts, not secrets
    stems, suffixes = bank["stems"].split(), bank["suffixes"]

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name == "stems":
            return ending(chance.choice(stems), chance.choice(suffixes))
        if name == "sayı":
            return (
                num2words(int(10 ** chance.uniform(0.3, 5)), lang="tr").replace(" ", "")
                if chance.random() < 0.3
                else spaced(chance)
            )
        return chance.choice(bank[name])

    found = dict.fromkeys(bank["whole"])
    while len(found) < count:
        text = re.sub(r"\{(\w+)\}", fill, chance.choice(bank["frames"]))
        found.setdefault(text[0].translate(str.maketrans("iı", "İI")).upper() + text[1:])
    lines = list(found)
    chance.shuffle(lines)
    return lines[:count]


def spaced(chance: random.Random) -> str:
    """A number as Turkish writes it in words."""
    ones = "bir iki üç dört beş altı yedi sekiz dokuz".split()
    tens = "on yirmi otuz kırk elli altmış yetmiş seksen doksan".split()
    parts = [f"{chance.choice(['', *ones[1:]])} yüz"] if chance.random() < 0.4 else []
    parts += [chance.choice(tens)] if chance.random() < 0.8 else []
    return " ".join([*parts, chance.choice(ones)]).strip()


def main() -> None:
    """Write WORK/texts.txt."""
    work, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1500
    work.mkdir(parents=True, exist_ok=True)
    bank = tomllib.loads(Path(__file__).with_name("texts.toml").read_text("utf-8"))
    (work / "texts.txt").write_text("\n".join(texts(bank, count)) + "\n", "utf-8")


if __name__ == "__main__":
    main()
