"""The text stage: characters a second on news, seconds for 1 MB of hostile text, Lines aligned exactly.

`python -m benchmarks.text`
"""

import contextlib
import json
import random
import tempfile
import time
from pathlib import Path

from app.errors import AnnouncerError
from app.lexicon.lexicons import Lexicons
from app.narration.reading import script_of
from app.narration.wish import Wish
from app.settings import Settings
from app.speech.engine import SynthesisSettings
from app.speech.loading import load_engine
from app.speech.memory import collect_seldom
from app.speech.piper.make import read_voice
from app.store.shelf import FileShelf
from app.text.script import Script
from app.voices import Voice, VoiceCatalogue
from app.voices.places import places
from app.web.samples import samples
from benchmarks.data import voice_of

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
    *("0 ", "00 ", "000 ", "0-", "-0", "+0", "0.", "0. ", "0, ", "0/", "0:", "0%", "x0", "0a", "0km ", "$0 ", "(0)"),
    *(
        "0 0 0 0 0 0 0 0 0. ",
        "$0-0% 0km ",
        "0:0 a.m. ",
        "Jan 0 ",
        "http://",
        "ftp://a.a/",
        "a.com ",
        "#a0B",
        "@a ",
        "No. 0 ",
    ),
    *("a-", "a. ", "a! ", "a@a ", "a.b ", "AB ", "I ", "St. ", "PIN 0 ", "%", "½", "± ", "\n- 0", "\n\na", "\n\n0"),
    *("П ", "习a", "ﬁ", "a`a ", '0" ', "0' ", "[a](http://a) ", "“a”ın ", "W\n"),
)
"""Repeated; each 0 is another digit every time."""
REACH_S = 2.0
RUNS = 3


def read(text: str, language: str) -> Script:
    return script_of(Wish(text=text), language, Lexicons(FileShelf(Path("lexicon"))).pronunciations(language))


def news(language: str) -> str:
    """The sample article's own words."""
    wish = Wish(html=samples()[language].html, language=language)
    lines = script_of(wish, language, Lexicons(FileShelf(Path("lexicon"))).pronunciations(language)).lines
    return "\n\n".join(line.written for line in lines)


def hostile(piece: str) -> str:
    """A text of that piece over and over."""
    text = piece * (HOSTILE_CHARACTERS // len(piece))
    if "0" not in piece:
        return text
    digits = iter(random.Random(1).choices("0123456789", k=text.count("0")))
    return "".join(next(digits) if character == "0" else character for character in text)


def best_s(text: str, language: str, runs: int = RUNS) -> float:
    """The quickest of some runs, in s of one core (the stage has one thread and waits for nothing)."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        with contextlib.suppress(AnnouncerError):  # hostile text may hold nothing to say
            read(text, language)
        found.append(time.process_time() - start)
    return min(found)


def print_aligned(language: str, voice: Voice, script: Script) -> None:
    engine = load_engine(voice)
    exact = [engine.synthesize(line.tokens, SynthesisSettings(1.0, 0.0, 0.0)).marks_exact for line in script.lines]
    share = sum(exact) / len(exact)
    print(
        f"aligned exactly: {sum(exact)}/{len(exact)} = {share:.1%} of the Lines of the {language} sample (reach 99 %)"
    )


def turkish_front_end(folder: Path) -> Voice:
    """An English voice that is given Turkish phonemes, for no Turkish one is here.

    Phonemes and what becomes of words side by side come from espeak and are real; only the sound is foreign.
    """
    model = folder / "tr_TR-bench-medium.onnx"
    model.symlink_to(voice_of("bench-medium").resolve())
    config = json.loads(voice_of("bench-medium").with_name("bench-medium.onnx.json").read_bytes())
    config["espeak"] = {"voice": "tr"}
    model.with_name(f"{model.name}.json").write_text(json.dumps(config))
    return read_voice(model)


def main() -> None:
    collect_seldom()  # as the service and the command line do
    settings = Settings.load()
    voices = VoiceCatalogue(places(settings.voices_dir), embedded=True)
    for language in ("en", "tr"):
        text = news(language)
        many = (text + "\n\n") * (NEWS_CHARACTERS // len(text) + 1)
        print(f"text stage, {language}: {len(many) / best_s(many, language):,.0f} characters a second (reach 20,000)")
        worst = sorted(((best_s(hostile(piece), language, 1), piece) for piece in HOSTILE), reverse=True)
        slow = sum(took > REACH_S for took, _ in worst)
        print("  1 MB of", ", ".join(f"{piece!r} {took:.1f} s" for took, piece in worst[:8]))
        print(f"  {len(worst) - slow} of {len(worst)} hostile texts within {REACH_S} s")
    print_aligned("English", voices.for_language("en", {}), read(news("en"), "en"))
    if not voice_of("bench-medium").exists():
        print("aligned exactly: the Turkish sample is not measured, ANNOUNCER_BENCHMARKS names no folder with a voice.")
        return
    with tempfile.TemporaryDirectory() as folder:
        print_aligned("Turkish", turkish_front_end(Path(folder)), read(news("tr"), "tr"))


if __name__ == "__main__":
    main()
