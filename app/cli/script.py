"""`announcer script`: what will be read."""

import asyncio
import json
from dataclasses import replace
from typing import Annotated

import typer

from app.cli.source import Article, Language
from app.forms import is_address
from app.ingest.address import Limits
from app.ingest.documents import Documents
from app.ingest.fetch import Fetcher
from app.narration.reading import language_of, script_of
from app.narration.wish import Wish
from app.newsroom.config import load_newsroom
from app.newsroom.files import read_source, wish_from
from app.newsroom.pages import Pages
from app.parts import open_lexicons
from app.settings import Settings
from app.speech.memory import collect_seldom
from app.text.language import primary_subtag
from app.text.script import line_view
from app.text.spoken import NO_PRONUNCIATIONS, Pronunciations, speak
from app.voices import VoiceCatalogue
from app.voices.places import places

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for each Line.")]
EachLine = Annotated[bool, typer.Option("--each-line", help="Each input line is one Line; prints its spoken form.")]
WithLexicon = Annotated[
    bool | None,
    typer.Option("--lexicon/--no-lexicon", help="The lexicon too, or the rules alone, as with --each-line."),
]


def script(
    file: Article,
    *,
    language: Language = None,
    as_json: AsJson = False,
    each_line: EachLine = False,
    lexicon: WithLexicon = None,
) -> None:
    """Print what will be read, sentence by sentence; nothing is synthesized."""
    collect_seldom()
    settings = Settings.load()
    voices = VoiceCatalogue(places(settings.voices_dir), embedded=True)
    if each_line:
        content = read_source(file, settings.max_body_bytes)
        chosen = primary_subtag(language) if language else language_of(Wish(text=content), voices.languages)
        said = _pronunciations(settings, chosen, wanted=bool(lexicon))
        for number, written in enumerate(content.removesuffix("\n").split("\n")):
            spoken = " ".join(token.text for token in speak(written, chosen, said))
            typer.echo(json.dumps({"i": number, "written": written, "spoken": spoken}) if as_json else spoken)
        return
    usual = replace(load_newsroom(settings.config).usual(), language=language)
    wish = (
        asyncio.run(_of_page(settings, replace(usual, url=file)))
        if is_address(file)
        else wish_from(file, usual, settings.max_body_bytes)
    )
    chosen = language_of(wish, voices.languages)
    for line in script_of(wish, chosen, _pronunciations(settings, chosen, wanted=lexicon is not False)).lines:
        typer.echo(json.dumps(line_view(line), ensure_ascii=False) if as_json else line.spoken)


async def _of_page(settings: Settings, wish: Wish) -> Wish:
    pages = Pages(Fetcher(Limits(settings.private_hosts, settings.fetch_ports)), Documents())
    try:
        return await pages.words(wish)
    finally:
        await pages.close()


def _pronunciations(settings: Settings, language: str, *, wanted: bool) -> Pronunciations:
    return open_lexicons(settings).pronunciations(language) if wanted else NO_PRONUNCIATIONS
