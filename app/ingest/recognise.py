"""What a text is written in, where nobody says: prose is never taken for markup, for that would change its words."""

import re
from enum import StrEnum


class Markup(StrEnum):
    """What a text is written in."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    SSML = "ssml"


LONGEST = 100_000
"""Characters of Markdown that nobody says it is."""
_BLOCKS = "article|blockquote|body|div|figure|footer|h[1-6]|head|header|html|main|ol|p|section|table|ul"
_ELEMENTS = (
    rf"{_BLOCKS}|a|abbr|aside|b|br|cite|code|em|hr|i|img|li|mark|pre|q|s|small|span|strong|sub|sup|tbody|td|tr|u"
)
_HTML = re.compile(r"\s*<(?:!doctype html\b|!--|(?:" + _BLOCKS + r")(?:\s[^<>]{0,1000})?>)", re.IGNORECASE)
_TAG = re.compile(
    rf"</(?:{_ELEMENTS})\s*>|<!--[^<>]{{0,500}}-->|</(?-i:[A-Z][A-Za-z]{{1,40}})>|<(?:br|hr|p)\s*/?>|<img\s[^<>]{{1,1000}}>",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}\?>\s*)?(?:<!--.{0,1000}?-->\s*)*<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL
)
_MARKDOWN = re.compile(
    r"""
    !?\[[^\[\]\n]{1,300}\]\((?:https?://|mailto:|[/\#.])[^()\s]{0,1000}(?:\s"[^"\n]{0,300}")?\)  # a link, an image
    | ^[ ]{0,3}(?:`{3}|~{3})[\w+-]{0,20}[ \t]*$                           # a fence
    | ^[ ]{0,3}\|?[ ]{0,3}:?-{3,100}:?[ ]{0,3}\|[ |:-]{0,500}$            # the line below a table's head
    | (?<![\w*])\*\*(?=[^\s*])[^*\n]{1,300}(?<=[^\s*])\*\*(?![\w*])       # strong
    | (?<![\w_])__(?=[^\s_])[^_\n]{1,200}\s[^_\n]{0,200}(?<=[^\s_])__(?![\w_])  # of several words: not __init__
    | ^[ ]{0,3}\#{1,6}[ \t]+\S.{0,300}\n[ \t]{0,3}\S                      # a heading with its text right below
    | ^[ ]{0,3}\#{2,6}[ \t]+[^\W_]
    | ^[ ]{0,3}\[\^[\w-]{1,50}\]:[ \t]+\S                                 # a note
    | ^[ ]{0,3}\[[^\[\]\n]{1,100}\]:[ \t]+(?:https?://|/)\S               # where a link leads
    | ^\S.{0,200}\n=={2,100}[ \t]*$                                       # a heading that is underlined
    | \A\ufeff?---[ \t]*\n(?:[\w-]{1,40}:.{0,1000}\n|[ \t-].{0,1000}\n){1,60}?(?:---|\.\.\.)[ \t]*$  # front matter
    | \A\ufeff?\+\+\+[ \t]*\n[\w.-]{1,40}[ ]?=
    """,
    re.VERBOSE | re.MULTILINE,
)
"""What nobody writes in prose; a single one is enough."""
_ENTITY = re.compile(
    r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|hellip|[mn]dash|shy);", re.IGNORECASE
)


def recognise(text: str) -> Markup:
    """What a text is written in. Tags within lines that blank lines part are Markdown's: it has both.

    A text that is longer than any article is not taken for Markdown: hostile Markdown takes 20 s a megabyte.
    """
    if _HTML.match(text):
        return Markup.HTML
    if len(text) > LONGEST:
        return Markup.TEXT
    is_marked = _TAG.search(text) or _ENTITY.search(text) or _MARKDOWN.search(text)
    return Markup.MARKDOWN if is_marked else Markup.TEXT


def is_page(html: str) -> bool:
    """Whether it is a whole page, with whatever stands around an article, and not an article alone."""
    return bool(_PAGE.match(html))
