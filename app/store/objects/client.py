"""Objects below one prefix of one bucket: get, put, and the two conditional puts that everything else rests on.

A call is tried again when the store stumbles, at most `ATTEMPTS` times, within a deadline that grows with what is sent,
and while retries are left; while the store is away calls fail at once (outage.py), so that no thread waits in vain.
"""

import functools
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError

from app.errors import StoreError
from app.store.objects.faults import RETRY_S, PassingError, status_of, typed
from app.store.objects.outage import Outage

if TYPE_CHECKING:
    from obstore.store import S3Store

ATTEMPTS = 4
DEADLINE_S = 15.0
SLOWEST_BYTES_PER_S = 500_000
"""What is sent at that speed is in time."""
FIRST_PAUSE_S = 0.1
PART_BYTES = 5 << 20
"""What is larger goes in parts of this size, each with the timeout of a request."""
HASTY_BYTES = 256 * 1024
LISTED_AT_ONCE = 1_000

T = TypeVar("T")


class Bucket(Protocol):
    """What we use of obstore's stores: S3Store for real, MemoryStore and counting fakes in tests."""

    def get(self, path: str, *, options: Any = ...) -> Any: ...  # noqa: D102 - obstore documents them
    def head(self, path: str) -> Any: ...  # noqa: D102
    def put(  # noqa: D102
        self, path: str, file: Any, *, attributes: Any = ..., mode: Any = ..., use_multipart: bool | None = ...
    ) -> Any: ...
    def delete(self, paths: str | Sequence[str]) -> None: ...  # noqa: D102
    def list(self, prefix: str | None = ..., *, offset: str | None = ..., chunk_size: int = ...) -> Any: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Found:
    """An object, as a listing has it."""

    path: str
    size: int
    etag: str
    modified: datetime
    """By the store's clock."""


class Objects:
    """The objects of a bucket, by path ("clips/0a/x.flac"). Blocks, thread-safe, raises only StoreError and its kin."""

    def __init__(
        self,
        bucket: Bucket,
        name: str = "in memory",
        *,
        patient: Bucket | None = None,
        deadline_s: float = DEADLINE_S,
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`name` is what people call the store: it stands in every error.

        `patient`: the same bucket, for what takes long to send; the other one gives up after seconds without an answer.
        """
        self._bucket = bucket
        self._patient = patient or bucket
        self.name = name
        self._deadline_s = deadline_s
        self._pause = pause
        self._outage = Outage(clock)

    def get(self, path: str, *, is_hurried: bool = False) -> tuple[bytes, str] | None:
        """The object and its etag; None when there is none. Who is hurried asks once."""

        def read() -> tuple[bytes, str]:
            found = self._bucket.get(path)
            return bytes(found.bytes()), found.meta["e_tag"] or ""

        return self._unless_absent(read, 1 if is_hurried else ATTEMPTS)

    def get_range(self, path: str, start: int, end: int) -> bytes | None:
        """The bytes from `start` to before `end`, fewer at its end; None when there is no such object."""
        return self._unless_absent(lambda: bytes(self._bucket.get(path, options={"range": (start, end)}).bytes()))

    def head(self, path: str) -> Found | None:
        """Size, etag and time of an object; None when there is none."""
        return self._unless_absent(lambda: _found(self._bucket.head(path)))

    def put(self, path: str, data: bytes | Path, media_type: str = "application/octet-stream") -> str:
        """Write an object, or the content of a file, in place of whatever is there; its etag."""
        size = data.stat().st_size if isinstance(data, Path) else len(data)
        in_parts = size > PART_BYTES
        bucket = self._patient if size > HASTY_BYTES else self._bucket
        attributes = {"Content-Type": media_type}
        written = self._tried(lambda _: bucket.put(path, data, use_multipart=in_parts, attributes=attributes), size)
        return written["e_tag"] or ""

    def create(self, path: str, data: bytes) -> str | None:
        """Write an object that is not there yet; its etag, None when it is there."""
        return self._put_if(path, data, "create")

    def replace(self, path: str, data: bytes, etag: str) -> str | None:
        """Write an object in place of the one with that etag; the new etag, None when another is there by now."""
        return self._put_if(path, data, {"e_tag": etag})

    def delete(self, path: str, *more: str) -> None:
        """Remove objects; what is not there is no error."""

        def remove(_: int) -> None:
            try:
                self._bucket.delete([path, *more])
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise

        self._tried(remove)

    def list(self, prefix: str, after: str | None = None) -> Iterator[Found]:
        """The objects below a folder ("clips/0a"; "" for all), by path, those behind `after`."""
        while True:
            page = self._tried(functools.partial(self._page, prefix, after))
            yield from page
            if len(page) < LISTED_AT_ONCE:
                return
            after = page[-1].path

    def sign(self, path: str, seconds: float) -> str:
        """An address at which anybody may read the object for so long. Asks nothing of the store."""
        return str(obstore.sign(cast("S3Store", self._bucket), "GET", path, timedelta(seconds=seconds)))

    def _page(self, prefix: str, after: str | None, _: int) -> Sequence[Found]:
        pages = self._bucket.list(prefix or None, offset=after, chunk_size=LISTED_AT_ONCE)
        return [_found(each) for each in next(iter(pages), ())]

    def _put_if(self, path: str, data: bytes, mode: Any) -> str | None:
        """A put with a condition. One that failed may have been done, so a refused retry looks who was first."""

        def write(attempt: int) -> str | None:
            try:
                return self._bucket.put(path, data, mode=mode, use_multipart=False)["e_tag"] or ""
            except (AlreadyExistsError, PreconditionError) as error:
                if status_of(error) == 409:  # neither yes nor no: another one is being written
                    raise
            if attempt and (found := self.get(path)) and found[0] == data:
                return found[1]
            return None

        return self._tried(write, len(data))

    def _unless_absent(self, call: Callable[[], T], attempts: int = ATTEMPTS) -> T | None:
        def attempt(_: int) -> T | None:
            try:
                return call()
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise
                return None

        return self._tried(attempt, attempts=attempts)

    def _tried(self, call: Callable[[int], T], size: int = 0, *, attempts: int = ATTEMPTS) -> T:
        """The call's result, tried again after failures that pass; it hears how many there were."""
        if not self._outage.admits():
            raise PassingError(f"The object store {self.name} does not answer.", retry_after_s=RETRY_S)
        deadline = time.monotonic() + self._deadline_s + size / SLOWEST_BYTES_PER_S
        for attempt in range(attempts):
            try:
                result = call(attempt)
            except StoreError:
                raise
            except (BaseError, OSError, ValueError) as error:
                failure = self._failed(error)
                pause_s = FIRST_PAUSE_S * 2**attempt
                is_last = attempt == attempts - 1 or time.monotonic() + pause_s > deadline
                if not isinstance(failure, PassingError) or is_last or not self._outage.may_retry():
                    raise failure from error
                self._pause(pause_s)
            else:
                self._outage.answered(well=True)
                return result
        raise AssertionError  # the last attempt returns or raises

    def _failed(self, error: BaseError | OSError | ValueError) -> StoreError:
        if status_of(error) is None:
            self._outage.unanswered()
        else:
            self._outage.answered(well=False)
        return typed(error, self.name)


def _found(meta: Any) -> Found:
    return Found(meta["path"], meta["size"], meta["e_tag"] or "", meta["last_modified"])
