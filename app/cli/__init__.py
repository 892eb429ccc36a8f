"""`announcer`: the command line.

Exit codes: 0 done; 1 it failed, with one sentence on standard error (`prerender`: some articles did); 2 wrong usage or
setting; 3 `prerender` ran out of time; 130 interrupted.
"""

import sys
from typing import Annotated

import typer

from app import __version__
from app.cli.cache import cache_app
from app.cli.check import check
from app.cli.export import export
from app.cli.keys import keys_app, usage
from app.cli.lexicon import lexicon_app
from app.cli.narrate import narrate
from app.cli.prerender import prerender
from app.cli.script import script
from app.cli.serve import serve
from app.cli.store import store_app
from app.cli.voices import voices_app
from app.cli.worker import worker
from app.errors import AnnouncerError, InvalidSettingError

Version = Annotated[bool, typer.Option("--version", help="Print the version and leave.", is_eager=True)]

app = typer.Typer(
    no_args_is_help=True,
    invoke_without_command=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def announcer(*, version: Version = False) -> None:
    """A news site's own announcer: articles read aloud by a neural voice on this machine."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


app.command()(serve)
app.command()(narrate)
app.command()(script)
app.command()(prerender)
app.command()(check)
app.command()(export)
app.command()(usage)
app.command()(worker)
app.add_typer(voices_app, name="voices")
app.add_typer(lexicon_app, name="lexicon")
app.add_typer(cache_app, name="cache")
app.add_typer(keys_app, name="keys")
app.add_typer(store_app, name="store")


def main() -> None:
    """Run the command line; every error we raise on purpose becomes one sentence."""
    try:
        app()
    except AnnouncerError as error:
        typer.echo(f"announcer: {error.detail}", err=True)
        sys.exit(2 if isinstance(error, InvalidSettingError) else 1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # whoever read our output has seen enough
        sys.stderr.close()
        sys.exit(1)
