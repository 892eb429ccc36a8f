"""Which of Kokoro's symbols make its Turkish best understood: `python -m benchmarks.accent [--rounds N]`.

Kokoro was never taught Turkish. Each sound that espeak-ng writes for it is tried with every symbol that comes near, one
sound after another, on sentences that hold it; the best is kept, then styles, mixes of two and the rest are tried. The
sentences are those of `tuning_tr.txt`; what is reported of the outcome comes from others (`benchmarks.heard`).
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from piper.phonemize_espeak import EspeakPhonemizer

from app.settings import Settings
from app.speech.engine import SynthesisSettings
from app.speech.graph.cache import GraphCache
from app.speech.kokoro.engine import KokoroAcoustics, read_symbols, recipe
from app.speech.kokoro.model import FAST
from app.speech.kokoro.styles import read_table
from app.speech.sessions import Samples, session
from app.voices import Voice, VoiceCatalogue
from app.voices.places import places
from benchmarks.compared import letter_errors, words_of
from benchmarks.judge import KEPT, Judge, missing_extra

SENTENCES = Path(__file__).with_name("tuning_tr.txt")
REPORTED = Path(__file__).with_name("heard_tr.txt")
SOUNDS = {
    "a": "a", "e": "eɛæ", "ı": "ɯ", "i": "iɪ", "o": "oɔ", "ö": "œ", "u": "uʊ", "ü": "yø",
    "r": "rɾ", "l": "lɫ", "k": "c", "g": "ɟ", "length": "ː", "stress": "ˈ", "second stress": "ˌ",
}  # fmt: skip
"""What espeak writes for each; the other consonants are the same in both alphabets."""
CANDIDATES = {
    "ı": "ə ᵻ ɨ ɯ ɤ",
    "ü": "y ju ɥ yː i",
    "ö": "ɜ œ ø ə ɥo",
    "stress": "ˈ -",
    "length": "ː -",
    "e": "e ɛ",
    "a": "a ɑ",
    "r": "ɾ r",
    "o": "o ɔ",
    "i": "i ɪ",
    "u": "u ʊ",
}
"""By sound, the first of which it begins with; "-" is nothing."""
PLAIN = {"l": "l", "k": "k", "g": "ɡ", "second stress": "ˌ"}
"""What has but one that comes near."""
MOST_SENTENCES, STYLE_SENTENCES = 6, 8
MARGIN = 0.01
"""What is nearer is chance: two or three letters of six sentences."""
MIXED = (0.5, 0.7)
VOWELS_FIRST = ("ı", "ü", "ö")
"""The weak points, before a style is chosen."""


@dataclass(frozen=True)
class Manner:
    """A way to read Turkish."""

    symbols: tuple[tuple[str, str], ...]
    """Kokoro's for each of SOUNDS."""

    style: tuple[tuple[str, float], ...]
    """Styles and their weights."""

    @cached_property
    def table(self) -> dict[int, str]:
        """As str.translate has it."""
        return {ord(ipa): "" if symbol == "-" else symbol for sound, symbol in self.symbols for ipa in SOUNDS[sound]}

    def phonemes(self, ipa: str) -> list[str]:
        """espeak's IPA in Kokoro's alphabet."""
        return list(ipa.translate(self.table).replace("tʃ", "ʧ").replace("dʒ", "ʤ"))

    def with_symbol(self, sound: str, symbol: str) -> "Manner":
        """The same but for one sound."""
        return replace(self, symbols=tuple((each, symbol if each == sound else was) for each, was in self.symbols))


