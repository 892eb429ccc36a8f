"""`announcer store copy FROM TO`."""

import contextlib
import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from app.cli.source import AsJson
from app.errors import InvalidSettingError
from app.parts import open_bucket
from app.settings import Settings
from app.store.base import LastingStore
from app.store.copying import Copied, copy, copy_files
from app.store.local import LocalStore
from app.store.shelf import FileShelf, Shelf

store_app = typer.Typer(no_args_is_help=True, help="Where everything is kept: copy.")

TOLD_EVERY_S = 5.0
DEFAULT_VOICES, NIGHTS = "defaults.json", "nights"

From = Annotated[str, typer.Argument(metavar="FROM", help="A cache folder, or s3://bucket/prefix.")]
To = Annotated[str, typer.Argument(metavar="TO", help="The same; what is there stays.")]


@store_app.command("copy")
def copy_command(source: From, target: To, *, as_json: AsJson = False) -> None:
    """Copy a site into another store, verified; again to go on. Exit code 1 when something could not be copied.

    Lexicons too, between ANNOUNCER_LEXICON_DIR and an object store; s3:// is at ANNOUNCER_STORE_ENDPOINT. Accepted
    wishes, counts and the index stay where they are.
    """
    settings = Settings.load()
    if source.rstrip("/") == target.rstrip("/"):
        raise InvalidSettingError("FROM and TO are the same store.")
    if not source.startswith("s3://") and not Path(source).is_dir():
        raise InvalidSettingError(f"{source} is no folder, and no address such as s3://bucket/prefix.")
    said_s = time.monotonic()

    def told(done: Copied) -> None:
        nonlocal said_s
        if time.monotonic() - said_s > TOLD_EVERY_S:
            said_s = time.monotonic()
            typer.echo(f"so far: {_told(done)}", err=True)

    with _opened(settings, source) as one, _opened(settings, target) as other:
        done = copy(one.store, other.store, told)
        reports = (f"{NIGHTS}/{name}" for name in one.shelf.names(NIGHTS))
        copy_files(one.shelf, other.shelf, (DEFAULT_VOICES, *reports), done)
        copy_files(one.lexicon, other.lexicon, one.lexicon.names(""), done)
    typer.echo(json.dumps(dataclasses.asdict(done)) if as_json else f"{_told(done)} {done.there} were there.")
    for each in done.damaged:
        typer.echo(each, err=True)
    if done.damaged:
        sys.exit(1)


@dataclasses.dataclass(frozen=True)
class _Side:
    store: LastingStore
    shelf: Shelf
    lexicon: Shelf


@contextmanager
def _opened(settings: Settings, where: str) -> Iterator[_Side]:
    with tempfile.TemporaryDirectory(prefix="announcer-copy-") as folder, contextlib.ExitStack() as last:
        if where.startswith("s3://"):
            side = _Side(*open_bucket(settings, where, Path(folder)))
        else:
            files = Path(where)
            side = _Side(LocalStore(files), FileShelf(files), FileShelf(settings.lexicon_dir))
            side.store.catch_up()  # moves what earlier versions kept elsewhere
        last.callback(side.store.close)
        yield side


def _told(done: Copied) -> str:
    return (
        f"{done.narrations} narrations ({done.audio_bytes / 1e6:.1f} MB), {done.clips} clips, {done.articles} articles,"
        f" {done.retractions} retractions and {done.files} files copied."
    )
