"""Narrations as clients see them."""

from typing import Any

from app.api.schemas import NarrationView, ProblemView, Progress
from app.errors import AnnouncerError
from app.render import Render, Status
from app.store.base import Narration


def view_of(found: Render | Narration, base_url: str) -> NarrationView:
    """The view of a narration, whatever its state."""
    return ready_view(found, base_url) if isinstance(found, Narration) else render_view(found, base_url)


def ready_view(narration: Narration, base_url: str, *, cached: bool = True) -> NarrationView:
    """The view of a published narration."""
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


def render_view(render: Render, base_url: str) -> NarrationView:
    """The view of a render, which may just have succeeded or failed."""
    if render.narration is not None:
        return ready_view(render.narration, base_url, cached=False)
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
        error=_problem_view(render.error),
        **_addresses(render.order.id, base_url),
    )


def _problem_view(error: AnnouncerError | None) -> ProblemView | None:
    return None if error is None else ProblemView(code=error.code, title=error.title, detail=error.detail)


def _addresses(narration_id: str, base_url: str) -> dict[str, Any]:
    narration = f"{base_url}/narrations/{narration_id}"
    return {
        "audio_url": f"{narration}/audio.mp3",
        "stream_url": f"{narration}/stream.m3u8",
        "events_url": f"{narration}/events",
        "timeline_url": f"{narration}/timeline.json",
        "captions_url": f"{narration}/captions.vtt",
        "player_url": f"{base_url}/player/{narration_id}",
        "embed_html": f'<script type="module" src="{base_url}/static/announcer.js"></script>'
        f'<ai-announcer src="{narration}"></ai-announcer>',
    }
