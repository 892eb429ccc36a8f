"""Step 6: what the judge hears of a voice on sentences that nothing was learnt from or tuned on, pace, pitch, speed.

python evaluate.py VOICE.onnx [COUNT]
"""

import json
import sys
import time
import wave
from pathlib import Path

import numpy as np
import onnxruntime
from judge import Score, heard, judge, pitch_spread
from piper.phoneme_ids import phonemes_to_ids
from symbols import symbols


class Spoken:
    """A Piper voice as stock Piper would run it."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(path), options)
        config = json.loads(path.with_suffix(".onnx.json").read_text("utf-8"))
        self.rate_hz, self._ids = config["audio"]["sample_rate"], config["phoneme_id_map"]
        self._inference = config["inference"]

    def say(self, text: str) -> np.ndarray:
        """Its samples, without noise that differs from call to call."""
        return self.timed(text)[0]

    def timed(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The same, and how many each id lasts."""
        ids = phonemes_to_ids(symbols(text), self._ids)
        scales = np.array([0.0, self._inference["length_scale"], 0.0], np.float32)
        feed = {"input": np.array([ids]), "input_lengths": np.array([len(ids)]), "scales": scales}
        samples, frames = (np.asarray(output).reshape(-1) for output in self._session.run(None, feed))
        return samples, frames * (len(samples) // int(frames.sum()))


def main() -> None:
    """Print each sentence with what was heard, then the figures."""
    path = Path(sys.argv[1])
    sentences = Path(__file__).with_name("held_out.txt").read_text("utf-8").splitlines()
    sentences = sentences[: int(sys.argv[2]) if len(sys.argv) > 2 else None]
    voice, model, score, spreads = Spoken(path), judge(), Score(), []
    words = spent = seconds = 0.0
    for number, text in enumerate(sentences):
        began = time.process_time()
        samples = voice.say(text)
        spent += time.process_time() - began
        understood = heard(model, samples, voice.rate_hz)
        score.add(text, understood)
        spreads.append(pitch_spread(samples, voice.rate_hz))
        quiet = np.abs(samples).reshape(-1, 1)[:, 0] < 0.005
        runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], quiet, [0]]).astype(int))))[::2]
        seconds += (len(samples) - runs[runs > 0.1 * voice.rate_hz].sum()) / voice.rate_hz
        words += len(text.split())
        print(f"{text}\n    {understood.strip()}", flush=True)
        with wave.open(str(path.with_name(f"held_out_{number:02}.wav")), "wb") as file:
            file.setparams((1, 2, voice.rate_hz, 0, "NONE", ""))
            file.writeframes(np.rint(np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes())
    print(
        f"{path.name}: {score}, {60 * words / seconds:.0f} words a minute without pauses, "
        f"pitch {np.mean(spreads):.2f} semitones"
    )
    print(f"{spent / seconds:.4f} CPU s a second, level {20 * np.log10(samples.std()):.1f} dB")


if __name__ == "__main__":
    main()
