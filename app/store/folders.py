"""The folders we write to: that they cannot be written is told at start, by path and user, and not by a listener."""

import errno
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.errors import InvalidSettingError
from app.settings import Settings
from app.store.files import FULL
from app.voices.places import place_to_install


@dataclass(frozen=True, slots=True)
class Fault:
    """A folder that cannot be written, and the sentence that says so."""

    setting: str
    what: str
    on_purpose: bool
    """It lies on a read-only file system: what is in it is used, and nothing is added."""


def check_folders(settings: Settings) -> list[str]:
    """Make the folders that are missing; what to tell about those that are read-only on purpose.

    Raises InvalidSettingError for any other that cannot be written, and for a cache that cannot at all.
    """
    faults = list(folder_faults(settings))
    if refused := [fault.what for fault in faults if not fault.on_purpose]:
        raise InvalidSettingError(" ".join(refused))
    return [fault.what for fault in faults]


def check_cache(settings: Settings) -> None:
    """The cache alone, for who needs no other folder. Raises InvalidSettingError where it cannot be written."""
    if fault := _cache_fault(settings):
        raise InvalidSettingError(fault.what)


def folder_faults(settings: Settings) -> list[Fault]:
    """What is wrong with the folders of cache, lexicon and voices; a full disk is none of it."""
    voices = place_to_install(settings.voices_dir)
    found = [
        _cache_fault(settings),
        _fault("ANNOUNCER_LEXICON_DIR", settings.lexicon_dir, may_be_read_only=True),
    ]
    if settings.voices_dir is not None or voices.is_dir():
        found.append(_fault("ANNOUNCER_VOICES_DIR", voices, may_be_read_only=True))
    return [fault for fault in found if fault]


def find_temporary_folder(cache: Path) -> None:
    """Let libraries and workers put temporary files into the cache where nothing else can be written."""
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        folder = cache.absolute() / "tmp"
        folder.mkdir(exist_ok=True)
        os.environ["TMPDIR"] = str(folder)
        tempfile.tempdir = None  # found anew


def _cache_fault(settings: Settings) -> Fault | None:
    return _fault("ANNOUNCER_CACHE_DIR", settings.cache_dir, may_be_read_only=False)


def _fault(setting: str, folder: Path, *, may_be_read_only: bool) -> Fault | None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        place = next((path for path in (folder, *_folders_in(folder)) if not os.access(path, os.W_OK | os.X_OK)), None)
        if place is None:
            return None
        error = OSError(errno.EROFS if os.statvfs(place).f_flag & os.ST_RDONLY else errno.EACCES, "", str(place))
    except OSError as failed:
        if failed.errno in FULL:
            return None
        error = failed
    path = Path(str(error.filename or folder)).absolute()
    return Fault(setting, _told(setting, path, error), may_be_read_only and error.errno == errno.EROFS)


def _folders_in(folder: Path) -> list[Path]:
    """Those just below: what another user once began there cannot be gone on with."""
    with os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False)]


def _told(setting: str, path: Path, error: OSError) -> str:
    user, group = os.geteuid(), os.getegid()
    what = f"{setting}: {path} cannot be written by user {user} (group {group}): {os.strerror(error.errno or 0)}."
    if error.errno == errno.EROFS:
        return f"{what} It lies on a read-only file system."
    while not path.exists() and path != path.parent:
        path = path.parent
    stat = path.stat()
    owner = f"{path} belongs to user {stat.st_uid}, group {stat.st_gid}, mode {stat.st_mode & 0o777:o}"
    return f"{what} {owner}; give it to us: chown -R {user}:{group} {path} (Kubernetes: fsGroup: {group})."
