"""Markdown -> Article, by markdown-it: CommonMark with tables, notes and HTML, as content systems keep it."""

import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from app.errors import InvalidMarkupError
from app.ingest.markup import html_article
from app.text.article import Article

LONGEST = 400_000
"""Characters; a book's worth, and 8 s of hostile ones."""
_TITLE = re.compile(r"^title[ \t]*[:=][ \t]*([\"']?)(.{1,1000}?)\1[ \t]*$", re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n((?:.{0,2000}\n){0,100}?)\+\+\+[ \t]*(?:\n|\Z)")
_EXTENSIONS = re.compile(
    r"""
    [ \t]{0,5}\{[:\#.][^{}\n]{0,200}\}[ \t]{0,5}$                      # a heading's name and classes
    | ^[ ]{0,3}\[{1,2}_{0,2}toc_{0,2}\]{1,2}[ \t]*$
    | (?<=^>[ ])\[![a-z]{3,12}\][ \t]*$                         # what kind of box a quote is
    | ^:{3,10}.{0,200}$
    | ^(?:import|export)[ ].{1,200}[ ]from[ ]['"][^'"\n]{1,200}['"];?[ \t]*$
    """,
    re.VERBOSE | re.MULTILINE | re.IGNORECASE,
)
"""What site generators write into their Markdown."""


def markdown_article(text: str, *, language: str, title: str | None = None, summary: Sequence[str] = ()) -> Article:
    """The readable text of Markdown: no code, tables, pictures and notes. A front matter's title is the title.

    Raises EmptyArticleError when there is nothing to read, InvalidMarkupError when there is too much.
    """
    if len(text) > LONGEST:
        raise InvalidMarkupError(f"The Markdown has more than {LONGEST:,} characters.")
    toml = _TOML.match(text)
    tokens = _parser().parse(_EXTENSIONS.sub("", text[toml.end() :] if toml else text))
    matter = toml[1] if toml else next((token.content for token in tokens if token.type == "front_matter"), "")
    found = _TITLE.search(matter)
    html: str = _parser().renderer.render(tokens, _parser().options, {})
    return html_article(html, language=language, title=title or (found[2] if found else None), summary=summary)


@cache
def _parser() -> MarkdownIt:
    # What is indented is a paragraph: code stands in fences, and old content systems indent.
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
    return parser.use(footnote_plugin).use(front_matter_plugin)
