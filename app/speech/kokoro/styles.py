"""Kokoro's styles: tables of numbers that make one model sound like one speaker, many in one file.

The file is what NumPy writes with `savez`: a zip archive of arrays. A table has a row for each number of symbols that
are spoken at once, the first for one symbol.
"""

import math
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np

from app.speech.sessions import Samples

STYLES = "voices.npz"
NAME = re.compile(r"\w{1,50}\Z")
ROWS, WIDTH = 510, 256
MOST_STYLES = 500
Shape = tuple[int, ...]
SHAPES: tuple[Shape, ...] = ((ROWS, WIDTH), (ROWS, 1, WIDTH))


@dataclass(frozen=True, slots=True)
class Style:
    """One of them, as far as its head tells."""

    name: str
    checksum: int = 0
    """Of its contents, CRC-32 as the archive has it."""

    fault: str = ""
    """Why it cannot be used, as the end of a sentence."""


def read_styles(
    path: Path, shapes: tuple[Shape, ...] = SHAPES, names: re.Pattern[str] = NAME
) -> tuple[tuple[Style, ...], str]:
    """The styles in a file by name, each of one of those shapes, and ""; or none and the fault. Never raises."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_STYLES:
                return (), f"{path.name} holds too many styles"
            styles = [_style(archive, member, shapes) for member in members]
    except FileNotFoundError:
        return (), f"{path.name} is missing"
    except OSError as error:
        return (), f"{path.name} cannot be read ({error.strerror})"
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return (), f"{path.name} is damaged or holds no styles"
    named = sorted((style for style in styles if names.match(style.name)), key=lambda style: style.name)
    return tuple(named), "" if named else f"{path.name} holds no styles"


def read_table(path: Path, name: str, shape: Shape = (ROWS, WIDTH)) -> Samples:
    """One style's table, whose shape may have a one more. Raises ValueError or OSError when it cannot be read."""
    with np.load(path, allow_pickle=False) as tables:
        table = np.asarray(tables[name], np.float32)
    if table.size != math.prod(shape) or not np.isfinite(table).all():
        raise ValueError(f"its style table {name} has another shape or no numbers")
    return table.reshape(shape)


def _style(archive: zipfile.ZipFile, member: zipfile.ZipInfo, shapes: tuple[Shape, ...]) -> Style:
    name = member.filename.removesuffix(".npy")
    with archive.open(member) as file:
        try:
            shape = _shape(file)
        except (ValueError, EOFError, zipfile.BadZipFile, SyntaxError):
            return Style(name, member.CRC, f"its style table {name} is damaged")
    if shape not in shapes:
        return Style(name, member.CRC, f"its style table {name} has the shape {shape}, not {shapes[0]}")
    return Style(name, member.CRC)


def _shape(file: IO[bytes]) -> tuple[int, ...]:
    version = np.lib.format.read_magic(file)
    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, _, kind = read(file)
    if kind.kind != "f":
        raise ValueError("no floating-point numbers")
    return tuple(shape)
