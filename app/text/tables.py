"""The tables of the text stage: TOML files in `data`, one for a subject of a language."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The tables and word lists of `data/NAME.toml`, by their names; every caller shares them and changes none."""
    found = tomllib.loads((files("app.text") / "data" / f"{name}.toml").read_text("utf-8"))
    return {key: frozenset(value.split()) if isinstance(value, str) else value for key, value in found.items()}


def either(written: Iterable[str]) -> str:
    """Of a pattern: any of these written forms, the longest first; where one has a space, none may stand."""
    return "|".join(re.escape(form).replace("\\ ", r"\s?") for form in sorted(written, key=len, reverse=True))
