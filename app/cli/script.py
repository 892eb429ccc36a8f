"""`announcer script`: what will be read."""

import json
from typing import Annotated

import typer

from app.announcer import Wanted, language_of, make_script
from app.cli.source import File, Language, read_source, wanted_from
from app.script import line_view
from app.settings import Settings
from app.text.language import primary_subtag
from app.text.spoken import speak
from app.voices import VoiceCatalogue

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object for each Line.")]
EachLine = Annotated[bool, typer.Option("--each-line", help="Each input line is one Line; prints its spoken form.")]


def script(file: File, *, language: Language = None, as_json: AsJson = False, each_line: EachLine = False) -> None:
    """Print what will be read, sentence by sentence; nothing is synthesized."""
    settings = Settings.load()
    voices = VoiceCatalogue(settings.voices_dir)
    if each_line:
        content = read_source(file, settings.max_body_bytes)
        chosen = primary_subtag(language) if language else language_of(Wanted(text=content), voices)
        for number, written in enumerate(content.splitlines()):
            spoken = " ".join(token.text for token in speak(written, chosen))
            typer.echo(json.dumps({"i": number, "written": written, "spoken": spoken}) if as_json else spoken)
        return
    wanted = wanted_from(file, settings.max_body_bytes, language=language)
    for line in make_script(wanted, language_of(wanted, voices)).lines:
        typer.echo(json.dumps(line_view(line), ensure_ascii=False) if as_json else line.spoken)
