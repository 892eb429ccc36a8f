"""What people open in a browser: the sample articles, and a player for an iframe."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse

from app.announcer import Announcer
from app.api.access import BaseUrl, Here, at_the_desk, find
from app.api.counts import seen
from app.errors import (
    NotFoundError,
    NoVoiceForLanguageError,
    RetractedError,
    UnauthorizedError,
    UnknownNarrationError,
)
from app.narration.identity import is_narration_id
from app.narration.wish import Wish
from app.store.base import Narration
from app.web.desk import desk_page, look
from app.web.pages import STATIC_DIR, Theme, article_page, player_page, studio_page, voices_page
from app.web.samples import FRONT_PAGE, Sample, samples, stories
from app.web.sound import Sound

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}

NOT_LISTED = {"Vary": "Accept-Language", "X-Robots-Tag": "noindex"}
"""Of the sample articles: nobody shall find them beside the site's own."""

ROBOTS = """User-agent: *
Disallow: {root}/narrate
Disallow: {root}/studio
Disallow: {root}/script
"""

UNFRAMED = f"{HEADERS['Content-Security-Policy']}; frame-ancestors 'none'"
"""The studio holds a key: no other page may lay itself over it."""

router = APIRouter(include_in_schema=False)


def _language(
    lang: Annotated[str | None, Query(max_length=35)] = None,
    accept_language: Annotated[str, Header(max_length=1_000)] = "",
) -> str:
    """The one asked for, else the first that the browser's languages name, else English."""
    offered = [lang or "", *(part.partition(";")[0] for part in accept_language.split(","))]
    primary = (tag.strip().lower().partition("-")[0] for tag in offered)
    return next((tag for tag in primary if tag in samples()), "en")


Shown = Annotated[str, Depends(_language)]
"""The language a page is shown in."""


@router.get("/")
async def sample_article(
    announcer: Here,
    base_url: BaseUrl,
    language: Shown,
    story: Annotated[str, Query(max_length=35)] = FRONT_PAGE,
) -> Response:
    """A sample article with the player on top, in the reader's language; the studio where nothing is to be shown."""
    if not announcer.has_demo:
        return RedirectResponse(f"{base_url}/studio?lang={language}", 302, {"Cache-Control": "no-cache", **NOT_LISTED})
    sample = stories().get((language, story))
    if sample is None:
        raise NotFoundError("There is no such article.")
    sound, command = await _sound(announcer, sample)
    count = await seen(announcer, f"sample {language} {story}", sound.narration_id if sound else None)
    page = article_page(
        language,
        slug=story,
        site_name=announcer.settings.site_name,
        base_url=base_url,
        sound=sound,
        count=count,
        install_command=command,
    )
    return HTMLResponse(page, headers=HEADERS | NOT_LISTED)


@router.get("/tr")
@router.get("/en")
async def sample_in(request: Request, announcer: Here, base_url: BaseUrl) -> Response:
    """The front page in that language, at an address that can be said."""
    return await sample_article(announcer, base_url, request.url.path.rpartition("/")[2])


@router.get("/favicon.ico")
async def icon() -> FileResponse:
    """What browsers ask for unasked."""
    return FileResponse(STATIC_DIR / "icon.svg", headers={"Cache-Control": "public, max-age=86400"})


@router.get("/robots.txt")
async def robots(request: Request) -> PlainTextResponse:
    """Nothing here is an article of its own; the player's own files and the sound may be fetched."""
    rules = ROBOTS.format(root=request.scope.get("root_path", ""))
    return PlainTextResponse(rules, headers={"Cache-Control": "public, max-age=86400"})


@router.get("/player/{narration_id}")
async def player(
    narration_id: str, announcer: Here, base_url: BaseUrl, theme: Theme = "auto", lang: str | None = None
) -> HTMLResponse:
    """One player and nothing else; may be framed by any page. Of a reading that is gone it says so in words."""
    try:
        found = await find(announcer, narration_id)
    except (UnknownNarrationError, RetractedError) as gone_by:
        if not is_narration_id(narration_id):
            raise
        gone = player_page(narration_id, title="", language=lang if lang in samples() else "en", theme=theme)
        return HTMLResponse(gone, gone_by.status, HEADERS)
    shown = found if isinstance(found, Narration) else found.order.script
    language = lang if lang in samples() else shown.language
    page = player_page(narration_id, title=shown.title, language=language, theme=theme, base_url=base_url)
    return HTMLResponse(page, headers=HEADERS)


@router.get("/studio")
async def studio(announcer: Here, language: Shown) -> HTMLResponse:
    """Where an article is heard and corrected before readers hear it."""
    page = studio_page(language, site_name=announcer.settings.site_name)
    return HTMLResponse(page, headers=HEADERS | {"Vary": "Accept-Language", "Content-Security-Policy": UNFRAMED})


@router.get("/studio/voices")
async def voices(announcer: Here, language: Shown) -> HTMLResponse:
    """Where voices are heard, installed and chosen."""
    page = voices_page(language, site_name=announcer.settings.site_name)
    return HTMLResponse(page, headers=HEADERS | {"Vary": "Accept-Language", "Content-Security-Policy": UNFRAMED})


async def _sound(announcer: Announcer, sample: Sample) -> tuple[Sound | None, str | None]:
    """The sample's narration, which is not kept, and the command that installs a voice for it, or a better one."""
    wish = Wish(
        html=sample.html, title=sample.title, summary=sample.summary, language=sample.language, with_summary=True
    )
    try:
        order = await announcer.narrator.take(wish)
    except NoVoiceForLanguageError:
        return None, announcer.voices.recommendations.command_for(sample.language)
    short = await announcer.bulkheads.read(wish.characters, announcer.orders.take_summary, wish, order)
    announcer.store.let_pass(order.id, short.id)
    found = await announcer.narrator.begin(order, wish)
    if isinstance(found, Narration):
        sound = Sound(found.id, found.voice, found.duration_ms / 1000)
    else:
        sound = Sound(found.order.id, found.order.voice.key)
    installed = await announcer.bulkheads.desk.run(announcer.voices.voices)
    poor = any(voice.key == sound.voice and voice.for_trying_out for voice in installed)
    return sound, announcer.voices.recommendations.command_for(sample.language) if poor else None


@router.get("/studio/nightly")
async def nightly(request: Request, announcer: Here, language: Shown) -> HTMLResponse:
    """What the last nights did, for the desk."""
    try:
        await at_the_desk(request, announcer)
        desk = await announcer.bulkheads.desk.run(look, announcer)
    except UnauthorizedError:
        desk = None  # the page asks for the key, and then for itself again
    page = desk_page(desk, language=language, site_name=announcer.settings.site_name)
    return HTMLResponse(
        page,
        headers=HEADERS | {"Vary": "Accept-Language", "Cache-Control": "no-store", "Content-Security-Policy": UNFRAMED},
    )
