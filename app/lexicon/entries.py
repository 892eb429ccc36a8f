"""One entry of a lexicon, and the file it stands in.

A file is TOML that an editor may write by hand: `"Hugging Face" = "hugging feys"`. `Qwen = false` sets an entry of the
starter list aside, so that the rules read the word again.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import tomlkit

from app.errors import InvalidLexiconError

LARGEST_BYTES = 1_000_000
MOST_ENTRIES = 10_000
"""Of a language's file: more than any newsroom has names, less than would slow down every article."""
LONGEST_WRITTEN = 100
LONGEST_SPOKEN = 200
SAYABLE = r"[^\W_]"
"""What must be in both: a letter or digit."""
_BRACKETS = re.compile(r"\[\[([^\[\]]+)\]\]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Origin(StrEnum):
    """Whose word it is."""

    NEWSROOM = "newsroom"
    STARTER = "starter"


@dataclass(frozen=True, slots=True)
class Entry:
    """A written form (a word or a phrase) and how it is said: a respelling, or `[[IPA phonemes]]`."""

    written: str
    spoken: str
    origin: Origin = Origin.NEWSROOM


def checked(written: str, spoken: str) -> tuple[str, str]:
    """Both as they are kept: trimmed, spaces single, composed (NFC).

    Raises InvalidLexiconError when there is nothing to find or to say, either is too long, or brackets do not pair.
    """
    written, spoken = (" ".join(unicodedata.normalize("NFC", text).split()) for text in (written, spoken))
    if _CONTROLS.search(written) or _CONTROLS.search(spoken):
        raise InvalidLexiconError("A lexicon entry holds no control characters.")
    if not 0 < len(written) <= LONGEST_WRITTEN or not any(map(str.isalnum, written)):
        raise InvalidLexiconError(f"The written form needs a letter or digit and at most {LONGEST_WRITTEN} characters.")
    if not 0 < len(spoken) <= LONGEST_SPOKEN or not any(map(str.isalnum, spoken)):
        raise InvalidLexiconError(
            f'How "{written}" is said needs a letter or digit and at most {LONGEST_SPOKEN} characters.'
        )
    if re.search(r"[\[\]]", _BRACKETS.sub("", spoken)):
        raise InvalidLexiconError(f'"{spoken}": phonemes stand between double brackets, such as [[kwˈɛn]].')
    return written, spoken


def parse(data: bytes, name: str) -> dict[str, str | None]:
    """The entries of a file, None for one set aside. Raises InvalidLexiconError that says where it is wrong."""
    if len(data) > LARGEST_BYTES:
        raise InvalidLexiconError(f"{name} has more than {LARGEST_BYTES:,} bytes.")
    try:
        found = tomllib.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        raise InvalidLexiconError(f"{name} is not valid TOML: {error}.") from error
    if len(found) > MOST_ENTRIES:
        raise InvalidLexiconError(f"{name} has more than {MOST_ENTRIES:,} entries.")
    entries: dict[str, str | None] = {}
    for written, spoken in found.items():
        if spoken is False:
            entries[unicodedata.normalize("NFC", written)] = None
        elif isinstance(spoken, str):
            kept, said = checked(written, spoken)
            entries[kept] = said
        else:
            raise InvalidLexiconError(f'{name}: "{written}" is neither text in quotes nor false.')
    return entries


def edited(data: bytes, changes: Mapping[str, str | bool | None], name: str) -> bytes:
    """The file with entries set (text, or False to set aside) or taken out (None); comments and order stay."""
    parse(data, name)
    document = tomlkit.parse(data.decode("utf-8-sig"))
    by_form = {unicodedata.normalize("NFC", key): key for key in document}
    for written, spoken in changes.items():
        key = by_form.get(written, written)
        if spoken is None:
            document.pop(key, None)
        else:
            document[key] = spoken
    content = tomlkit.dumps(document).encode()
    if len(document) > MOST_ENTRIES or len(content) > LARGEST_BYTES:
        raise InvalidLexiconError(f"{name} is full: {MOST_ENTRIES:,} entries, {LARGEST_BYTES:,} bytes.")
    return content
