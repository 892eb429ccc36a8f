"""Reading what strangers wrote, in a child process with a limit on time and memory.

A hostile page can make any parser slow or large: the child is then ended and the next document gets a new one.
Parent and child talk in lines of JSON, a document's bytes following its line.
"""

import asyncio
import contextlib
import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from app.errors import NoArticleError, named
from app.ingest.found import Listed, Page

WALL_S = 20.0
"""The slowest honest page of 5 MB takes a few seconds."""
MEMORY_BYTES = 1_500_000_000
"""Of address space, libraries included."""
DOCUMENTS_EACH = 200
"""A child is replaced now and then, for what its libraries keep."""
LONGEST_ANSWER = 64_000_000
READERS = 2
REMEMBERED_HOSTS = 1_000


class Documents:
    """Reads pages, feeds and sitemaps, two at a time, of one host one at a time; `close` it.

    `host` is whose document it is: one that sends slow ones has its own next one wait, and nobody else's.
    """

    def __init__(self, *, wall_s: float = WALL_S, memory_bytes: int = MEMORY_BYTES) -> None:
        readers = [_Reader(wall_s, memory_bytes) for _ in range(READERS)]
        self._readers = readers
        self._idle: asyncio.LifoQueue[_Reader] = asyncio.LifoQueue()  # the second is begun when it is needed
        for reader in reversed(readers):
            self._idle.put_nowait(reader)
        self._turns: dict[str, asyncio.Lock] = {}

    async def page(
        self,
        content: bytes,
        *,
        host: str = "",
        charset: str | None = None,
        leave_out: Sequence[str] = (),
        keep: Sequence[str] = (),
        handed: bool = False,
    ) -> Page:
        """The article of a page, as `read_page` finds it. Raises what that raises."""
        options = {"charset": charset, "leave_out": list(leave_out), "keep": list(keep), "handed": handed}
        found = await self._ask(host, "page", content, **options)
        return Page(**{**found, "published_at": _moment(found["published_at"])})

    async def listing(self, content: bytes, *, url: str) -> list[Listed]:
        """The articles a feed or sitemap names. Raises InvalidFeedError."""
        found = await self._ask(urlsplit(url).netloc, "listing", content, url=url)
        return [Listed(**{**each, "published_at": _moment(each["published_at"])}) for each in found]

    async def kind(self, content: bytes, *, host: str = "") -> str:
        """Whether it is a "feed", a "sitemap" or a "page"."""
        return str(await self._ask(host, "kind", content))

    async def close(self) -> None:
        """End the children."""
        for reader in self._readers:
            await reader.close()

    async def _ask(self, host: str, what: str, content: bytes, **options: Any) -> Any:
        async with self._turns.setdefault(host, asyncio.Lock()) if host else contextlib.nullcontext():
            reader = await self._idle.get()
            try:
                return await reader.ask(what, content, **options)
            finally:
                self._idle.put_nowait(reader)
                if len(self._turns) > REMEMBERED_HOSTS:
                    self._turns = {name: each for name, each in self._turns.items() if each.locked()}


class _Reader:
    """One child process, begun when it is needed."""

    def __init__(self, wall_s: float, memory_bytes: int) -> None:
        self._wall_s = wall_s
        self._memory_bytes = memory_bytes
        self._child: asyncio.subprocess.Process | None = None
        self._read = 0
        self._turn = asyncio.Lock()

    async def close(self) -> None:
        """End the child."""
        async with self._turn:
            await self._end()

    async def ask(self, what: str, content: bytes, **options: Any) -> Any:
        """What the child answers. Raises what it says, NoArticleError when it takes too long or too much."""
        async with self._turn:
            if self._child is None or self._read >= DOCUMENTS_EACH:
                await self._end()
                self._child = await self._begin()
            self._read += 1
            try:
                async with asyncio.timeout(self._wall_s):
                    answer = await self._exchange(self._child, {"what": what, "size": len(content)} | options, content)
            except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError) as error:
                await self._end()
                raise NoArticleError("The document takes too long or too much memory to read.") from error
            except BaseException:
                await self._end()  # cancelled: its answer would be taken for the next one's
                raise
        if "code" in answer:
            raise named(answer["code"], answer["detail"])
        return answer["found"]

    async def _begin(self) -> asyncio.subprocess.Process:
        self._read = 0
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # not from whatever folder the announcer was started in
            "-m",
            "app.ingest.reader",
            str(self._memory_bytes),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=LONGEST_ANSWER,
        )

    async def _exchange(self, child: asyncio.subprocess.Process, question: dict[str, Any], content: bytes) -> Any:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(question).encode() + b"\n" + content)
        await child.stdin.drain()
        return json.loads(await child.stdout.readuntil())

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
            if child.stdin is not None:
                child.stdin.close()


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
