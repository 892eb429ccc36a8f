"""Where voices are looked for, and where a new one is put."""

import os
from pathlib import Path

PROJECT_FOLDER = Path("voices")
EMBEDDED = Path(__file__).parent / "embedded"
"""What comes with the program: voices and the catalogue."""


def places(chosen: Path | None) -> tuple[Path, ...]:
    """The folders of ANNOUNCER_VOICES_DIR if it is set, of the working directory, and of the user; the first counts."""
    user = _user_folder()
    return tuple(dict.fromkeys(folder for folder in (chosen, PROJECT_FOLDER, user) if folder is not None))


def place_to_install(chosen: Path | None) -> Path:
    """ANNOUNCER_VOICES_DIR; without it the working directory's folder, where there is one, or else the user's."""
    if chosen is not None:
        return chosen
    return PROJECT_FOLDER if PROJECT_FOLDER.is_dir() else _user_folder() or PROJECT_FOLDER


def _user_folder() -> Path | None:
    """After the XDG base directory specification; None for a user without a home."""
    try:
        data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    except RuntimeError:
        return None
    return Path(data) / "announcer" / "voices"
