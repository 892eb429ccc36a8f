"""Taking an installed voice off the disk. Who speaks with it has its files open and goes on."""

import contextlib
import os
import shutil
from pathlib import Path

from app.errors import VoiceBeingInstalledError, VoiceStaysError, VoicesUnwritableError
from app.voices.catalogue import VoiceCatalogue, embedded_paths
from app.voices.install import OLD_SUFFIX, being_installed
from app.voices.voice import Voice


def removable(name: str, catalogue: VoiceCatalogue) -> tuple[Voice, ...]:
    """The voices that go when `name` is removed: one, or all that one model has, by the name it was installed under.

    Raises UnknownVoiceError naming the installed ones; VoiceStaysError for one that came with the program, and for
    one of several of a model; VoiceBeingInstalledError while another process installs it anew.
    """
    voices = catalogue.voices()
    found = next((voice for voice in voices if name in (voice.key, voice.installed_as)), None)
    if found is None:
        raise catalogue.unknown(name)
    if found.home in embedded_paths():
        raise VoiceStaysError(f"The voice {found.key} came with the program and stays.")
    going = tuple(voice for voice in voices if voice.home == found.home)
    if name != found.installed_as and len(going) > 1:
        others = f"one of the {len(going)} voices of {found.installed_as}, which go together"
        raise VoiceStaysError(f"The voice {name} is {others}: remove {found.installed_as}.")
    if being_installed(found.home.parent) == found.installed_as:
        raise VoiceBeingInstalledError(f"{name} is being installed by another process; try again after it.")
    return going


def remove_voices(going: tuple[Voice, ...]) -> None:
    """Remove what `removable` found: what makes it visible goes first. Raises VoicesUnwritableError."""
    home = going[0].home
    try:
        if home.is_dir() and not home.is_symlink():
            hidden = home.with_name(f".{home.name}{OLD_SUFFIX}")
            shutil.rmtree(hidden, ignore_errors=True)
            home.rename(hidden)
            shutil.rmtree(hidden, ignore_errors=True)
        else:
            home.unlink()
            _remove_beside(going[0])
        _sync(home.parent)
    except OSError as error:
        raise VoicesUnwritableError(f"{home} cannot be removed ({error.strerror}).") from error


def _remove_beside(voice: Voice) -> None:
    """Without the model the rest is no voice: what cannot be removed of it does no harm."""
    for path in (*voice.files[1:], voice.card_path, voice.record_path):
        with contextlib.suppress(OSError):
            path.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
