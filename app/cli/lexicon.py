"""`announcer lexicon list|set|remove|uses|preview`."""

import asyncio
import contextlib
import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.cli.narrate import render_to
from app.cli.source import AsJson, VoiceName
from app.narration.wish import Wish
from app.parts import open_lexicons, open_parts
from app.settings import Settings
from app.store.questions import uses_of

lexicon_app = typer.Typer(no_args_is_help=True, help="How names are said: list, set, remove, uses, preview.")

Language = Annotated[str, typer.Argument(metavar="LANGUAGE", help="tr, en, ...")]
Written = Annotated[
    str, typer.Argument(metavar="WRITTEN", help="A word or phrase; in small letters, found in any case.")
]
Spoken = Annotated[str, typer.Argument(metavar="SPOKEN", help="A respelling, or phonemes: [[kwˈɛn]].")]
MaybeSpoken = Annotated[str | None, typer.Argument(metavar="[SPOKEN]", help="Tried, not kept; else as it is said now.")]
Sentence = Annotated[str | None, typer.Option(help="A sentence to hear it in; else the word alone.")]
Output = Annotated[Path, typer.Option("--output", "-o", help="The MP3 to write.")]


@lexicon_app.command("list")
def list_entries(language: Language, *, as_json: AsJson = False) -> None:
    """Show every entry that holds, the starter list's too."""
    for entry in open_lexicons(Settings.load()).entries(language):
        if as_json or not sys.stdout.isatty():
            typer.echo(json.dumps(dataclasses.asdict(entry), ensure_ascii=False))
        else:
            typer.echo(f"{entry.written:30} {entry.spoken:40} {entry.origin}")


@lexicon_app.command("set")
def set_entry(language: Language, written: Written, spoken: Spoken) -> None:
    """Say WRITTEN as SPOKEN from now on."""
    with contextlib.closing(open_parts(Settings.load())) as parts:
        entry = parts.lexicons.set(language, written, spoken)
        parts.store.catch_up()
        found = parts.store.count_uses(language, entry.written)
    touched = f"{'' if found.is_exact else 'at least '}{found.narrations}"
    typer.echo(f"{entry.written} is said {entry.spoken}; {touched} narrations were read without it.", err=True)


@lexicon_app.command()
def remove(language: Language, written: Written) -> None:
    """Let the rules read WRITTEN again."""
    open_lexicons(Settings.load()).remove(language, written)


@lexicon_app.command()
def uses(language: Language, written: Written, *, as_json: AsJson = False) -> None:
    """Show which narrations WRITTEN is read in, whether or not it has an entry."""
    with contextlib.closing(open_parts(Settings.load())) as parts:
        parts.store.catch_up()
        for use in uses_of(parts.store, language, written):
            narration = use.narration
            if as_json or not sys.stdout.isatty():
                found = {"id": narration.id, "title": narration.title, "source_url": narration.source_url}
                typer.echo(json.dumps({**found, "count": use.count}, ensure_ascii=False))
            else:
                typer.echo(f"{use.count:5} {narration.id} {narration.title}")


@lexicon_app.command()
def preview(
    language: Language,
    written: Written,
    spoken: MaybeSpoken = None,
    *,
    sentence: Sentence = None,
    voice: VoiceName = None,
    output: Output = Path("preview.mp3"),
) -> None:
    """Hear WRITTEN, as it is said now or as SPOKEN would be; nothing in the lexicon changes."""
    tried = () if spoken is None else ((written, spoken),)
    wish = Wish(text=sentence or written, language=language, voice=voice, lexicon=tried)
    asyncio.run(render_to(Settings.load(), wish, output))
