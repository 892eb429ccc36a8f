"""The pages people see: the sample articles, the studio, and the player that fits an iframe.

Everything here is a pure function of its arguments and of the files beside it; routes decide what to narrate.
Pages carry no inline script and no inline style, so that they work under `default-src 'self'`.
"""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from app.store.counts import Count
from app.web.glossary import explained
from app.web.linked_data import json_for_script, news_article
from app.web.samples import FRONT_PAGE, samples, stories
from app.web.sound import Sound

WEB_DIR = Path(__file__).parent
STATIC_DIR = WEB_DIR / "static"

Theme = Literal["auto", "light", "dark"]


def article_page(
    language: str,
    *,
    slug: str = FRONT_PAGE,
    site_name: str,
    base_url: str = "",
    sound: Sound | None = None,
    count: Count | None = None,
    install_command: str | None = None,
) -> str:
    """Return a sample article's page.

    `sound` puts the player on top; without one the page says in its own language that no voice is installed, and names
    `install_command`. With both it says that the voice is for trying out, and names the command for a better one.
    `base_url` is the announcer's address without a final slash. Raises KeyError for a language without that sample.
    """
    sample = stories()[language, slug]
    body, terms = explained(sample.html, language)
    alike = [other for (_, name), other in stories().items() if name == slug]
    return (
        templates()
        .get_template("article.html")
        .render(
            sample=sample,
            body=Markup(body),  # noqa: S704 - our own file, no reader wrote it
            terms=terms,
            versions=alike,
            others=[other for other in alike if other.language != language],
            related=[other for (code, name), other in stories().items() if code == language and name != slug],
            linked_data=json_for_script(news_article(sample, site_name=site_name, base_url=base_url, sound=sound)),
            site_name=site_name,
            base_url=base_url,
            sound=sound,
            count=count,
            install_command=install_command,
        )
    )


def player_page(narration_id: str, *, title: str, language: str, theme: Theme = "auto", base_url: str = "") -> str:
    """Return a page that holds one player and nothing else, for an iframe.

    `language` is that of the player's words (BCP 47), `title` is the narration's.
    """
    return (
        templates()
        .get_template("player.html")
        .render(narration_id=narration_id, title=title, language=language, theme=theme, base_url=base_url)
    )


def studio_page(language: str, *, site_name: str) -> str:
    """Return the studio in a language that it has words for. Raises KeyError for another."""
    known = words("studio")
    sample = samples()[language]
    return (
        templates()
        .get_template("studio.html")
        .render(
            language=language,
            other=next(code for code in known if code != language),
            page=known[language]["page"],
            words=json_for_script(_reasons(language) | known[language]["script"]),
            sample=json_for_script({"title": sample.title, "text": sample.text}),
            site_name=site_name,
        )
    )


def voices_page(language: str, *, site_name: str) -> str:
    """Return the studio's page of voices in a language that it has words for. Raises KeyError for another."""
    shared, own = words("studio"), words("voices")
    script = _reasons(language) | own[language]["script"] | {"notes": json.dumps(own[language].get("notes", {}))}
    return (
        templates()
        .get_template("voices.html")
        .render(
            language=language,
            other=next(code for code in own if code != language),
            page=shared[language]["page"] | own[language]["page"],
            words=json_for_script(script),
            site_name=site_name,
        )
    )


def _reasons(language: str) -> dict[str, str]:
    return {f"failed_{code}": said for code, said in words("reasons").get(language, {}).items()}


@cache
def words(page: str) -> dict[str, Any]:
    """A page's words, by language."""
    return tomllib.loads((WEB_DIR / "words" / f"{page}.toml").read_text(encoding="utf-8"))


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
