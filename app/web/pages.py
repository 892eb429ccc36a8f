"""The pages people see: the sample articles and the player that fits an iframe.

Everything here is a pure function of its arguments and of the files beside it; routes decide what to narrate.
Pages carry no inline script and no inline style, so that they work under `default-src 'self'`.
"""

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

WEB_DIR = Path(__file__).parent
STATIC_DIR = WEB_DIR / "static"

Theme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample article; `html` is its body as a newsroom's CMS would hand it over."""

    language: str
    title: str
    standfirst: str
    section: str
    byline: str
    date: dt.date
    date_written: str
    """The date in words of the article's language."""
    summary: tuple[str, ...]
    html: str
    page: dict[str, str]
    """The words of the page around the article, by name."""


@cache
def samples() -> dict[str, Sample]:
    """Return the sample articles by language ("en", "tr")."""
    folder = WEB_DIR / "samples"
    written = tomllib.loads((folder / "samples.toml").read_text(encoding="utf-8"))
    return {
        language: Sample(
            language=language,
            html=(folder / f"{language}.html").read_text(encoding="utf-8"),
            **(fields | {"summary": tuple(fields["summary"])}),
        )
        for language, fields in written.items()
    }


def article_page(
    language: str,
    *,
    site_name: str,
    base_url: str = "",
    narration_id: str | None = None,
    install_command: str | None = None,
) -> str:
    """Return the sample article's page.

    `narration_id` puts the player on top; without one the page says in its own language that no voice is
    installed, and names `install_command`. `base_url` is the announcer's address without a final slash, shown in the
    tag to copy. Raises KeyError for a language without a sample.
    """
    known = samples()
    return (
        templates()
        .get_template("article.html")
        .render(
            sample=known[language],
            body=Markup(known[language].html),  # noqa: S704 - our own file, no reader wrote it
            others=[sample for code, sample in known.items() if code != language],
            site_name=site_name,
            base_url=base_url,
            narration_id=narration_id,
            install_command=install_command,
        )
    )


def player_page(narration_id: str, *, title: str, language: str, theme: Theme = "auto") -> str:
    """Return a page that holds one player and nothing else, for an iframe.

    `language` is that of the player's words (BCP 47), `title` is the narration's.
    """
    return (
        templates()
        .get_template("player.html")
        .render(narration_id=narration_id, title=title, language=language, theme=theme)
    )


@cache
def templates() -> Environment:
    """Where every page's template is found."""
    return Environment(
        loader=FileSystemLoader(WEB_DIR / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
