"""Narrations as clients see them."""

import contextlib
import html
from typing import Any

from app.announcer import Announcer
from app.api.access import find
from app.api.schemas import NarrationView, ProblemView, Progress
from app.api.static import version_of
from app.errors import NotFoundError, RetractedError
from app.narration.articles import summary_key
from app.narration.render import Render, Status
from app.store.base import Narration
from app.web.pages import STATIC_DIR

PLAYER = STATIC_DIR / "announcer.js"


async def view_of(announcer: Announcer, found: Render | Narration, base_url: str) -> NarrationView:
    """The view of a narration, whatever its state, with its summary's reading in it."""
    narration_id = found.id if isinstance(found, Narration) else found.order.id
    view = _view(found, base_url)
    summary_id = await announcer.articles.newest(summary_key(narration_id))
    if summary_id is not None:
        with contextlib.suppress(NotFoundError, RetractedError):
            view.summary = _view(await find(announcer, summary_id), base_url)
    return view


def status_of(view: NarrationView) -> int:
    """What somebody is answered who asked for the article to be read: 200 where it is, 202 while that is made."""
    return 200 if view.status is Status.READY else 202


def _view(found: Render | Narration, base_url: str) -> NarrationView:
    return _ready_view(found, base_url) if isinstance(found, Narration) else _render_view(found, base_url)


def _ready_view(narration: Narration, base_url: str, *, cached: bool = True) -> NarrationView:
    return NarrationView(
        id=narration.id,
        status=Status.READY,
        title=narration.title,
        language=narration.language,
        voice=narration.voice,
        duration_s=narration.duration_ms / 1000,
        estimated_duration_s=narration.duration_ms / 1000,
        progress=Progress(lines_done=narration.lines, lines_total=narration.lines),
        cached=cached,
        created_at=narration.created_at,
        **_addresses(narration.id, base_url),
    )


def _render_view(render: Render, base_url: str) -> NarrationView:
    if render.narration is not None:
        return _ready_view(render.narration, base_url, cached=False)
    script = render.order.script
    return NarrationView(
        id=render.order.id,
        status=render.status,
        title=script.title,
        language=script.language,
        voice=render.order.voice.key,
        duration_s=None,
        estimated_duration_s=round(render.estimated_duration_s, 1),
        progress=Progress(lines_done=render.lines_done, lines_total=len(script.lines)),
        cached=False,
        created_at=None,
        error=ProblemView.of(render.error),
        **_addresses(render.order.id, base_url),
    )


def _addresses(narration_id: str, base_url: str) -> dict[str, Any]:
    narration = f"{base_url}/narrations/{narration_id}"
    return {
        "audio_url": f"{narration}/audio.mp3",
        "stream_url": f"{narration}/stream.m3u8",
        "events_url": f"{narration}/events",
        "timeline_url": f"{narration}/timeline.json",
        "captions_url": f"{narration}/captions.vtt",
        "player_url": f"{base_url}/player/{narration_id}",
        "embed_html": f'<script type="module" src="{base_url}/static/announcer.js?v={version_of(PLAYER)}"></script>'
        f'<ai-announcer src="{narration}">'
        f'<audio controls preload="none" src="{narration}/audio.mp3"></audio></ai-announcer>',
    }


def iframe(view: NarrationView, width: int, height: int) -> str:
    """The player in a frame, for pages that take no scripts."""
    return (
        f'<iframe src="{html.escape(view.player_url)}" title="{html.escape(view.title)}" width="{width}" '
        f'height="{height}" allow="autoplay; clipboard-write" loading="lazy" style="border:0;max-width:100%"></iframe>'
    )
