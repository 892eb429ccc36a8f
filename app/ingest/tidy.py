"""What content systems and mail leave in a text that is none of its words: shortcodes, words broken at line ends."""

import re

_CODE = re.compile(
    r"\[(/?)([a-z][a-z0-9_-]{1,40})((?:\s{1,5}[a-z_-]{1,40}=(?:\"[^\"\n]{0,1000}\"|'[^'\n]{0,1000}'|[^\s\]\"']{1,300}"
    r"|[”“″][^”“″\n]{0,1000}[”“″])){0,30})\s{0,5}/?\]"
)
"""WordPress's shortcodes: `[gallery ids="1,2"]`, `[caption width=300]…[/caption]`."""
EMPTY = frozenset(("audio", "caption", "code", "embed", "gallery", "playlist", "video", "wp_caption", "contact-form"))
"""Codes that hold no words of the article."""
_BROKEN = re.compile(
    r"([^\W\d_]{2,30})-[ \t]?\r?\n[ \t]{0,10}(?!(?:and|or|to|und|oder|ve|veya|ila|ile)\b)"
    r"([^\W\d_]{2,30}[^\s\w]{0,3})[ \t]?"
)


def tidied(text: str) -> str:
    """The text without shortcodes, and with the words joined that a line's end breaks."""
    if "[" in text:
        text = _without_codes(text)
    return _BROKEN.sub(_joined, text) if "-" in text else text


def _joined(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}\n" if found[2].islower() and found[1][-1:].islower() else found[0]


def _without_codes(text: str) -> str:
    """Without the codes that have attributes or an end; `[sic]` has neither."""
    codes = list(_CODE.finditer(text))
    ended = {found[2] for found in codes if found[1]} & {found[2] for found in codes if not found[1]}
    kept: list[str] = []
    at, inside = 0, None
    for found in codes:
        name = found[2]
        if not (found[3] or name in ended):
            continue
        if inside is None:
            kept.append(text[at : found.start()])
        if found[1] and inside == name:
            inside = None
        elif inside is None and not found[1] and name in EMPTY and name in ended:
            inside = name
        at = found.end()
    kept.append("" if inside is not None else text[at:])
    return "".join(kept)
