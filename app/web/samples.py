"""The sample articles, which ship with the announcer and are read on its front page."""

import datetime as dt
import html
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

STORIES_DIR = Path(__file__).parent / "stories"
FRONT_PAGE = "voices"
WORDS_A_MINUTE = {"tr": 180}
USUAL_WORDS_A_MINUTE = 230
"""Silent reading of news; Turkish words are longer."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample article; `html` is its body as a newsroom's CMS would hand it over."""

    language: str
    slug: str
    title: str
    standfirst: str
    section: str
    byline: str
    date: dt.date
    date_written: str
    """The date in words of the article's language."""
    summary: tuple[str, ...]
    why: tuple[str, ...]
    html: str
    page: dict[str, str]
    """The words of the page around the article, by name."""

    @property
    def address(self) -> str:
        """Its page, relative to the announcer's root."""
        story = {} if self.slug == FRONT_PAGE else {"story": self.slug}
        return "?" + urlencode({"lang": self.language, **story})

    @property
    def text(self) -> str:
        """Its body as plain text, as somebody would paste it."""
        blocks = re.split(r"</(?:p|h2|li)>", self.html)
        words = (" ".join(re.sub(r"<[^<>]*>", " ", block).split()) for block in blocks)
        return "\n\n".join(html.unescape(block) for block in words if block)

    @property
    def reading_minutes(self) -> int:
        """How long most people read."""
        words = len(re.sub(r"<[^<>]*>", " ", self.html).split())
        return max(1, round(words / WORDS_A_MINUTE.get(self.language, USUAL_WORDS_A_MINUTE)))


@cache
def stories() -> dict[tuple[str, str], Sample]:
    """The sample articles by language ("en", "tr") and slug, in the order of their file."""
    written = tomllib.loads((STORIES_DIR / "samples.toml").read_text(encoding="utf-8"))
    return {
        (language, slug): Sample(
            language=language,
            slug=slug,
            page=tables["page"],
            html=(STORIES_DIR / f"{language}-{slug}.html").read_text(encoding="utf-8"),
            **(fields | {"summary": tuple(fields["summary"]), "why": tuple(fields["why"])}),
        )
        for language, tables in written.items()
        for slug, fields in tables.items()
        if slug != "page"
    }


@cache
def samples() -> dict[str, Sample]:
    """The article of the front page by language."""
    return {language: sample for (language, slug), sample in stories().items() if slug == FRONT_PAGE}
