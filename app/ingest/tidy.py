"""What content systems and mail leave in a text that is none of its words: shortcodes, words broken at line ends."""

import re
from html import unescape

_CODE = re.compile(
    r"\[(/?)([a-z][a-z0-9_-]{0,40})((?:=[^\s\[\]]{1,1000})?(?:\s{1,5}[a-z0-9_-]{1,40}=(?:\"[^\"\n]{0,1000}\"|'[^'\n]{0,1000}'|[^\s\]\"']{1,300}"
    r"|[”“″][^”“″\n]{0,1000}[”“″])){0,30}(?:\s{1,5}https?://[^\s\]]{1,1000})?)\s{0,5}/?\]"
)
"""WordPress's shortcodes: `[gallery ids="1,2"]`, `[caption width=300]…[/caption]`; BBCode: `[url=…]`."""
EMPTY = frozenset(
    """
    audio caption code contact-form embed facebook gallery img instagram playlist soundcloud toc tweet twitter video
    vimeo wp_caption youtube
    """.split()
)
"""Codes that hold no words of the article."""
_TEMPLATE = re.compile(
    r"\{\{<\s{0,5}highlight\b.{0,5000}?\{\{<\s{0,5}/\s{0,5}highlight\s{0,5}>\}\}"
    r"|\{%-?\s{0,5}highlight\b.{0,5000}?\{%-?\s{0,5}endhighlight\s{0,5}-?%\}"
    r"|\{\{[<%][^{}]{0,1000}[>%]\}\}|\{%[^{}]{0,1000}%\}|\{\{[^{}\n]{1,300}\}\}",
    re.DOTALL,
)
"""What site generators and templates replace: `{{< youtube x >}}`, `{% include x %}`."""
_BROKEN = re.compile(
    r"([^\W\d_]{2,30})-[ \t]?\r?\n[ \t]{0,10}(?!(?:and|or|to|und|oder|ve|veya|ila|ile)\b)"
    r"([^\W\d_]{2,30}[^\s\w]{0,3})[ \t]?"
)


_BLOCKS = "article|blockquote|div|figure|h[1-6]|ol|p|section|table|ul"
_ESCAPED = re.compile(rf"\s*&lt;(?:{_BLOCKS})(?:\s[^<>]{{0,500}}?)?&gt;", re.IGNORECASE)


def unescaped(text: str) -> str:
    """HTML that was escaped as a whole, by a form or an export, as the HTML that it was."""
    return unescape(text) if _ESCAPED.match(text) and "&lt;/" in text and "</" not in text else text


def tidied(text: str) -> str:
    """The text without shortcodes, and with the words joined that a line's end breaks."""
    if "[" in text:
        text = _without_codes(text)
    if "{" in text:
        text = _TEMPLATE.sub("", text)
    return _BROKEN.sub(_joined, text) if "-" in text else text


def _joined(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}\n" if found[2].islower() and found[1][-1:].islower() else found[0]


def _without_codes(text: str) -> str:
    """Without the codes that have attributes, an end or a name that is no word; `[sic]` has none of these."""
    codes = list(_CODE.finditer(text))
    ended = {found[2] for found in codes if found[1]} & {found[2] for found in codes if not found[1]}
    kept: list[str] = []
    at, inside = 0, None
    for found in codes:
        name = found[2]
        if not (name in EMPTY or name in ended or _is_called(found)):
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


def _is_called(code: re.Match[str]) -> bool:
    """Whether it is more than a word, or a word and an address, in brackets."""
    return "_" in code[2] or "=" in re.sub(r"https?://\S*", "", code[3])
