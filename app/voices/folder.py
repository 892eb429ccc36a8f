"""A voice that is a folder: `NAME/voice.json` says whose make it is, and what else that make wants to know."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.voices.makes import makes, missing_make
from app.voices.voice import Voice, read_json

ABOUT = "voice.json"


def is_folder_of(path: Path, make: str) -> bool:
    """Whether a path is the folder of a voice of that make."""
    return path.is_dir() and read_about(path)[0].get("make") == make


def read_about(folder: Path) -> tuple[Mapping[str, Any], str]:
    """What stands in a folder's voice.json and "", or what could be read of it and the fault."""
    about, fault = read_json(folder / ABOUT)
    if not fault and not isinstance(about.get("make"), str):
        return about, f"its configuration {ABOUT} names no make"
    return about, fault


def orphan(folder: Path) -> Voice | None:
    """The damaged Voice that a folder is which no make claims; None when it is no voice's folder at all."""
    about_path = folder / ABOUT
    if not about_path.is_file():
        return None
    about, fault = read_about(folder)
    make = str(about.get("make", ""))[:40]
    locale = str(about.get("locale", ""))[:20]
    if not fault:
        known = make in makes()
        fault = f"its configuration {ABOUT} fits no voice of its make, {make}" if known else missing_make(make)
    language = locale.replace("-", "_").partition("_")[0].lower()
    return Voice(folder.name, make, language, locale, "", 0, 0, folder, (about_path,), fault=fault)
