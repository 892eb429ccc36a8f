"""What somebody wants read, and how."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from app.ingest.found import NO_VALIDATORS, Validators
from app.ingest.recognise import Markup
from app.text.article import Part


@dataclass(frozen=True, slots=True)
class Wish:
    """An article that somebody wants read, how, and what is known of it.

    Its words are exactly one of `text`, `html` and `url`; a wish without words says how a site's or a source's articles
    are wanted. None leaves a thing to the article and to the site.
    """

    text: str | None = None
    html: str | None = None
    url: str | None = None
    """Where the words are to be found."""

    markup: Markup | None = None
    """What `text` is written in; None: what it is recognised as."""

    title: str | None = None
    language: str | None = None
    """BCP 47; else the voice's, the HTML's, or detected."""

    voice: str | None = None
    speed: float = 1.0
    summary: tuple[str, ...] = ()
    parts: tuple[Part, ...] = tuple(Part)
    lexicon: tuple[tuple[str, str], ...] = ()
    """Written form and how to say it, for this article only."""

    automatic_summary: bool = False
    """Where there is no summary, read three sentences of the article as one, and say so."""

    with_summary: bool = False
    """Title and summary are to be a narration of their own, too."""

    jingles: bool = True
    """The site's own sounds stand around the reading, where it has any."""

    leave_out: tuple[str, ...] = ()
    """CSS selectors of what on a page is not read."""

    keep: tuple[str, ...] = ()
    """CSS selectors of what on a page is read, whatever it looks like."""

    source_url: str | None = None
    section: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    description: str | None = None
    """What its page says of it where it is listed."""

    validators: Validators = NO_VALIDATORS

    @property
    def characters(self) -> int:
        """How long its words are, its summary's too."""
        return len(self.text or self.html or "") + sum(map(len, self.summary))

    def digest(self) -> bytes:
        """The same for the same wishes."""
        told = repr([getattr(self, name) for name in self.__dataclass_fields__])  # which escapes half a character
        return hashlib.sha256(told.encode()).digest()


AS_USUAL = Wish()
