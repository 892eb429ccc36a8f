"""A written form as it is heard."""

import re

from app.text.spoken import speak
from app.text.spoken.turkish.suffixes import lower


def said(written: str) -> str:
    """The spoken words in small letters, without punctuation."""
    words = " ".join(token.text for token in speak(written, "tr"))
    return lower(re.sub(r"[.,;:!?…]", "", words))
