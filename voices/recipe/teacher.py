"""Step 2: the teacher reads the texts. Goes on where it was stopped; one file an utterance.

    python -m voices.recipe.teacher WORK KOKORO [GRAPH] [THREADS] [MINUTES]

KOKORO is the folder that `announcer voices install kokoro` made, GRAPH the fast graph it built ("-" for none).
"""

import sys
import time
from pathlib import Path

import numpy as np

from voices.recipe.kokoro import Kokoro
from voices.recipe.symbols import for_teacher, symbols

STYLES = {"jm_kumo": 0.4, "pf_dora": 0.6}
"""The shares of those that step 0 unpacked: a Japanese man's and a Portuguese woman's, mixed."""
SPEED = 1.0
"""Slower than the voice will speak: the sounds are then whole, and the student learns them so."""
LONGEST = 400


def main() -> None:
    """Fill WORK/said."""
    work, folder = Path(sys.argv[1]), Path(sys.argv[2])
    graph, threads, minutes = (*sys.argv[3:6], *("-", "1", "1e9")[len(sys.argv) - 3 :])
    teacher = Kokoro(folder, work / "styles.npz", STYLES, None if graph == "-" else Path(graph), int(threads))
    (work / "said").mkdir(exist_ok=True)
    seconds, started, spent = 0.0, time.monotonic(), time.process_time()
    for number, text in enumerate((work / "texts.txt").read_text("utf-8").splitlines()):
        target = work / "said" / f"{number:05}.npz"
        if target.exists():
            continue
        if time.monotonic() - started > 60 * float(minutes):
            break
        source = symbols(text)
        given = for_teacher(source, teacher.symbols)
        if sum(map(bool, given)) > LONGEST:
            continue
        said = teacher.say([symbol for symbol in given if symbol], SPEED)
        draft = target.with_suffix(".part.npz")
        samples = np.rint(np.clip(said.samples, -2, 2) * 16_000).astype(np.int16)
        arrays = {"samples": samples, "durations": said.durations, "pitch": said.pitch}
        np.savez(draft, source=np.array(source), given=np.array(given), **arrays)
        draft.rename(target)
        seconds += len(samples) / 24_000
        if number % 20 == 0:
            passed, used = time.monotonic() - started, time.process_time() - spent
            print(
                f"{number}: {seconds / 60:.1f} min in {passed / 60:.1f} min, {used / seconds:.2f} CPU s a second",
                flush=True,
            )


if __name__ == "__main__":
    main()