class Bench:
    """Reads sentences in a manner, and has them judged. What was once judged is known for ever."""

    def __init__(self, voice: Voice, settings: Settings, sentences: Path) -> None:
        self._voice = voice
        self._graphs = GraphCache(settings.cache_dir / "graphs")
        self._judge = Judge()
        self._notes = KEPT / "accent.jsonl"
        self._known: dict[str, str] = {}
        if self._notes.exists():
            self._known = dict(map(json.loads, self._notes.read_text("utf-8").splitlines()))
        espeak = EspeakPhonemizer()
        written = sentences.read_text("utf-8").splitlines()
        self.sentences = [(text, "".join("".join(run) for run in espeak.phonemize("tr", text))) for text in written]

    def error(self, manner: Manner, sound: str = "") -> float:
        """The share of characters misheard, of the sentences richest in a sound, or of the first ones, or of all."""
        wrong = count = 0
        for text, ipa in self._holding(sound):
            written = words_of(text, "tr")
            wrong += letter_errors(written, words_of(self._heard(manner, ipa), "tr"))
            count += len("".join(written))
        return wrong / count

    def _holding(self, sound: str) -> list[tuple[str, str]]:
        if not sound:
            return self.sentences
        if sound not in SOUNDS:
            return self.sentences[:STYLE_SENTENCES]
        held = {text: sum(ipa.count(each) for each in SOUNDS[sound]) / len(ipa) for text, ipa in self.sentences}
        return sorted(self.sentences, key=lambda each: -held[each[0]])[:MOST_SENTENCES]

    def _heard(self, manner: Manner, ipa: str) -> str:
        phonemes = manner.phonemes(ipa)
        said = json.dumps([phonemes, manner.style])
        key = hashlib.sha256(said.encode()).hexdigest()
        if key not in self._known:
            acoustics = KokoroAcoustics(self._session, self._symbols, self._style(manner))
            known = [phoneme for phoneme in phonemes if phoneme in self._symbols]
            speech = acoustics.sound(known, SynthesisSettings(), None)
            pcm = np.rint(np.clip(speech.samples, -1, 1) * 32_767).astype(np.int16)
            self._known[key] = self._judge.heard(pcm, acoustics.sample_rate_hz, "tr")
            with self._notes.open("a", encoding="utf-8") as notes:
                notes.write(json.dumps([key, self._known[key]]) + "\n")
        return self._known[key]

    def _style(self, manner: Manner) -> Samples:
        mixed = sum(np.float32(weight) * read_table(self._voice.files[2], name) for name, weight in manner.style)
        return np.asarray(mixed, np.float32)

    @cached_property
    def _session(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
        plan = recipe(self._voice)
        self._graphs.build(plan)
        return self._graphs.use(plan, lambda folder: session(folder / FAST, optimised=True), lambda _: None)

    @cached_property
    def _symbols(self) -> dict[str, int]:
        return read_symbols(self._voice.files[1])


def tried(bench: Bench, manners: Mapping[str, Manner], what: str, sound: str = "") -> str:
    """Print what each of some manners measures; the name of the best, or the first if none is clearly better."""
    errors: dict[str, float] = {}
    for name, manner in manners.items():
        errors[name] = bench.error(manner, sound)
        print(f"| {what} | {name} | {errors[name]:.1%} |", flush=True)
    begun, best = next(iter(errors)), min(errors, key=lambda name: errors[name])
    return best if errors[best] < errors[begun] - MARGIN else begun


def first(styles: list[str]) -> Manner:
    """What the search begins with."""
    symbols = {sound: CANDIDATES.get(sound, PLAIN.get(sound, "")).split()[0] for sound in SOUNDS}
    return Manner(tuple(symbols.items()), ((styles[0], 1.0),))


def as_espeak(manner: Manner) -> Manner:
    """The same with the symbols that espeak writes; what the model lacks is not said."""
    return replace(manner, symbols=(("l", "l"),))


def search(bench: Bench, styles: list[str], rounds: int) -> Manner:
    """The best manner found, and a table of all that was tried."""
    best = first(styles)
    for _ in range(rounds):
        best = _best_symbols(bench, best, VOWELS_FIRST)
        best = _best_style(bench, best, styles)
        best = _best_symbols(bench, best, [sound for sound in CANDIDATES if sound not in VOWELS_FIRST])
    return best


def _best_symbols(bench: Bench, best: Manner, sounds: Iterable[str]) -> Manner:
    for sound in sounds:
        order = dict.fromkeys([dict(best.symbols)[sound], *CANDIDATES[sound].split()])
        best = best.with_symbol(
            sound, tried(bench, {each: best.with_symbol(sound, each) for each in order}, sound, sound)
        )
    return best


def _best_style(bench: Bench, best: Manner, styles: list[str]) -> Manner:
    order = dict.fromkeys([*(name for name, _ in best.style[:1]), *styles])
    alone = {name: replace(best, style=((name, 1.0),)) for name in order}
    errors = {name: bench.error(manner, "style") for name, manner in alone.items()}
    for name, error in errors.items():
        print(f"| style | {name} | {error:.1%} |", flush=True)
    one, other, *_ = sorted(errors, key=lambda name: errors[name])
    mixed = {one: alone[one]} | {
        f"{share:.0%} {one}, {1 - share:.0%} {other}": replace(best, style=((one, share), (other, 1 - share)))
        for share in MIXED
    }
    return mixed[tried(bench, mixed, "mix", "style")]


def kokoro() -> Iterator[Voice]:
    """The installed model's styles."""
    voices = VoiceCatalogue(places(Settings.load().voices_dir), embedded=True).voices()
    yield from (voice for voice in voices if voice.make == "kokoro" and voice.available)


def main() -> None:
    """Search and print."""
    voices = list(kokoro())
    if said := missing_extra() or ("" if voices else "accent: not searched, no Kokoro is installed."):
        print(said)
        return
    rounds = int(sys.argv[sys.argv.index("--rounds") + 1]) if "--rounds" in sys.argv else 1
    styles = list(dict.fromkeys(voice.variant.partition(" ")[0] for voice in voices))
    styles.sort(key=lambda name: name != "jm_kumo")
    bench = Bench(voices[0], Settings.load(), SENTENCES)
    print("| what | as | characters misheard |\n|---|---|---|")
    best = search(bench, styles, rounds)
    print(f"best: {best}")
    reported = Bench(voices[0], Settings.load(), REPORTED)
    for name, manner in {"best": best, "begun with": first(styles), "espeak's own symbols": as_espeak(best)}.items():
        print(f"| {name} | on other sentences | {reported.error(manner):.1%} |", flush=True)


if __name__ == "__main__":
    main()
