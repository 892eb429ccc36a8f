"""All keys that open this announcer: of the settings, announcer.toml and a file of their own, read again if changed."""

import logging
import os
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from app.errors import InvalidSettingError
from app.forms import said
from app.keys.key import MOST_KEYS, Key, Scope, digest_of
from app.settings import Settings

LOG = logging.getLogger(__name__)
LOOKED_EVERY_S = 1.0

Stamps = tuple[tuple[int, int, int] | None, ...]


class KeyRing:
    """Finds the key that a caller offers. Thread-safe.

    What had keys once never stands open: a file that was emptied or taken away closes it to everybody but the keys of
    the settings. A file that became wrong changes nothing until it is right again.
    """

    def __init__(
        self, settings: tuple[Key, ...], paths: tuple[Path, ...], clock_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._fixed = settings
        self._paths = paths
        self._clock_s = clock_s
        self._lock = threading.Lock()
        self._stamps = _stamps(paths)
        self._looked_s = clock_s()
        self._keys = _checked((*settings, *_of_files(paths)))
        self._had_keys = bool(self._keys)
        self.fault = ""
        """What is wrong with the files now; the keys are those of before."""

    @classmethod
    def open(cls, settings: Settings) -> "KeyRing":
        """Raises InvalidSettingError when a file of keys is not as it should be, or not to be read."""
        named = enumerate(settings.api_keys, 1)
        everything = frozenset({Scope.ADMIN})
        fixed = tuple(
            Key(name=f"api-key-{number}", digest=digest_of(key.get_secret_value().encode()), scopes=everything)
            for number, key in named
        )
        if settings.keys_file is not None and not settings.keys_file.is_file():
            raise InvalidSettingError(f"ANNOUNCER_KEYS_FILE: there is no file {settings.keys_file}.")
        return cls(fixed, tuple(path for path in (settings.config, settings.keys_file) if path is not None))

    @property
    def guarded(self) -> bool:
        """Whether a key is needed at all. May look at the files."""
        self.held()
        return self._had_keys

    def find(self, secret: bytes) -> Key | None:
        """The key with that secret. Compares with every key, each in constant time. May look at the files."""
        digest = digest_of(secret)
        found = [key for key in self.held() if key.matches(digest)]
        return found[0] if found else None

    def held(self) -> tuple[Key, ...]:
        """Those that hold now."""
        with self._lock:
            now = self._clock_s()
            if now - self._looked_s >= LOOKED_EVERY_S:
                self._looked_s = now
                self._look()
            return self._keys

    def _look(self) -> None:
        stamps = _stamps(self._paths)
        if stamps == self._stamps:
            return
        self._stamps = stamps
        try:
            self._keys = _checked((*self._fixed, *_of_files(self._paths)))
        except InvalidSettingError as error:
            self.fault = error.detail
            LOG.error("the keys are those of before: %s", error.detail)  # noqa: TRY400 - no trace of a typing mistake
            return
        self.fault = ""
        self._had_keys = self._had_keys or bool(self._keys)
        LOG.info("%d keys hold from now on", len(self._keys))


def _stamps(paths: tuple[Path, ...]) -> Stamps:
    return tuple(_stamp(path) for path in paths)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - through a symlink, as Kubernetes mounts secrets
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _of_files(paths: tuple[Path, ...]) -> list[Key]:
    return [key for path in paths for key in _of_file(path)]


def _of_file(path: Path) -> list[Key]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("key", [])
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSettingError(f"{path}: it cannot be read: {error}.") from error
    if not isinstance(tables, list):
        raise InvalidSettingError(f"{path}: keys are tables: [[key]].")
    return [_key(path, number, table) for number, table in enumerate(tables, 1)]


def _key(path: Path, number: int, table: object) -> Key:
    try:
        return Key.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        member = ".".join(str(part) for part in first["loc"][:1]) or "the table"
        raise InvalidSettingError(f"{path}: key {number}, {member}: {said(first)}.") from error


def _checked(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Raises InvalidSettingError for two of one name, or too many to compare at each call."""
    twice = [name for name, count in Counter(key.name for key in keys).items() if count > 1]
    if twice:
        raise InvalidSettingError(f"Two keys have the name {twice[0]}.")
    if len(keys) > MOST_KEYS:
        raise InvalidSettingError(f"There are more than {MOST_KEYS:,} keys.")
    return keys
