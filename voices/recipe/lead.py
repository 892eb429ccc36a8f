"""How much earlier the teacher's sound comes than the frames that its durations give a symbol.

At the right shift the symbols explain best how loud each frame is.

    python -m voices.recipe.lead WORK
"""

import sys
from pathlib import Path

import numpy as np

HALF_FRAME, MOST = 300, 12


def main() -> None:
    """Print what remains unexplained for each shift."""
    heard: list[tuple[np.ndarray, np.ndarray]] = []
    for path in sorted((Path(sys.argv[1]) / "said").glob("?????.npz"))[:200]:
        with np.load(path) as said:
            rows = said["samples"].astype(float).reshape(-1, HALF_FRAME)
            given = [symbol for symbol in said["given"].tolist() if symbol]
            names = np.repeat(np.array(["^", *given, "$"]), 2 * said["durations"])
        heard.append((np.log(10 + np.sqrt((rows**2).mean(1))), names))
    for shift in range(MOST):
        levels = np.concatenate([level[: len(level) - shift or None] for level, _ in heard])
        names = np.concatenate([name[shift:] for _, name in heard])
        rest = sum(((part - part.mean()) ** 2).sum() for part in (levels[names == name] for name in np.unique(names)))
        print(f"{12.5 * shift:5.1f} ms: {rest / ((levels - levels.mean()) ** 2).sum():.3f}")


if __name__ == "__main__":
    main()
