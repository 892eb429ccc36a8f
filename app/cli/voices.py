"""`announcer voices list|install|remove|verify`.

Exit codes: 0 done, 1 at least one voice failed or is damaged, 2 wrong usage or setting.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from app.cli.source import AsJson
from app.errors import AnnouncerError
from app.settings import Settings
from app.voices import (
    Installed,
    Licence,
    RecommendedVoice,
    Voice,
    VoiceCatalogue,
    load_recommendations,
    verify_voice,
)
from app.voices import Progress as InstallProgress
from app.voices.places import place_to_install, places
from app.voices.recommended import COMMERCIAL_USE

if TYPE_CHECKING:
    from app.speech.installer import Installer

voices_app = typer.Typer(no_args_is_help=True, help="The voices on this machine: list, install, remove, verify.")


@voices_app.command("list")
def list_voices(*, as_json: AsJson = False) -> None:
    """Show the installed voices, and the recommended ones that are not installed."""
    catalogue = VoiceCatalogue(places(Settings.load().voices_dir), embedded=True)
    installed = catalogue.voices()
    keys = {voice.key for voice in installed}
    others = [voice for voice in catalogue.recommendations.voices if voice.key not in keys]
    rows = [_installed_row(voice, catalogue.recommendations.licence(voice)) for voice in installed]
    if as_json:
        for row in (*rows, *(_recommended_row(voice) for voice in others)):
            _print_json(row)
        return
    typer.echo("Installed:" if rows else "No voice is installed.")
    for row in rows:
        typer.echo(_installed_text(row))
    for title, withdrawn in (("Recommended, not installed:", False), ("No longer in the public repository:", True)):
        if some := [voice for voice in others if voice.withdrawn is withdrawn]:
            typer.echo(f"\n{title}")
            for voice in some:
                typer.echo(_recommended_text(voice))


@voices_app.command()
def install(
    names: Annotated[list[str], typer.Argument(help="Names of voices, such as en_US-ljspeech-medium.")],
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="A folder or an http(s) address; else the catalogue's for the voice, else ANNOUNCER_VOICE_REPOSITORY.",
        ),
    ] = None,
) -> None:
    """Install or update voices. An interrupted download goes on where it stopped when the command is given again."""
    settings = Settings.load()
    installer = _installer(settings, source)
    failed = False
    for name in dict.fromkeys(names):
        try:
            with _progress_display() as show:
                done = installer.install(name, progress=show)
        except AnnouncerError as error:
            failed = True
            _report_failure(name, error)
        else:
            installer.prepare(done)
            _report_installed(name, done)
    raise typer.Exit(1 if failed else 0)


@voices_app.command()
def remove(names: Annotated[list[str], typer.Argument(help="Names of installed voices.")]) -> None:
    """Take voices off the disk; those of one model go together, by its name."""
    from app.newsroom.config import load_newsroom  # noqa: PLC0415 - `announcer voices list` needs no engine
    from app.newsroom.default_voices import DefaultVoices  # noqa: PLC0415
    from app.newsroom.removal import remove_voice  # noqa: PLC0415
    from app.parts import open_shelf  # noqa: PLC0415

    settings = Settings.load()
    in_file = load_newsroom(settings.config).voices
    defaults = DefaultVoices(open_shelf(settings), in_file=in_file, in_settings=settings.default_voices)
    catalogue = VoiceCatalogue(places(settings.voices_dir), embedded=True)
    failed = False
    for name in dict.fromkeys(names):
        try:
            remove_voice(name, catalogue, defaults, _installer(settings))
        except AnnouncerError as error:
            failed = True
            typer.echo(f"{name}: {error.detail}", err=True)
        else:
            typer.echo(f"{name}: removed")
    raise typer.Exit(1 if failed else 0)


@voices_app.command()
def verify(
    names: Annotated[
        list[str] | None, typer.Argument(help="Names of installed voices; all when none is given.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Compare voices with the digests noted when they were installed, and load each once."""
    from app.speech.loading import load_engine  # noqa: PLC0415 - as above

    catalogue = VoiceCatalogue(places(Settings.load().voices_dir), embedded=True)
    installed = {voice.key: voice for voice in catalogue.voices()}
    damaged = False
    for name in dict.fromkeys(names or installed):
        if name not in installed:
            fault, digest_known = "it is not installed", False
        else:
            verdict = verify_voice(installed[name], catalogue.recommendations, load_engine)
            fault, digest_known = verdict.fault, verdict.digest_known
        damaged = damaged or bool(fault)
        if as_json:
            _print_json({"voice": name, "ok": not fault, "fault": fault, "digest_known": digest_known})
        else:
            good = "good" if digest_known else "loads; no digest is known to compare it with"
            typer.echo(f"{name}: {fault or good}")
    raise typer.Exit(1 if damaged else 0)


