"""A voice that is a folder: `NAME/voice.json` says whose make it is, and what else that make wants to know."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.voices.makes import makes, missing_make
from app.voices.onnx_shape import onnx_fault
from app.voices.voice import Voice, read_json

ABOUT = "voice.json"
LONGEST_LOCALE = 35
"""Characters: RFC 5646, section 4.4.1."""


def is_folder_of(path: Path, make: str) -> bool:
    """Whether a path is the folder of a voice of that make."""
    return path.is_dir() and read_about(path)[0].get("make") == make


def read_about(folder: Path) -> tuple[Mapping[str, Any], str]:
    """What stands in a folder's voice.json and "", or what could be read of it and the fault."""
    about, fault = read_json(folder / ABOUT)
    if not fault and not isinstance(about.get("make"), str):
        return about, f"its configuration {ABOUT} names no make"
    return about, fault


def model_voice(
    key: str,
    *,
    make: str,
    locale: str,
    quality: str,
    sample_rate_hz: int,
    home: Path,
    files: tuple[Path, ...],
    nets: int = 1,
    variant: str = "",
    fault: str = "",
    for_trying_out: bool = False,
    look: Callable[[Path], str] = onnx_fault,
) -> Voice:
    """A Voice of a model, the first of `files`, unless that or one of the others is damaged or missing.

    `look` says what is wrong with the model's file, as `onnx_fault` does for one in ONNX's form.
    """
    size_bytes = 0
    try:
        size_bytes = files[0].stat().st_size
        fault = fault or look(files[0])
    except OSError as error:
        fault = fault or f"the model cannot be read ({error.strerror})"
    missing = next((path.name for path in files if not path.exists()), "")
    fault = fault or (f"{missing} is missing" if missing else "")
    language = locale.replace("-", "_").partition("_")[0].lower()
    rate_hz = 0 if fault else sample_rate_hz
    return Voice(
        key, make, language, locale, quality, rate_hz, size_bytes, home, files, variant, fault, for_trying_out, nets
    )


def locale_of(folder: Path) -> tuple[str, str]:
    """Language and region that a folder's voice.json names, and "" or its fault."""
    about, fault = read_about(folder)
    locale = about.get("locale")
    if isinstance(locale, str) and 0 < len(locale) <= LONGEST_LOCALE:
        return locale, fault
    return "", fault or f"its configuration {ABOUT} names no locale"


def orphan(folder: Path) -> Voice | None:
    """The damaged Voice that a folder is which no make claims; None when it is no voice's folder at all."""
    about_path = folder / ABOUT
    if not about_path.is_file():
        return None
    about, fault = read_about(folder)
    make = str(about.get("make", ""))[:40]
    locale, _ = locale_of(folder)
    if not fault:
        known = make in makes()
        fault = f"its configuration {ABOUT} fits no voice of its make, {make}" if known else missing_make(make)
    language = locale.replace("-", "_").partition("_")[0].lower()
    return Voice(folder.name, make, language, locale, "", 0, 0, folder, (about_path,), fault=fault)
