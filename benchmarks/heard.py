"""What a stranger hears of every installed voice: `python -m benchmarks.heard [VOICE ...] [--misses]`.

Each voice reads `heard_LANGUAGE.txt`, 24 plain sentences of ours that nothing was tuned on, warm, on one thread, as an
article's Lines are read; the judge writes down what it hears. `pip install '.[judge]'` brings the judge. With `--gate`
the sample articles are read instead, from page to MP3, and the exit code is 1 when too much of one was misheard.
"""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import thread_time

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from app.audio.level import applied, gain_for
from app.audio.loudness import integrated_loudness
from app.settings import Settings
from app.speech.calibration import calibrate
from app.speech.engine import SynthesisSettings, VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.loading import load_engine, prepare
from app.text.script import Line
from app.voices import Voice, VoiceCatalogue
from app.voices.places import places
from benchmarks import gate
from benchmarks.compared import letter_errors, misses, words_of
from benchmarks.judge import Judge, missing_extra
from benchmarks.sound import spoken_seconds, spread_semitones
from benchmarks.text import read

SEED = 2026
"""Of Piper's noise, so that a voice reads the same way twice."""
WAITED_FOR = 8
"""Sentences whose first sound is waited for: each is then spoken twice."""
HEADINGS = (
    "voice",
    "words misheard",
    "characters",
    "words a minute",
    "pitch",
    "level",
    "real-time factor",
    "first sound",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One sentence as a voice said it."""

    line: Line
    pcm: NDArray[np.int16]
    core_s: float
    """Of one core, until it was there: what else the machine does hardly counts."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What the sentences of a language measured of a voice."""

    voice: str
    word_error: float
    letter_error: float
    words_a_minute: float
    pitch_semitones: float
    level_lufs: float
    real_time_factor: float
    first_s: float

    def row(self) -> str:
        """For docs/voices.md."""
        return (
            f"| {self.voice} | {self.word_error:.1%} | {self.letter_error:.1%} | {self.words_a_minute:.0f} "
            f"| {self.pitch_semitones:.2f} st | {self.level_lufs:.1f} LUFS | {self.real_time_factor:.3f} "
            f"| {self.first_s:.2f} s |"
        )


def sentences(language: str) -> list[Line]:
    """The language's sentences as Lines of one article; none for a language without a set."""
    path = Path(__file__).with_name(f"heard_{language}.txt")
    return list(read(path.read_text("utf-8").replace("\n", "\n\n"), language).lines) if path.exists() else []


def speak(engine: VoiceEngine, line: Line) -> Heard:
    """A Line as it is read."""
    began = thread_time()
    clip = engine.synthesize(line.tokens, SynthesisSettings())
    return Heard(line, clip.pcm, thread_time() - began)


def first_sound_s(engine: VoiceEngine, line: Line) -> float:
    """Seconds of one core until a Line's first listener hears something."""
    arrivals: list[float] = []
    began = thread_time()
    engine.synthesize(line.tokens, SynthesisSettings(), lambda _: arrivals.append(thread_time()))
    return arrivals[0] - began


def measure(voice: Voice, graphs: GraphCache, judge: Judge, *, show: bool = False) -> Figures:
    """Read the language's sentences and judge them."""
    onnxruntime.set_seed(SEED)
    prepare(voice, graphs)
    engine = load_engine(voice, graphs)
    rate_hz = engine.sample_rate_hz
    gain_db = gain_for(calibrate(engine, voice.language), rate_hz)
    lines = sentences(voice.language)
    firsts = [first_sound_s(engine, line) for line in lines[:WAITED_FOR]]
    said = [speak(engine, line) for line in lines]
    wrong = letters = words = characters = 0
    for each in said:
        written = words_of(each.line.written, voice.language)
        heard = words_of(judge.heard(each.pcm, rate_hz, voice.language), voice.language)
        found = list(misses(written, heard))
        wrong += sum(miss.errors for miss in found)
        letters += letter_errors(written, heard)
        words += len(written)
        characters += len("".join(written))
        for miss in found if show else ():
            print(f"  {voice.key}: {' '.join(miss.written)!r} was heard as {' '.join(miss.heard)!r}")
    sound = np.concatenate([each.pcm for each in said])
    return Figures(
        voice.key,
        wrong / words,
        letters / characters,
        words / (sum(spoken_seconds(each.pcm, rate_hz) for each in said) / 60),
        spread_semitones([each.pcm for each in said], rate_hz),
        integrated_loudness(applied(sound, rate_hz, gain_db), rate_hz),
        sum(each.core_s for each in said) / (len(sound) / rate_hz),
        statistics.median(firsts),
    )


def main(arguments: Sequence[str] = ()) -> int:
    """Print the table, or the gate's verdict; the exit code."""
    if said := missing_extra():
        print(said)
        return 0
    if "--gate" in arguments:
        return gate.main()
    settings = Settings.load()
    wanted = {argument for argument in arguments if not argument.startswith("-")}
    voices = VoiceCatalogue(places(settings.voices_dir), embedded=True).voices()
    graphs, judge = GraphCache(settings.cache_dir / "graphs"), Judge()
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    for voice in voices:
        if voice.available and (voice.key in wanted or not wanted) and sentences(voice.language):
            print(measure(voice, graphs, judge, show="--misses" in arguments).row(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
