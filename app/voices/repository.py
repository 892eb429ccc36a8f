"""Where voices come from: a Piper voice repository behind an address, or the same layout in a folder.

A repository has a `voices.json`, {name: {"files": {path: {"size_bytes": int, "md5_digest": hex}}}}, and the files at
those paths; "make" beside "files" names a make other than Piper. A folder may also simply hold voices as a voices
folder does, as carried on a stick to a site without internet.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import quote

import httpx2

from app.errors import VoiceInstallError
from app.voices.folder import ABOUT, read_about
from app.voices.remote import DIGESTS
from app.voices.voice import CARD_SUFFIX, MODEL_SUFFIX

INDEX_NAME = "voices.json"
MAX_INDEX_BYTES = 20_000_000
"""The public index is a few hundred kB; a hostile or broken server shall not fill the memory."""
BLOCK_BYTES = 1 << 16
TIMEOUT = httpx2.Timeout(30.0, connect=10.0)
MAX_REDIRECTS = 5
LINKED_DIGEST = "X-Linked-Etag"
"""In which a model hub tells the sha256 of a large file, before it leads to where that is kept."""
WORTH_RETRYING = frozenset({408, 425, 429, 500, 502, 503, 504})


class InterruptedTransferError(Exception):
    """The connection failed or the server is busy: trying again may help. Never leaves app.voices."""


@dataclass(frozen=True, slots=True)
class Content:
    """An open file of a repository."""

    start_byte: int
    """Where the blocks begin: what was asked for, or 0 where the server cannot begin in the middle."""

    blocks: Iterator[bytes]


class Repository(Protocol):
    """A source of voices; a context manager, so that connections are closed."""

    @property
    def place(self) -> str:
        """Where it is, for messages and records: without a password."""
        ...

    def index(self) -> Mapping[str, Any]:
        """The parsed voices.json, unchecked inside. Raises VoiceInstallError, InterruptedTransferError."""
        ...

    def open(self, path: str, start_byte: int) -> AbstractContextManager[Content]:
        """Open one file from a byte on. Raises VoiceInstallError, InterruptedTransferError (also while reading)."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


def open_repository(place: str) -> Repository:
    """A repository for an http(s) address or a folder. Raises VoiceInstallError when it is neither."""
    if place.startswith(("https://", "http://")):
        return HttpRepository(place)
    folder = Path(place.removeprefix("file://")).expanduser()
    if not folder.is_dir():
        raise VoiceInstallError(f"{place} is neither an http(s) address nor a folder.")
    return FolderRepository(folder)


