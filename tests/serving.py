"""A real uvicorn server on this machine, and the real service behind it with tones for voices."""

import contextlib
import dataclasses
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from app.announcer import Announcer
from app.api.connections import configured
from app.main import create_app
from app.settings import Settings
from app.speech.tone import ToneEngine
from app.text.spoken.token import SpokenToken
from app.voices import Voice
from tests.voices.offer import put_voice

PATIENCE_S = 5 if "MUTANT_UNDER_TEST" in os.environ else 20
"""How long a test waits for what must come. Most mutants that are found have one wait for what never comes."""
ENGLISH, TURKISH = "en_US-tone-medium", "tr_TR-tone-medium"
ARTICLE = """Council keeps the library

The vote was close. Nobody left before midnight.

A second vote follows in June."""
Before = Callable[[Sequence[SpokenToken]], None]


@contextlib.contextmanager
def serving(app: Any, config: uvicorn.Config | None = None) -> Iterator[str]:
    """Serve an ASGI app on a free port of this machine and yield its address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(config or configured(app, Settings.load(log_level="warning", grace_s=2)))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


class Tones:
    """Loads tones for every voice, and knows what they were asked to say since `forget`."""

    def __init__(self, before: Before | None = None) -> None:
        self._before = before
        self._engines: list[ToneEngine] = []
        self._forgotten: list[int] = []
        self.armed = False

    def __call__(self, voice: Voice) -> ToneEngine:
        engine = ToneEngine(voice_key=voice.key, before=self._call)
        self._engines.append(engine)
        return engine

    def _call(self, tokens: Sequence[SpokenToken]) -> None:
        if self._before is not None and self.armed:
            self._before(tokens)

    @property
    def calls(self) -> list[str]:
        """The spoken forms, in the order of asking for each voice."""
        heard = zip_longest(self._engines, self._forgotten, fillvalue=0)
        return [call for engine, known in heard if isinstance(engine, ToneEngine) for call in engine.calls[known:]]

    def forget(self) -> None:
        """From now on `before` is called; what was said to measure loudness does not count."""
        self._forgotten = [len(engine.calls) for engine in self._engines]
        self.armed = True


@dataclasses.dataclass
class Service:
    """The running service, its client, and its insides for what only they can tell."""

    client: httpx2.Client
    tones: Tones
    announcer: Announcer

    def narrate(self, text: str = ARTICLE, **more: Any) -> dict[str, Any]:
        """The view of an article that is ready, or has failed."""
        answer = self.client.post("/narrate", json={"text": text, **more}, headers={"Prefer": "wait=20"})
        assert answer.status_code == 200, answer.text
        view: dict[str, Any] = answer.json()
        return view

    def begin(self, text: str = ARTICLE, **more: Any) -> str:
        """The address of a narration that is being rendered."""
        answer = self.client.post("/narrate", json={"text": text, **more})
        assert answer.status_code == 202, answer.text
        return f"/narrations/{answer.json()['id']}"

    def until(self, address: str, *statuses: str | int) -> dict[str, Any]:
        """The view once its status is one of these; a problem's is its number."""
        give_up = time.monotonic() + PATIENCE_S
        while (view := self.client.get(address).json()).get("status") not in statuses:
            assert time.monotonic() < give_up, view
            time.sleep(0.02)
        return dict(view)

    def until_kept(self, article_id: str, narration_id: str | None = None) -> None:
        """Until the article leads to its narration, a moment after that is ready."""
        give_up = time.monotonic() + PATIENCE_S
        while (record := self.announcer.store.article(article_id)) is None or (
            narration_id is not None and record.narration_id != narration_id
        ):
            assert time.monotonic() < give_up
            time.sleep(0.01)


@contextlib.contextmanager
def service(
    folder: Path, *, before: Before | None = None, voices: Sequence[str] = (ENGLISH, TURKISH), **settings: Any
) -> Iterator[Service]:
    """The real service with an empty cache in `folder`, or the cache an earlier one left there; tones for voices."""
    for key in voices:
        if not (folder / "voices" / f"{key}.onnx").exists():
            put_voice(folder / "voices", key)
    loaded = Settings.load(
        **{
            "cache_dir": folder / "cache",
            "voices_dir": folder / "voices",
            "lexicon_dir": folder / "lexicon",
            "workers": 2,
            "grace_s": 2,
        }
        | settings
    )
    tones = Tones(before)
    app = create_app(loaded, load=tones)
    with serving(app) as address, httpx2.Client(base_url=address, timeout=PATIENCE_S, verify=False) as client:
        give_up = time.monotonic() + PATIENCE_S
        while voices and client.get("/readyz").status_code != 200:
            assert time.monotonic() < give_up, client.get("/readyz").text
            time.sleep(0.01)
        read = len(app.state.announcer.voices.languages()) if voices else 0  # the embedded voices' too
        while len(app.state.announcer.warm_voices) < min(read, loaded.max_loaded_voices):
            assert time.monotonic() < give_up
            time.sleep(0.01)
        tones.forget()
        yield Service(client, tones, app.state.announcer)


class Gate:
    """Holds every synthesis back until it is opened; a `before` for `service`."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()

    def __call__(self, _tokens: Sequence[SpokenToken]) -> None:
        self.reached.set()
        assert self._open.wait(PATIENCE_S)

    def open(self) -> None:
        self._open.set()

    def shut(self) -> None:
        self._open.clear()
        self.reached.clear()
