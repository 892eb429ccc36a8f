"""The text stage: characters a second on news, seconds for 1 MB of hostile text, Lines aligned exactly.

`python -m benchmarks.text`
"""

import contextlib
import time
from pathlib import Path

from app.announcer import Wanted, language_of, make_script
from app.errors import AnnouncerError
from app.lexicon.lexicons import Lexicons
from app.script import Script
from app.settings import Settings
from app.speech.engine import SynthesisSettings
from app.speech.piper import load_engine
from app.voices import VoiceCatalogue
from app.web.samples import samples

NEWS_CHARACTERS = 200_000
HOSTILE_CHARACTERS = 1_000_000
HOSTILE = (
    "1 ",
    "1, ",
    "1-",
    "A ",
    "$1 ",
    "1.",
    "x1",
    "@",
    "ab-",
    "“a. ",
    "(x. ",
    "1. ",
    "a",
    "'",
    '"',
    "\n- a",
    "http://a",
)
RUNS = 3


def script_of(text: str, language: str) -> Script:
    return make_script(Wanted(text=text), language, Lexicons(Path("lexicon")).pronunciations(language))


def news(language: str) -> str:
    """The sample article's own words."""
    wanted = Wanted(html=samples()[language].html, language=language)
    lines = make_script(wanted, language, Lexicons(Path("lexicon")).pronunciations(language)).lines
    return "\n\n".join(line.written for line in lines)


def best_s(text: str, language: str, runs: int = RUNS) -> float:
    """The quickest of some runs, in s."""
    found = []
    for _ in range(runs):
        start = time.perf_counter()
        with contextlib.suppress(AnnouncerError):  # hostile text may hold nothing to say
            script_of(text, language)
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    settings = Settings.load()
    voices = VoiceCatalogue(settings.voices_dir)
    for language in ("en", "tr"):
        text = news(language)
        many = (text + "\n\n") * (NEWS_CHARACTERS // len(text) + 1)
        print(f"text stage, {language}: {len(many) / best_s(many, language):,.0f} characters a second (reach 20,000)")
        hostile = {piece: best_s((piece * HOSTILE_CHARACTERS)[:HOSTILE_CHARACTERS], language, 1) for piece in HOSTILE}
        worst = sorted(hostile.items(), key=lambda item: -item[1])
        print("  1 MB of", ", ".join(f"{piece!r} {took:.1f} s" for piece, took in worst[:6]), "(reach 2 s)")
    aligned, lines = 0, 0
    engine = load_engine(voices.for_language("en", {}))
    for line in script_of(news("en"), language_of(Wanted(text=news("en")), voices)).lines:
        lines += 1
        aligned += engine.synthesize(line.tokens, SynthesisSettings(1.0, 0.0, 0.0)).marks_exact
    print(f"aligned exactly: {aligned}/{lines} = {aligned / lines:.1%} of the Lines of the English sample (reach 99 %)")


if __name__ == "__main__":
    main()