class FolderRepository:
    """A repository in a folder: a mirror of the public one, or just the voices' files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def index(self) -> Mapping[str, Any]:
        """Read voices.json, or list the voices that lie in the folder."""
        path = self._folder / INDEX_NAME
        try:
            return _parse_index(path.read_bytes(), str(path)) if path.exists() else self._index_of_files()
        except OSError as error:
            raise VoiceInstallError(f"{path} cannot be read ({error.strerror}).") from error

    def _index_of_files(self) -> dict[str, Any]:
        """What a voices.json would say, without digests: there is nothing to compare the files with."""
        index: dict[str, Any] = {}
        for model in self._folder.glob(f"*{MODEL_SUFFIX}"):
            key = model.name.removesuffix(MODEL_SUFFIX)
            files = [model, model.with_name(f"{model.name}.json"), model.with_name(key + CARD_SUFFIX)]
            index[key] = {"files": self._sizes(files)}
        for about in self._folder.glob(f"*/{ABOUT}"):
            index[about.parent.name] = {**read_about(about.parent)[0], "files": self._sizes(about.parent.rglob("*"))}
        return index

    def _sizes(self, files: Iterable[Path]) -> dict[str, Any]:
        return {
            file.relative_to(self._folder).as_posix(): {"size_bytes": file.stat().st_size}
            for file in files
            if file.is_file()
        }

    @contextmanager
    def open(self, path: str, start_byte: int) -> Iterator[Content]:
        """Open a file below the folder."""
        # The path was checked to be relative and without "..". Links inside the folder are its owner's own business:
        # download caches keep the files behind links.
        try:
            with (self._folder / path).open("rb") as file:
                file.seek(start_byte)
                yield Content(start_byte, iter(lambda: file.read(BLOCK_BYTES), b""))
        except OSError as error:
            raise VoiceInstallError(f"{self._folder / path} cannot be read ({error.strerror}).") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass


class HttpRepository:
    """A repository behind an address, such as the public one."""

    def __init__(
        self, base: str, transport: httpx2.BaseTransport | None = None, *, index: Mapping[str, Any] | None = None
    ) -> None:
        """`index` is what its voices.json would say, where there is none; it may leave sizes to the server."""
        self._index = index
        try:
            # Messages and records name the address without the user name and password it may carry.
            self._shown = str(httpx2.URL(base.rstrip("/")).copy_with(username=None, password=None))
        except httpx2.InvalidURL as error:
            raise VoiceInstallError(f"The repository's address is not valid: {error}.") from error
        self._base = base.rstrip("/")
        self._client = httpx2.Client(
            follow_redirects=True,
            max_redirects=MAX_REDIRECTS,
            timeout=TIMEOUT,
            transport=transport,
            # Compressed answers would make a byte range mean something else than a part of the file.
            headers={"Accept-Encoding": "identity", "User-Agent": "announcer"},
        )

    @property
    def place(self) -> str:
        """The address, without the user name and password it may carry."""
        return self._shown

    def index(self) -> Mapping[str, Any]:
        """Fetch voices.json, at most MAX_INDEX_BYTES of it; where it is known, only the sizes that it does not tell."""
        if self._index is not None:
            return {key: {**entry, "files": self._sized(entry["files"])} for key, entry in self._index.items()}
        body = bytearray()
        with self.open(INDEX_NAME, 0) as content:
            for block in content.blocks:
                body += block
                if len(body) > MAX_INDEX_BYTES:
                    raise VoiceInstallError(f"{self._shown}/{INDEX_NAME} is too large to be a voice index.")
        return _parse_index(bytes(body), f"{self._shown}/{INDEX_NAME}")

    def _sized(self, files: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
        return {
            path: about if "size_bytes" in about else {**about, **self._told(path)} for path, about in files.items()
        }

    def _told(self, path: str) -> dict[str, Any]:
        """What the server says of a file beforehand: its size, and from a model hub its sha256 digest."""
        shown = f"{self._shown}/{path}"
        try:
            response = self._client.head(f"{self._base}/{quote(path)}")
        except httpx2.TransportError as error:
            raise InterruptedTransferError(f"{shown}: {str(error) or type(error).__name__}") from error
        except (httpx2.TooManyRedirects, httpx2.InvalidURL) as error:
            raise VoiceInstallError(f"{shown} leads nowhere ({error}).") from error
        self._check(response, shown)
        size = response.headers.get("Content-Length", "")
        if not size.isdecimal():
            raise VoiceInstallError(f"{shown} does not tell how long it is.")
        told: dict[str, Any] = {"size_bytes": int(size)}
        digests = [each.headers.get(LINKED_DIGEST, "").strip('"') for each in (*response.history, response)]
        if digest := next(filter(DIGESTS["sha256"].match, digests), ""):
            told["sha256_digest"] = digest
        return told

    @contextmanager
    def open(self, path: str, start_byte: int) -> Iterator[Content]:
        """Request a file, following redirects that keep the encryption."""
        shown = f"{self._shown}/{path}"
        headers = {"Range": f"bytes={start_byte}-"} if start_byte else {}
        try:
            with self._client.stream("GET", f"{self._base}/{quote(path)}", headers=headers) as response:
                self._check(response, shown)
                yield Content(_start(response, start_byte, shown), response.iter_raw(BLOCK_BYTES))
        except httpx2.TransportError as error:
            raise InterruptedTransferError(f"{shown}: {str(error) or type(error).__name__}") from error
        except (httpx2.TooManyRedirects, httpx2.InvalidURL) as error:
            raise VoiceInstallError(f"{shown} leads nowhere ({error}).") from error

    def _check(self, response: httpx2.Response, shown: str) -> None:
        # A step from https down to http would let anyone on the way replace the index and with it the digests.
        if self._base.startswith("https://") and response.url.scheme != "https":
            raise VoiceInstallError(f"{shown} leads to an address without encryption; refused.")
        if response.status_code in WORTH_RETRYING:
            raise InterruptedTransferError(f"{shown} answered {response.status_code}")
        if response.status_code not in (200, 206):
            raise VoiceInstallError(f"{shown} answered {response.status_code}.")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()


def _start(response: httpx2.Response, asked: int, shown: str) -> int:
    """Where the body begins. An answer for another range than the one asked for cannot be used (RFC 9110, 14.4)."""
    if response.status_code == httpx2.codes.OK:
        return 0
    if not response.headers.get("Content-Range", "").startswith(f"bytes {asked}-"):
        raise VoiceInstallError(f"{shown} came as another part than was asked for.")
    return asked


def _parse_index(body: bytes, where: str) -> Mapping[str, Any]:
    try:
        index = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise VoiceInstallError(f"{where} is not a voice index: it is not valid JSON.") from error
    if not isinstance(index, dict):
        raise VoiceInstallError(f"{where} is not a voice index: it is not a JSON object.")
    return index
