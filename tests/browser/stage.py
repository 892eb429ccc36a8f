"""A server whose narrations do what a test tells them: be ready, grow, fail, be gone.

It speaks the announcer's HTTP contract, so that the player can be driven through states that a fast voice passes in
an instant. Everything it answers carries `Content-Security-Policy: default-src 'self'`.
"""

import json
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, StreamingResponse
from fastapi.staticfiles import StaticFiles

from app.audio.mp3 import Mp3Encoder
from app.web.pages import STATIC_DIR

SENTENCES = (
    "Fourteen newspapers gave their pages a voice.",
    "None of it left the building 🗞 at all.",
    "Listeners stayed for 3 minutes and 40 seconds on average.",
    "The mayor’s name is said correctly now.",
    "A second phase begins on 1 June.",
)
SENTENCE_MS = 4000
DURATION_S = len(SENTENCES) * SENTENCE_MS / 1000
SAMPLE_RATE_HZ = 22_050
TITLE = "Regional newspapers teach their pages to speak"


def encode_tones() -> bytes:
    """Return an MP3 of DURATION_S seconds as ours are, another tone for each sentence."""
    seconds = np.arange(SAMPLE_RATE_HZ * SENTENCE_MS // 1000) / SAMPLE_RATE_HZ
    tones = [3000 * np.sin(2 * np.pi * (220 + 55 * i) * seconds) for i in range(len(SENTENCES))]
    encoder = Mp3Encoder(SAMPLE_RATE_HZ)
    return encoder.whole(encoder.encode(np.concatenate(tones).astype(np.int16)) + encoder.finish())


def timed(sentences: Sequence[str] = SENTENCES, *, headings: Sequence[int] = ()) -> list[dict[str, Any]]:
    """Return the lines of a Timeline: four seconds each, words of equal length, every sentence a block."""
    lines: list[dict[str, Any]] = []
    offset = 0
    for i, text in enumerate(sentences):
        words, at = [], 0
        pieces = text.split(" ")
        for n, piece in enumerate(pieces):
            ms = [i * SENTENCE_MS + SENTENCE_MS * m // len(pieces) for m in (n, n + 1)]
            words.append([offset + at, offset + at + len(piece), *ms])
            at += len(piece) + 1
        lines.append(
            {"i": i, "part": "body", "block": i, "kind": "heading" if i in headings else "paragraph"}
            | {"start": offset, "end": offset + len(text)}
            | {"text": text, "start_ms": i * SENTENCE_MS, "end_ms": (i + 1) * SENTENCE_MS, "words": words}
        )
        offset += len(text) + 2
    return lines


@dataclass
class Act:
    """One narration and what it does. `finish` ends a render; asking counts the views served."""

    status: str = "ready"
    language: str = "en"
    title: str = TITLE
    asked: int = 0
    heard: int = 0
    done: threading.Event = field(default_factory=threading.Event)
    lines: list[dict[str, Any]] = field(default_factory=timed)
    summary: str | None = None
    """The id of the reading of the summary."""
    speaks: bool = True
    """Whether it has `events`."""
    news: list[tuple[str, Any]] = field(default_factory=list)
    """What `events` tells everybody who listens."""

    def finish(self) -> None:
        self.status = "ready"
        self.end()

    def fail(self) -> None:
        self.status = "failed"
        self.end()

    def end(self) -> None:
        self.done.set()
        self.news.append((self.status, {}))


class Stage:
    """The server, its narrations by id and its pages by name."""

    def __init__(self, audio: Path) -> None:
        self.address = ""
        self.acts: dict[str, Act] = {}
        self.pages: dict[str, str] = {}
        self.policies: dict[str, str] = {}
        """Content-Security-Policies of pages, by name, where they are not the strict one."""
        self.articles: dict[str, str] = {}
        """Narration ids by the CMS's own ids and by addresses."""
        self.feed: list[dict[str, Any]] = []
        """What `/feeds/en.json` answers."""
        self.audio = audio
        self.mp3 = encode_tones()
        audio.write_bytes(self.mp3)
        self.app = self._app()

    def clear(self) -> None:
        for act in self.acts.values():
            act.end()
        self.acts.clear()
        self.articles.clear()
        self.feed.clear()
        self.policies.clear()
        self.pages.clear()

    def page(self, body: str, *, language: str = "en", head: str = "") -> str:
        """Register a page around `body` and return its address."""
        name = str(len(self.pages))
        self.pages[name] = (
            f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>A page</title>'
            '<meta name="viewport" content="width=device-width">'
            f'<link rel="stylesheet" href="/static/site.css">{head}'
            f'<script type="module" src="/static/announcer.js"></script><body><main>{body}</main></body></html>'
        )
        return f"{self.address}/pages/{name}"

    def offer(self, *names: str) -> None:
        """Put a narration of each name into the feed, titled by it."""
        for name in names:
            self.acts[name] = Act(title=f"The story {name}")
            src, url = f"{self.address}/narrations/{name}", f"{self.address}/news/{name}"
            self.feed.append({"src": src, "title": f"The story {name}", "duration_s": DURATION_S, "article_url": url})

    def player(self, act: Act, *, language: str = "en", attributes: str = "open") -> str:
        """Return the address of a page that holds one player of `act`, open as after the first play."""
        self.acts["one"] = act
        return self.page(f'<ai-announcer src="/narrations/one" {attributes}></ai-announcer>', language=language)

    def _view(self, narration_id: str, act: Act) -> dict[str, Any]:
        base = f"{self.address}/narrations/{narration_id}"
        ready = act.status == "ready"
        return {
            "id": narration_id,
            "status": act.status,
            "title": act.title,
            "language": act.language,
            "duration_s": DURATION_S if ready else None,
            "estimated_duration_s": DURATION_S - 1,
            "progress": {"lines_done": 5 if ready else 2, "lines_total": 5},
            "audio_url": f"{base}/audio.mp3",
            "timeline_url": f"{base}/timeline.json",
            "summary": act.summary and self._view(act.summary, self.acts[act.summary]),
            "error": {"code": "synthesis-failed", "title": "-", "detail": "-"} if act.status == "failed" else None,
        }

    def _grow(self, act: Act) -> Iterator[bytes]:
        half = len(self.mp3) // 2
        yield self.mp3[:half]
        act.done.wait(30)
        if act.status == "ready":
            yield self.mp3[half:]

    def _tell(self, act: Act) -> Iterator[str]:
        told = 0
        while True:
            for event, data in act.news[told:]:
                told += 1
                yield f"event: {event}\ndata: {json.dumps(data)}\n\n"
                if event in ("ready", "failed", "rendering"):
                    return
            act.done.wait(0.1)
            yield ": alive\n\n"

    def _app(self) -> FastAPI:
        app = FastAPI()
        app.mount("/static", StaticFiles(directory=STATIC_DIR))

        @app.middleware("http")
        async def strict(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
            response = await call_next(request)
            response.headers.setdefault("Content-Security-Policy", "default-src 'self'")
            response.headers["Access-Control-Allow-Origin"] = "*"
            return response

        @app.get("/favicon.ico")
        def favicon() -> Response:
            return Response(status_code=204)

        @app.get("/pages/{name}")
        def page(name: str) -> Response:
            policy = self.policies.get(name)
            return HTMLResponse(self.pages[name], headers={"Content-Security-Policy": policy} if policy else None)

        @app.get("/narrations/{narration_id}")
        def view(narration_id: str) -> Response:
            act = self.acts.get(narration_id)
            if act is None:
                return JSONResponse({"status": 404, "code": "unknown-narration"}, 404)
            act.asked += 1
            return JSONResponse(self._view(narration_id, act))

        @app.get("/narrations/{narration_id}/audio.mp3")
        def audio(narration_id: str) -> Response:
            act = self.acts[narration_id]
            if act.status == "ready":
                return FileResponse(self.audio, media_type="audio/mpeg", headers={"Cache-Control": "no-store"})
            return StreamingResponse(self._grow(act), media_type="audio/mpeg", headers={"Cache-Control": "no-store"})

        @app.get("/narrations/{narration_id}/timeline.json")
        def marks(narration_id: str) -> Response:
            act = self.acts[narration_id]
            about = {"version": 1, "language": act.language, "duration_ms": int(DURATION_S * 1000), "marks_exact": True}
            return JSONResponse(about | {"lines": act.lines})

        self._add_news(app)
        self._add_articles(app)
        app.get("/{name}")(page)  # where the sample articles stand
        return app

    def _add_news(self, app: FastAPI) -> None:
        @app.get("/narrations/{narration_id}/events")
        def events(narration_id: str) -> Response:
            act = self.acts[narration_id]
            if not act.speaks:
                return Response(status_code=404)
            act.heard += 1
            return StreamingResponse(self._tell(act), media_type="text/event-stream")

    def _add_articles(self, app: FastAPI) -> None:
        def view(narration_id: str) -> Response:
            if narration_id in self.acts:
                return JSONResponse(self._view(narration_id, self.acts[narration_id]))
            return JSONResponse({"status": 404, "code": "unknown-article"}, 404)

        @app.get("/feeds/en.json")
        def feed() -> Response:
            return JSONResponse(self.feed)

        @app.get("/articles")
        def by_address(url: str) -> Response:
            return view(self.articles.get(url, ""))

        @app.get("/articles/{article_id}")
        def by_id(article_id: str) -> Response:
            if article_id in self.articles:
                return RedirectResponse(f"/narrations/{self.articles[article_id]}", 302)
            return JSONResponse({"status": 404, "code": "unknown-article"}, 404)
