"""How an address becomes something to read."""

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from app.errors import InvalidRequestError, NoArticleError
from app.forms import is_address
from app.ingest.address import LONGEST_URL
from app.ingest.documents import Documents
from app.ingest.fetch import Document, Fetcher
from app.ingest.found import Page, Validators
from app.ingest.recognise import Markup, is_page, recognise
from app.narration.identity import same_article
from app.narration.wish import Wish
from app.text.language import NATIVE_LANGUAGES, is_written_in, primary_subtag

_TAG = re.compile(r"<[^<>]{1,20}>")
SURE_CHARACTERS = 300
"""From this many on, what a text is written in is surer than what its page's template says."""


class Pages:
    """Reads the articles of addresses."""

    def __init__(self, fetcher: Fetcher, documents: Documents) -> None:
        self.fetcher = fetcher
        self.documents = documents

    async def words(self, wish: Wish) -> Wish:
        """A wish with its words: as it is, or with the article of its address, or of the page it is.

        Raises what `fetched` raises.
        """
        if wish.url is None:
            return await self._of_page(wish)
        found = await self.fetched(wish)
        assert found is not None  # nothing was known of it
        return found

    async def fetched(
        self,
        wish: Wish,
        known: Validators | None = None,
        *,
        section: str | None = None,
        published_at: datetime | None = None,
    ) -> Wish | None:
        """A wish with the article of its address; None when that is still as `known` says.

        What the wish says holds, then what the page says, then `section` and `published_at`.

        Raises AddressRefusedError, RefusedByRobotsError, DocumentTooLargeError, NoArticleError, FetchError.
        """
        assert wish.url is not None
        document = await self.fetcher.fetch(wish.url, known)
        if document is None:
            return None
        found = await self._read(document, wish)
        return replace(found, section=found.section or section, published_at=found.published_at or published_at)

    async def _read(self, document: Document, wish: Wish) -> Wish:
        if document.media_type not in ("", "text/html", "application/xhtml+xml", "text/plain"):
            raise NoArticleError(f"{document.url} is {document.media_type[:80]}, not a page.")
        page = await self.documents.page(
            document.content,
            host=urlsplit(document.url).netloc,
            charset=document.charset,
            leave_out=wish.leave_out,
            keep=wish.keep,
        )
        found = with_page(wish, page)
        address = wish.source_url or _address(document.url, page.url)
        return replace(found, url=None, source_url=address, validators=document.validators)

    async def _of_page(self, wish: Wish) -> Wish:
        html = written_page(wish)
        if html is None:
            return wish
        try:
            content = html.encode("utf-8", "replace")
            page = await self.documents.page(
                content, charset="utf-8", leave_out=wish.leave_out, keep=wish.keep, handed=True
            )
        except NoArticleError:
            return wish  # a few words in a page's clothes
        return with_page(wish, page)

    async def close(self) -> None:
        """Let go of connections and the child process."""
        await self.fetcher.close()
        await self.documents.close()


def written_page(wish: Wish) -> str | None:
    """The whole page that a wish holds; None where it holds an article's own words."""
    is_html = wish.markup is Markup.HTML or (wish.markup is None and wish.text and recognise(wish.text) is Markup.HTML)
    html = wish.text if is_html and wish.text else wish.html
    return html if html is not None and is_page(html) else None


def with_page(wish: Wish, page: Page) -> Wish:
    """A wish with the article of a page, and what that says of it where the wish says nothing."""
    return replace(
        wish,
        text=None,
        html=page.html,
        markup=None,
        title=wish.title or page.title,
        language=wish.language or _language(page.language, page.html),
        section=wish.section or page.section,
        byline=wish.byline or page.byline,
        published_at=wish.published_at or page.published_at,
        description=wish.description or page.description,
    )


def _address(fetched: str, declared: str | None) -> str:
    """The one address of an article: what its page says, if that is on the same host; others' pages are not its own."""
    if declared and is_address(declared) and len(declared) <= LONGEST_URL:
        same_host = urlsplit(same_article(declared)).netloc == urlsplit(same_article(fetched)).netloc
        return declared if same_host else fetched
    return fetched


def _language(declared: str | None, html: str) -> str | None:
    """What the page says, unless it says one of our languages and is plainly written in another of them.

    Plainly: no language at all is likelier. A page in a third one, Hungarian under an English template, is no Turkish.
    """
    try:
        language = primary_subtag(declared) if declared else None
    except InvalidRequestError:
        language = None
    text = _TAG.sub(" ", html)
    if len(text) < SURE_CHARACTERS or language not in NATIVE_LANGUAGES:
        return language
    others = (other for other in NATIVE_LANGUAGES if other != language)
    return next((other for other in others if is_written_in(text, other)), language)
