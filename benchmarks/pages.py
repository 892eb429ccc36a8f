"""What is read aloud of real pages, by address and as a file, beside trafilatura and readability-lxml.

`python -m benchmarks.pages [PART OF A NAME]` prints a line of figures each, then the pages below 0.8, those more than
0.05 worse than trafilatura, those over 1 s, and the titles that are not the expected ones. The measure is the share of
words that lie in runs of four which the other text has too; a page that is refused counts 0.
"""

import asyncio
import contextlib
import json
import statistics
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import trafilatura
from lxml import html

from app.errors import AnnouncerError
from app.ingest.documents import Documents
from app.ingest.fetch import Document
from app.ingest.found import NO_VALIDATORS
from app.ingest.words import covered, words_of
from app.narration.reading import language_of, script_of
from app.narration.wish import AS_USUAL, Wish
from app.newsroom.files import wish_from
from app.newsroom.pages import Pages
from app.text.article import Part
from app.text.spoken import NO_PRONUNCIATIONS
from app.voices import VoiceCatalogue
from benchmarks.data import SHARED

ARCHIVE = SHARED / "pages" / "pages.tar.xz"
MOST_BYTES = 20_000_000
LOW, WORSE, SLOW_S = 0.8, 0.05, 1.0
TURKISH = "fundus-tr"


@dataclass
class Scores:
    """Precision, recall and F1 of each page."""

    rows: dict[str, tuple[float, float, float]] = field(default_factory=dict)

    def add(self, name: str, got: str, want: str) -> None:
        own, wanted = words_of(got), words_of(want)
        precision = sum(covered(own, wanted)) / len(own) if own else 0.0
        recall = sum(covered(wanted, own)) / len(wanted) if wanted else 0.0
        both = precision + recall
        self.rows[name] = precision, recall, 2 * precision * recall / both if both else 0.0

    def f1(self, name: str) -> float:
        return self.rows[name][2]

    def line(self) -> str:
        precision, recall, f1 = (statistics.mean(column) for column in zip(*self.rows.values(), strict=True))
        low = sum(row[2] < LOW for row in self.rows.values())
        return f"n={len(self.rows)}  P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  under {LOW}: {low}"


@dataclass(frozen=True)
class Read:
    """What is read of a page: its title, and its paragraphs without it."""

    title: str | None
    paragraphs: tuple[str, ...]
    seconds: float


def main() -> None:
    """Measure the shared pages, if they are there."""
    if not ARCHIVE.exists():
        print(f"{ARCHIVE.name}: not measured, ANNOUNCER_BENCHMARKS names no folder that holds it.")
        return
    with unpacked() as folder:
        asyncio.run(_measured(folder, sys.argv[1] if __name__ == "__main__" and sys.argv[1:] else ""))


@contextlib.contextmanager
def unpacked() -> Iterator[Path]:
    """The folder of the shared pages, for a while."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(folder, filter="data")
        yield Path(folder)


async def _measured(folder: Path, part: str) -> None:
    table = {name: Scores() for name in ("address", "file", "trafilatura", "readability")}
    slow, titles, turkish = [], [], []
    documents = Documents()
    voices = VoiceCatalogue(Path("voices"))
    for row in _rows(folder, part):
        name, want = row["name"], row["text"]
        path = folder / "pages" / f"{name}.html"
        content = path.read_bytes()
        try:
            read = await _by_address(row["url"], content, documents, voices)
        except AnnouncerError as error:
            print(f"  {name}: {error.code}")
            read = Read(None, (), 0.0)
        title = row["title"] or read.title
        table["address"].add(name, _without(title, read.paragraphs), want)
        table["file"].add(name, _without(title, _by_file(path, voices)), want)
        table["trafilatura"].add(name, _without(title, _trafilatura(content)), want)
        if find_spec("readability"):  # its pins are not ours: install it to measure it
            table["readability"].add(name, _without(title, _readability(content)), want)
        slow += [f"{name} {read.seconds:.2f} s"] if read.seconds > SLOW_S else []
        titles += _wrong_title(name, row["title"], read)
        turkish += [name] if row["set"] == TURKISH else []
    await documents.close()
    for kind, scores in table.items():
        print(f"  {kind:12} {scores.line() if scores.rows else 'not installed, not measured'}")
    ours, theirs = table["address"], table["trafilatura"]
    if turkish:
        print(f"  Turkish pages: {statistics.mean(map(ours.f1, turkish)):.3f} (n={len(turkish)})")
    print(f"  under {LOW}: {[name for name in ours.rows if ours.f1(name) < LOW]}")
    print(f"  worse than trafilatura: {[name for name in ours.rows if ours.f1(name) < theirs.f1(name) - WORSE]}")
    print(f"  over {SLOW_S:g} s: {slow}")
    print("  titles:", *titles, sep="\n    ")


def _rows(folder: Path, part: str) -> Iterator[dict[str, Any]]:
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if part in row["name"]:
            yield row


async def _by_address(url: str | None, content: bytes, documents: Documents, voices: VoiceCatalogue) -> Read:
    pages = Pages(_Fetched(content), documents)  # type: ignore[arg-type]
    began = time.perf_counter()
    wish = await pages.words(Wish(url=url or "https://news.example/a"))
    seconds = time.perf_counter() - began
    return Read(wish.title, tuple(_paragraphs(replace(wish, title=None), voices)), seconds)


@dataclass(frozen=True)
class _Fetched:
    content: bytes

    async def fetch(self, address: str, _known: object) -> Document:
        return Document(address, self.content, "text/html", None, NO_VALIDATORS)


def _by_file(path: Path, voices: VoiceCatalogue) -> list[str]:
    try:
        return list(_paragraphs(replace(wish_from(str(path), AS_USUAL, MOST_BYTES), title=None), voices))
    except AnnouncerError:
        return []


def _paragraphs(wish: Wish, voices: VoiceCatalogue) -> Iterator[str]:
    blocks: dict[tuple[Part, int], list[str]] = {}
    for line in script_of(wish, language_of(wish, voices.languages), NO_PRONUNCIATIONS).lines:
        blocks.setdefault((line.part, line.block), []).append(line.written)
    return (" ".join(lines) for lines in blocks.values())


def _trafilatura(content: bytes) -> list[str]:
    return (trafilatura.extract(content, include_comments=False, include_tables=False) or "").split("\n")


def _readability(content: bytes) -> list[str]:
    from readability import Document as Readable

    try:
        found = html.fromstring(Readable(content.decode("utf-8", "replace")).summary())
    except Exception as error:  # noqa: BLE001 - whatever it stumbles over is its result
        print(f"  readability-lxml: {type(error).__name__}")
        return []
    for each in found.iter("p", "div", "li", "br", "h1", "h2", "h3", "h4"):
        each.tail = f"\n{each.tail or ''}"
    return found.text_content().split("\n")


def _without(title: str | None, paragraphs: object) -> str:
    return "\n".join(each for each in paragraphs if words_of(each) != words_of(title or ""))  # type: ignore[attr-defined]


def _wrong_title(name: str, expected: str | None, read: Read) -> Iterator[str]:
    own = words_of(read.title or "")
    if own and any(words_of(each) == own for each in read.paragraphs):
        yield f"{name}: read twice: {read.title}"
    if expected and read.paragraphs and words_of(unescape(expected)) != own:
        yield f"{name}: {read.title}; expected: {expected}"


if __name__ == "__main__":
    main()
