"""Step 0: all styles of Kokoro from the npm package kokoro-js, of which the Python packages hold five.

    npm pack kokoro-js && tar xf kokoro-js-*.tgz
    python -m voices.recipe.styles WORK package/voices

Each of its files is a style: 510 rows, by the number of symbols, of 256 float32. Writes WORK/styles.npz.
"""

import sys
from pathlib import Path

import numpy as np

ROWS, WIDTH = 510, 256


def main() -> None:
    """Write WORK/styles.npz."""
    work, folder = Path(sys.argv[1]), Path(sys.argv[2])
    work.mkdir(parents=True, exist_ok=True)
    found = {path.stem: np.fromfile(path, "<f4").reshape(ROWS, WIDTH) for path in sorted(folder.glob("*.bin"))}
    np.savez(work / "styles.npz", **found)  # type: ignore[arg-type]
    print(len(found), "styles:", *found)


if __name__ == "__main__":
    main()
