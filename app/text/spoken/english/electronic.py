"""Addresses of pages and mail, names with @, tags, forums."""

import re

from app.text.spoken.english.numbers import digits, whole, year
from app.text.spoken.rules import LETTER, Rule

_PIECES = re.compile(rf"{LETTER}{{1,200}}|\d{{1,200}}|[^\w\s]|_")
_VOWELS = frozenset("aeiouy")
_SYMBOLS = {
    ".": "dot", "-": "dash", "_": "underscore", "&": "ampersand", "/": "slash", ":": "colon", "@": "at", "#": "hash",
    "?": "question mark", "=": "equals", "%": "percent", "+": "plus", "~": "tilde", "!": "exclamation mark",
    "$": "dollar", "*": "asterisk", "^": "caret", "|": "pipe", "\\": "backslash", ",": "comma", ";": "semicolon",
}  # fmt: skip
_TOP = (
    "com|org|net|edu|gov|mil|int|info|biz|io|ai|co|dev|app|me|tv|sm|uk|de|fr|it|tr|eu|us|ca|au|jp|cn|in|nl|es|se|no|ch"
    "|at|be|pl|ru|br|gg|ly|news|blog|site|online|tech|xyz|cloud|chat|js|ms|fm|cc|nz|za|kr|mx|ie|dk|fi|pt|cz|gr|hu|ro|ua|il|sg|hk|tw|th|ph|vn|pk"
    r"|asia|store|shop|live|media|club|travel|jobs"
)
_PATH = r"(?:(?:/|\?(?=\w))[^\s<>\"“”\[\]]{0,1000})?(?<![.,;:!?)'’])"
_MOST_OF_PATH = 32
"""Characters behind the host that are worth reading."""
_PARTS_OF_ADDRESS = re.compile(r"(?:\w{2,5}://)?(?:www\.)?([^/?#:]*)(.*)", re.DOTALL).match
_FILE = (
    "txt|pdf|docx?|xlsx?|pptx?|csv|tsv|json|xml|ya?ml|toml|html?|css|py|sh|exe|dll|zip|tar|gz|rar|7z|jpe?g|png|gif|svg"
    "|bmp|tiff?|mp3|mp4|wav|flac|ogg|avi|mov|mkv|epub|iso|apk|dmg|md|log|ini|cfg|bat|php|java|cpp|rs|sql|db|ipynb"
)


def _spelled(written: str) -> str:
    words: list[str] = []
    before = ""
    for piece in _PIECES.findall(written):
        if piece.isdecimal():
            words.append(digits(piece))
        elif piece.isalpha():
            words.append(piece.upper() if _is_letters(piece.lower(), before) else piece)
        else:
            words.append(_SYMBOLS.get(piece, ""))
        before = piece
    return " ".join(word for word in words if word)


def _is_letters(piece: str, before: str) -> bool:
    """Whether a part of an address is said letter by letter: "www", "bbc", the land behind the last dot."""
    is_land = before == "." and len(piece) == 2 and piece not in ("co", "me", "to")
    return is_land or (1 < len(piece) < 6 and _VOWELS.isdisjoint(piece))


def _address(match: re.Match[str]) -> str:
    return _spelled(match[0])


def _link(match: re.Match[str]) -> str:
    """The host of an address that nobody would type from hearing it; a short one that stands alone in full."""
    written = match[0]
    host, path = _PARTS_OF_ADDRESS(written).groups()  # type: ignore[union-attr]  # matches any text
    has_scheme = "://" in written
    is_alone = len(match.string.strip()) == len(written)
    is_short = len(path) <= _MOST_OF_PATH and path.count("/") < 3 and "?" not in path
    if written.lower().startswith("file:") or (is_short and (is_alone or not has_scheme)):
        return _spelled(written)
    return f"a link to {_spelled(host)}"


def _file(match: re.Match[str]) -> str:
    return _spelled(match[0])


def _forum(match: re.Match[str]) -> str:
    return f"{match[1]} slash {_name(match[2])}"


def _handle(match: re.Match[str]) -> str:
    return f"at {_name(match[1])}"


def _tag(match: re.Match[str]) -> str:
    if match[1].isdecimal():
        return f"number {whole(match[1])}"
    return f"hashtag {_name(match[1])}"


_GLUED = "AI|EU|GPT|LLM|NATO|NBA|NFL|TV|UK|UN|US|USA"
"""Acronyms that tags write in one with a lower-case word ("#AIbubble")."""
_CAMEL = re.compile(
    rf"(?:{_GLUED})(?=[a-z]{{2}})|[A-Z]{{2,8}}s(?![a-z])|\d{{1,64}}|[A-Z]?[a-zß-öø-ÿ]{{1,64}}|{LETTER}{{1,64}}?(?=[A-Z][a-z]|\d|_|\Z)|{LETTER}{{1,64}}"
)


def _name(written: str) -> str:
    """The words of a name that is written as one: "OpenAI_News2" is "Open AI News two"."""
    return " ".join(_digits_of_name(part) if part.isdecimal() else part for part in _CAMEL.findall(written))


def _digits_of_name(written: str) -> str:
    if len(written) == 4 and written[:2] in ("19", "20"):
        return year(int(written))
    return whole(written) if len(written) < 3 else digits(written)


ELECTRONIC = (
    Rule(
        "mail",
        re.compile(r"(?=[^@]{1,64}+@)[\w.+&-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,6}(?:/[\w./-]{0,200})?(?<![.])"),
        _address,
        starts="0a_.+&-",
        then="a.+&-@_",
    ),
    Rule(
        "page with scheme",
        re.compile(r"(?i:https?|ftp|file)://[^\s<>\"“”\[\]]{1,2000}(?<![.,;:!?)'’])"),
        _link,
        starts="a",
    ),
    Rule(
        "page",
        re.compile(rf"(?=[^.]{{1,63}}+\.)(?:[\w-]{{1,63}}+\.){{1,5}}(?:{_TOP})(?![\w-]|\.\w)(?::\d{{2,5}})?{_PATH}"),
        _link,
        starts="0a_-",
        then="a.-_",
    ),
    Rule(
        "page here",
        re.compile(rf"localhost(?::\d{{2,5}}){_PATH}"),
        _address,
        frozenset(("localhost",)),
    ),
    Rule(
        "file",
        re.compile(rf"(?=[^.]{{1,63}}+\.)(?:[\w-]{{1,63}}+\.){{1,4}}(?:{_FILE})(?![\w-]|\.\w)"),
        _file,
        starts="0a_-",
        then="a.-_",
    ),
    Rule("kind of file", re.compile(rf"\.(?:{_FILE}|{_TOP})(?![\w.-])"), _file, starts="."),
    Rule(
        "path",
        re.compile(r"(?<![^\s(])/(?=[\w.-]{2})[\w.-]{1,64}(?:/[\w.-]{1,64}){0,12}(?:(?<!\.)/?)(?<!\.)"),
        _address,
        starts="/",
    ),
    Rule("at", re.compile(r"@(?=\d)(?!\d{0,9}[A-Za-z_]{3})"), lambda _: "at", starts="@"),
    Rule("forum", re.compile(r"([ru])/(\w{2,64})"), _forum, frozenset("ru")),
    Rule("handle", re.compile(r"(?<!\w)@(\w{1,64})"), _handle, starts="@"),
    Rule("tag", re.compile(r"(?<!\w)#(\w{1,100})"), _tag, starts="#"),
)
