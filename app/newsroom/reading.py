"""How a source's articles are to be read, and how an address becomes something to read."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from app.article import Part
from app.errors import InvalidRequestError, NoArticleError
from app.identity import same_article
from app.ingest.address import LONGEST_URL
from app.ingest.documents import Documents
from app.ingest.fetch import Document, Fetcher
from app.ingest.found import NO_VALIDATORS, Validators
from app.render import Order
from app.store.base import ArticleRecord
from app.text.language import NATIVE_LANGUAGES, detect_language, primary_subtag
from app.wanted import Wanted

SURE_CHARACTERS = 300
"""From this many on, what a text is written in is surer than what its page's template says."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How articles are to be read; None leaves it to the article and the site's defaults."""

    language: str | None = None
    voice: str | None = None
    speed: float = 1.0
    parts: tuple[Part, ...] = tuple(Part)
    leave_out: tuple[str, ...] = ()
    """CSS selectors of what on a page is not read."""

    automatic_summary: bool = False
    section: str | None = None

    def wanted(self) -> Wanted:
        """What is wanted of any article that is read so, without its words."""
        return Wanted(
            language=self.language,
            voice=self.voice,
            speed=self.speed,
            parts=self.parts,
            automatic_summary=self.automatic_summary,
        )


AS_USUAL = Reading()


@dataclass(frozen=True, slots=True)
class Story:
    """An article as it came in: what is wanted of it, and what is known about it."""

    wanted: Wanted
    section: str | None = None
    byline: str | None = None
    published_at: datetime | None = None
    validators: Validators = NO_VALIDATORS
    with_summary: bool = False
    """Its summary is to be a reading of its own, too."""


def record_of(order: Order, article_id: str, story: Story) -> ArticleRecord:
    """What the store keeps of a story once it can be heard."""
    return ArticleRecord(
        article_id=article_id,
        narration_id=order.id,
        title=order.script.title,
        language=story.wanted.language or order.script.language,
        updated_at=datetime.now(UTC),
        source_url=order.source_url,
        section=story.section,
        byline=story.byline,
        published_at=story.published_at,
        recipe=order.recipe,
        validators=story.validators,
    )


class Pages:
    """Reads the articles of addresses."""

    def __init__(self, fetcher: Fetcher, documents: Documents) -> None:
        self.fetcher = fetcher
        self.documents = documents

    async def story(
        self,
        url: str,
        reading: Reading,
        known: Validators | None = None,
        *,
        section: str | None = None,
        published_at: datetime | None = None,
    ) -> Story | None:
        """The article at an address; None when it is still as `known` says.

        `section` and `published_at` hold where the page does not say.

        Raises AddressRefusedError, RefusedByRobotsError, DocumentTooLargeError, NoArticleError, FetchError.
        """
        document = await self.fetcher.fetch(url, known)
        if document is None:
            return None
        story = await self.read(document, reading)
        return replace(story, section=story.section or section, published_at=story.published_at or published_at)

    async def read(self, document: Document, reading: Reading) -> Story:
        """The article of a document that was fetched. Raises NoArticleError."""
        if document.media_type not in ("", "text/html", "application/xhtml+xml", "text/plain"):
            raise NoArticleError(f"{document.url} is {document.media_type[:80]}, not a page.")
        page = await self.documents.page(document.content, charset=document.charset, leave_out=reading.leave_out)
        return Story(
            replace(
                reading.wanted(),
                html=page.html,
                title=page.title,
                language=reading.language or _language(page.language, page.html),
                source_url=_address(document.url, page.url),
            ),
            section=reading.section or page.section,
            byline=page.byline,
            published_at=page.published_at,
            validators=document.validators,
        )

    async def close(self) -> None:
        """Let go of connections and the child process."""
        await self.fetcher.close()
        await self.documents.close()


def _address(fetched: str, declared: str | None) -> str:
    """The one address of an article: what its page says, if that is on the same host; others' pages are not its own."""
    if declared and declared.startswith(("http://", "https://")) and len(declared) <= LONGEST_URL:
        same_host = urlsplit(same_article(declared)).netloc == urlsplit(same_article(fetched)).netloc
        return declared if same_host else fetched
    return fetched


def _language(declared: str | None, html: str) -> str | None:
    """What the page says, unless it says one of our languages and is plainly written in another of them."""
    try:
        language = primary_subtag(declared) if declared else None
    except InvalidRequestError:
        language = None
    if len(html) < SURE_CHARACTERS or (language is not None and language not in NATIVE_LANGUAGES):
        return language
    return language if language is None else detect_language(html, NATIVE_LANGUAGES)
