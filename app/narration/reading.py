"""The text stage for a wish: its language, its Article, its Script."""

import functools
from dataclasses import replace

from app.errors import InvalidRequestError
from app.ingest.markup import html_article, html_language
from app.ingest.plain import plain_article
from app.ingest.ssml import ssml_article, ssml_language
from app.narration.wish import Markup, Wish
from app.text.article import Article
from app.text.language import NATIVE_LANGUAGES, detect_language, primary_subtag
from app.text.script import Script, build_script
from app.text.spoken import Pronunciations, Tries, speak
from app.text.summary import automatic_summary
from app.voices import VoiceCatalogue


def language_of(wish: Wish, voices: VoiceCatalogue) -> str:
    """The primary subtag of what is wished for: as given, as the HTML says, or detected.

    Detected among our own languages and those of the installed voices, whether or not a voice speaks it.
    """
    if wish.language:
        return primary_subtag(wish.language)
    if wish.html and (declared := html_language(wish.html)):
        return primary_subtag(declared)
    if wish.markup is Markup.SSML and wish.text and (declared := ssml_language(wish.text)):
        return primary_subtag(declared)
    is_plain = wish.text is not None and wish.markup is Markup.TEXT
    text = wish.text if is_plain and wish.text else article_of(wish, NATIVE_LANGUAGES[0]).text
    return detect_language(text, tuple(dict.fromkeys((*NATIVE_LANGUAGES, *voices.languages()))))


def script_of(wish: Wish, language: str, pronunciations: Pronunciations) -> Script:
    """The Script of a wish in a language. Raises InvalidRequestError and its kin."""
    if wish.lexicon:
        pronunciations = Pronunciations({**pronunciations, **dict(wish.lexicon)})
    article = article_of(wish, language)
    return build_script(
        article,
        parts=wish.parts,
        speak=functools.partial(speak, lexicon=pronunciations, tries=Tries(len(article.text))),
    )


def article_of(wish: Wish, language: str) -> Article:
    """The Article of a wish whose words are there.

    Raises InvalidRequestError unless exactly one of text and html is given, InvalidMarkupError, EmptyArticleError.
    """
    article = _given_article(wish, language)
    if wish.automatic_summary and not article.summary:
        return replace(article, summary=automatic_summary(article))
    return article


def _given_article(wish: Wish, language: str) -> Article:
    if wish.text is not None and wish.html is None and wish.markup is Markup.SSML:
        return ssml_article(wish.text, language=language, title=wish.title, summary=wish.summary)
    if wish.text is not None and wish.html is None:
        return plain_article(wish.text, language=language, title=wish.title, summary=wish.summary)
    if wish.html is not None and wish.text is None:
        return html_article(wish.html, language=language, title=wish.title, summary=wish.summary)
    raise InvalidRequestError("Give exactly one of text, html and url.")
