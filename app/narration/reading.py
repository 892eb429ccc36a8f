"""The text stage for a wish: its language, its Article, its Script."""

import functools
import json
from collections.abc import Callable, Iterable
from dataclasses import replace

from app.errors import InvalidRequestError
from app.ingest.markdown import markdown_article
from app.ingest.markup import html_article, html_language
from app.ingest.plain import plain_article
from app.ingest.recognise import Markup, recognise
from app.ingest.ssml import ssml_article, ssml_language
from app.ingest.tidy import tidied, unescaped
from app.lexicon.entries import checked
from app.narration.wish import Wish
from app.text.article import Article
from app.text.language import NATIVE_LANGUAGES, detect_language, primary_subtag
from app.text.script import Script, build_script, line_view
from app.text.spoken import Pronunciations, Tries, speak
from app.text.summary import automatic_summary

READERS = {
    Markup.TEXT: plain_article,
    Markup.MARKDOWN: markdown_article,
    Markup.HTML: html_article,
    Markup.SSML: ssml_article,
}


def language_of(wish: Wish, languages: Callable[[], Iterable[str]]) -> str:
    """The primary subtag of what is wished for: as given, as the HTML says, or detected.

    Detected among our own languages and `languages`, those of the installed voices, whether or not a voice speaks it.
    """
    if wish.language:
        return primary_subtag(wish.language)
    written, markup = _written(wish)
    declares = {Markup.HTML: html_language, Markup.SSML: ssml_language}.get(markup)
    if declares is not None and (declared := declares(written)):
        return primary_subtag(declared)
    text = written if markup is Markup.TEXT and written else article_of(wish, NATIVE_LANGUAGES[0]).text
    return detect_language(text, tuple(dict.fromkeys((*NATIVE_LANGUAGES, *languages()))))


def script_of(wish: Wish, language: str, pronunciations: Pronunciations) -> Script:
    """The Script of a wish in a language. Raises InvalidRequestError and its kin."""
    if wish.lexicon:
        pronunciations = pronunciations.with_entries(dict(checked(*entry) for entry in wish.lexicon))
    article = article_of(wish, language)
    return build_script(
        article,
        parts=wish.parts,
        speak=functools.partial(speak, lexicon=pronunciations, tries=Tries(len(article.text))),
    )


def written(script: Script) -> bytes:
    """The Script as JSON."""
    lines = [line_view(line) for line in script.lines]
    view = {"language": script.language, "title": script.title, "lines": lines}
    return json.dumps(view, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def article_of(wish: Wish, language: str) -> Article:
    """The Article of a wish whose words are there.

    Raises InvalidRequestError unless exactly one of text and html is given, InvalidMarkupError, EmptyArticleError.
    """
    article = _given_article(wish, language)
    if wish.automatic_summary and not article.summary:
        return replace(article, summary=automatic_summary(article))
    return article


def _given_article(wish: Wish, language: str) -> Article:
    written, markup = _written(wish)
    if markup is not Markup.SSML:
        written = tidied(written)
    return READERS[markup](written, language=language, title=wish.title, summary=wish.summary)


def _written(wish: Wish) -> tuple[str, Markup]:
    """The words of a wish, and what they are written in. Raises InvalidRequestError where there are none."""
    if wish.html is not None and wish.text is None:
        return unescaped(wish.html), Markup.HTML
    if wish.text is not None and wish.html is None:
        text = wish.text if wish.markup is Markup.TEXT else unescaped(wish.text)
        return text, wish.markup or recognise(text)
    raise InvalidRequestError("Give exactly one of text, html and url.")
