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
_TITLE = re.compile(r"^title:[ \t]*([\"']?)(.{1,1000}?)\1[ \t]*$", re.MULTILINE)


def markdown_article(text: str, *, language: str, title: str | None = None, summary: Sequence[str] = ()) -> Article:
    """The readable text of Markdown: no code, tables, pictures and notes. A front matter's title is the title.

    Raises EmptyArticleError when there is nothing to read, InvalidMarkupError when there is too much.
    """
    if len(text) > LONGEST:
        raise InvalidMarkupError(f"The Markdown has more than {LONGEST:,} characters.")
    tokens = _parser().parse(text)
    matter = next((token.content for token in tokens if token.type == "front_matter"), "")
    found = _TITLE.search(matter)
    html: str = _parser().renderer.render(tokens, _parser().options, {})
    return html_article(html, language=language, title=title or (found[2] if found else None), summary=summary)


@cache
def _parser() -> MarkdownIt:
    # What is indented is a paragraph: code stands in fences, and old content systems indent.
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
    return parser.use(footnote_plugin).use(front_matter_plugin)
