"""What somebody wants read, and how it becomes an Article and a Script."""

import functools
import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from app.article import Article, Part
from app.errors import InvalidRequestError
from app.ingest.markup import html_article, html_language
from app.ingest.plain import plain_article
from app.ingest.ssml import ssml_article, ssml_language
from app.script import Script, build_script
from app.text.language import NATIVE_LANGUAGES, detect_language, primary_subtag
from app.text.spoken import Pronunciations, Tries, speak
from app.text.summary import automatic_summary
from app.voices import VoiceCatalogue


class Markup(StrEnum):
    """What a text is written in."""

    TEXT = "text"
    SSML = "ssml"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants read: exactly one of `text` and `html`, and how."""

    text: str | None = None
    html: str | None = None
    markup: Markup = Markup.TEXT
    """What `text` is."""

    title: str | None = None
    language: str | None = None
    """BCP 47; else the voice's, the HTML's, or detected."""

    voice: str | None = None
    speed: float = 1.0
    summary: tuple[str, ...] = ()
    parts: tuple[Part, ...] = tuple(Part)
    source_url: str | None = None
    lexicon: tuple[tuple[str, str], ...] = ()
    """Written form and how to say it, for this article only."""

    automatic_summary: bool = False
    """Where there is no summary, read three sentences of the article as one, and say so."""

    def digest(self) -> bytes:
        """The same for the same wishes."""
        return hashlib.sha256(
            repr([getattr(self, name) for name in self.__dataclass_fields__]).encode("utf-8", "surrogatepass")
        ).digest()


def language_of(wanted: Wanted, voices: VoiceCatalogue) -> str:
    """The primary subtag of what is wanted: as given, as the HTML says, or detected.

    Detected among our own languages and those of the installed voices, whether or not a voice speaks it.
    """
    if wanted.language:
        return primary_subtag(wanted.language)
    if wanted.html and (declared := html_language(wanted.html)):
        return primary_subtag(declared)
    if wanted.markup is Markup.SSML and wanted.text and (declared := ssml_language(wanted.text)):
        return primary_subtag(declared)
    is_plain = wanted.text is not None and wanted.markup is Markup.TEXT
    text = wanted.text if is_plain and wanted.text else make_article(wanted, NATIVE_LANGUAGES[0]).text
    return detect_language(text, tuple(dict.fromkeys((*NATIVE_LANGUAGES, *voices.languages()))))


def make_script(wanted: Wanted, language: str, pronunciations: Pronunciations) -> Script:
    """The Script of what is wanted in a language. Raises InvalidRequestError and its kin."""
    if wanted.lexicon:
        pronunciations = pronunciations.with_entries(dict(wanted.lexicon))
    article = make_article(wanted, language)
    return build_script(
        article,
        parts=wanted.parts,
        speak=functools.partial(speak, lexicon=pronunciations, tries=Tries(len(article.text))),
    )


def make_article(wanted: Wanted, language: str) -> Article:
    """The Article of what is wanted.

    Raises InvalidRequestError unless exactly one of text and html is given, InvalidMarkupError, EmptyArticleError.
    """
    article = _given_article(wanted, language)
    if wanted.automatic_summary and not article.summary:
        return replace(article, summary=automatic_summary(article))
    return article


def _given_article(wanted: Wanted, language: str) -> Article:
    if wanted.text is not None and wanted.html is None and wanted.markup is Markup.SSML:
        return ssml_article(wanted.text, language=language, title=wanted.title, summary=wanted.summary)
    if wanted.text is not None and wanted.html is None:
        return plain_article(wanted.text, language=language, title=wanted.title, summary=wanted.summary)
    if wanted.html is not None and wanted.text is None:
        return html_article(wanted.html, language=language, title=wanted.title, summary=wanted.summary)
    raise InvalidRequestError("Give exactly one of text, html and url.")