def _installer(settings: Settings, source: str | None = None) -> "Installer":
    from app.speech.installer import Installer  # noqa: PLC0415 - `announcer voices list` needs no engine

    return Installer(
        place_to_install(settings.voices_dir),
        source or settings.voice_repository,
        load_recommendations(*places(settings.voices_dir)),
        settings.cache_dir / "graphs",
        insists=source is not None,
    )


def _installed_row(voice: Voice, licence: Licence) -> dict[str, Any]:
    return {
        "voice": voice.key,
        "installed": True,
        "status": voice.status,
        "fault": voice.fault,
        "for_trying_out": voice.for_trying_out,
        "language": voice.language,
        "quality": voice.quality,
        "size_bytes": voice.size_bytes,
        "sha256": voice.digest if voice.available else "",
        "licence": licence.name,
        "commercial": licence.commercial,
    }


def _recommended_row(voice: RecommendedVoice) -> dict[str, Any]:
    return {
        "voice": voice.key,
        "installed": False,
        "language": voice.language,
        "quality": voice.quality,
        "licence": voice.licence,
        "commercial": voice.commercial,
        "note": voice.note,
        "withdrawn": voice.withdrawn,
        "install": voice.install_command,
    }


def _installed_text(row: dict[str, Any]) -> str:
    head = f"  {row['voice']:<28} {row['language']:<3} {row['quality']:<7} {row['size_bytes'] / 1e6:>6.1f} MB"
    if row["fault"]:
        return f"{head}  DAMAGED: {row['fault']}"
    licence = Licence(row["licence"], row["commercial"])
    mark = "  accent, for trying out" if row["for_trying_out"] else ""
    return f"{head}  {row['sha256'][:12]}{mark}\n      {licence.name}: {licence.words}"


def _recommended_text(voice: RecommendedVoice) -> str:
    lines = [
        f"  {voice.key:<28} {voice.language:<3} {voice.quality:<7} {voice.make}",
        f"      {voice.licence}: {COMMERCIAL_USE[voice.commercial]}",
        f"      {voice.note}",
    ]
    if voice.install_command:
        lines.append(f"      {voice.install_command}")
    return "\n".join(lines)


@contextmanager
def _progress_display() -> Iterator[Callable[[InstallProgress], None]]:
    """A bar on a terminal, otherwise one JSON object a line for every twentieth part."""
    if not sys.stdout.isatty():
        yield _progress_lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, TimeRemainingColumn()) as bar:
        task = bar.add_task("", total=None)
        yield lambda seen: bar.update(task, description=seen.voice, completed=seen.done_bytes, total=seen.total_bytes)


def _progress_lines() -> Callable[[InstallProgress], None]:
    last = -1

    def show(seen: InstallProgress) -> None:
        nonlocal last
        part = seen.done_bytes * 20 // seen.total_bytes
        if part != last:
            last = part
            _print_json(
                {
                    "event": "progress",
                    "voice": seen.voice,
                    "done_bytes": seen.done_bytes,
                    "total_bytes": seen.total_bytes,
                }
            )

    return show


def _report_installed(name: str, done: Installed) -> None:
    if sys.stdout.isatty():
        typer.echo(f"{name}: {'installed' if done.fetched else 'is there already'} ({done.home})")
    else:
        voices = [voice.key for voice in done.voices]
        _print_json(
            {"event": "installed", "voice": name, "voices": voices, "fetched": done.fetched, "path": str(done.home)}
        )


def _report_failure(name: str, error: AnnouncerError) -> None:
    if not sys.stdout.isatty():
        _print_json({"event": "failed", "voice": name, "code": error.code, "detail": error.detail})
    typer.echo(f"{name}: {error.detail}", err=True)


def _print_json(row: dict[str, Any]) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False))
