"""`announcer serve`."""

import contextlib
import errno
import gc
import logging
import signal
import socket
from collections.abc import Iterator
from types import FrameType
from typing import Annotated

import typer

from app.api.connections import Server, configured
from app.api.refusal import Refusals
from app.errors import AnnouncerError, InvalidSettingError
from app.main import create_app
from app.newsroom.config import load_newsroom
from app.settings import Settings
from app.store.folders import check_folders, find_temporary_folder
from app.text.language import NATIVE_LANGUAGES
from app.voices import VoiceCatalogue
from app.voices.places import places

Host = Annotated[str | None, typer.Option(help="Address to listen on; else ANNOUNCER_HOST (127.0.0.1).")]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port; else ANNOUNCER_PORT (8000); 0 picks one.")]


def serve(host: Host = None, port: Port = None) -> None:
    """Start the service and print its address."""
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = Settings.load(**given)
    app = Refusals(create_app(settings))
    for warning in (*_mistyped(settings), *check_folders(settings), *_unspoken(settings)):
        typer.echo(f"announcer: {warning}", err=True)
    find_temporary_folder(settings.cache_dir)
    listener = _listener(settings)
    shown = f"[{settings.host}]" if ":" in settings.host else settings.host
    typer.echo(f"Announcer listens on http://{shown}:{listener.getsockname()[1]}/ - stop it with Ctrl+C.")
    # uvicorn raises the signal again once it has stopped in good order; a service manager then wants exit code 0.
    signal.signal(signal.SIGTERM, _leave)
    gc.collect()
    gc.freeze()  # what is loaded by now lasts: to look through it for cycles would keep every listener waiting 0.1 s
    config = configured(app, settings)
    _log(settings.log_level)
    try:
        Server(config, settings.grace_s).run(sockets=[listener])
    except SystemExit:
        if app.refused is not None:
            raise app.refused from None
        raise


def _log(level: str) -> None:
    """What we have to tell stands among uvicorn's own lines, which its configuration sets up."""
    ours = logging.getLogger("app")
    ours.setLevel(level.upper())
    ours.handlers = logging.getLogger("uvicorn").handlers


def _mistyped(settings: Settings) -> Iterator[str]:
    """What was said and means nothing: it would be missed in silence."""
    for name, meant in Settings.unknown().items():
        yield f"{name} is no setting{f'; {meant} is' if meant else ''}."
    if "config" in settings.model_fields_set and not settings.config.exists():
        yield f"ANNOUNCER_CONFIG: there is no {settings.config}; the defaults hold."


def _unspoken(settings: Settings) -> Iterator[str]:
    """What is to be said of each of the newsroom's languages that no voice can read."""
    newsroom = load_newsroom(settings.config)
    chosen = {**newsroom.voices, **settings.default_voices}
    named = (*NATIVE_LANGUAGES, *chosen, *(feed.language for feed in newsroom.feed if feed.language))
    voices = VoiceCatalogue(places(settings.voices_dir), embedded=True)
    for language in dict.fromkeys(named):
        try:
            voices.for_language(language, chosen)
        except AnnouncerError as error:
            yield error.detail


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _listener(settings: Settings) -> socket.socket:
    """Bound before anything is loaded, so that a taken port is one sentence. Raises InvalidSettingError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        with contextlib.ExitStack() as if_refused:
            # The protocol is named so that asyncio sets TCP_NODELAY: else small answers wait 40 ms for an
            # acknowledgement.
            listener = if_refused.enter_context(socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((settings.host, settings.port))
            if_refused.pop_all()
    except OSError as error:
        at_the_port = error.errno in (errno.EADDRINUSE, errno.EACCES)
        raise InvalidSettingError(
            f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. "
            f"Choose another ANNOUNCER_{'PORT' if at_the_port else 'HOST'}."
        ) from error
    return listener
