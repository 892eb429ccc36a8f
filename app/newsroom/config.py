"""`announcer.toml`: the newsroom's sources, voices, feeds, and how its articles are read."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.errors import InvalidRequestError, InvalidSettingError
from app.forms import ADDRESS, NAME, said
from app.keys import Key
from app.narration.wish import Wish
from app.newsroom.periods import period_s
from app.text.article import Part

Name = Annotated[str, Field(pattern=NAME)]


def _a_period(text: str) -> str:
    try:
        period_s(text)
    except InvalidRequestError as error:
        raise ValueError(error.detail) from error
    return text


Place = tuple[str | int, ...]
"""Of a member in the file, such as ("source", 1, "url")."""
Period = Annotated[str, AfterValidator(_a_period)]


class Table(BaseModel):
    """A table of the file: a member nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Read(Table):
    """How articles are read, unless their source says otherwise."""

    parts: tuple[Part, ...] = tuple(Part)
    leave_out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    automatic_summary: bool = False


class Source(Table):
    """Where articles come from: an address (feed, sitemap or page), or a file or folder of this machine."""

    name: Name | None = None
    url: str | None = Field(None, max_length=2_000, pattern=ADDRESS)
    path: str | None = None
    language: str | None = Field(None, min_length=2, max_length=35)
    voice: str | None = None
    speed: float = Field(1.0, ge=0.5, le=2.0)
    parts: tuple[Part, ...] | None = None
    leave_out: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    automatic_summary: bool | None = None
    section: str | None = None
    since: Period | None = None
    limit: int | None = Field(None, ge=1)
    full_text: bool = False
    """Its feed has whole articles: they are read from there."""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("a source has either url or path")
        return self


class Feed(Table):
    """A podcast feed under `/feeds/NAME.xml`."""

    name: Name
    title: str = Field(min_length=1, max_length=200)
    description: str | None = None
    language: str | None = None
    section: str | None = None
    author: str | None = None
    email: str | None = None
    image: str | None = Field(None, pattern=ADDRESS)
    category: str = "News"
    site: str | None = Field(None, pattern=ADDRESS)
    limit: int = Field(100, ge=1, le=1_000)


class LetGo(Table):
    """After how long narrations go; the first that names an article's section, or none, decides about it."""

    after: Period
    section: str | None = Field(default=None, min_length=1, max_length=200)


class Newsroom(Table):
    """The whole file."""

    voices: dict[str, str] = Field(default_factory=dict)
    read: Read = Read()
    source: tuple[Source, ...] = ()
    feed: tuple[Feed, ...] = ()
    let_go: tuple[LetGo, ...] = Field(default=(), max_length=100)
    key: tuple[Key, ...] = ()
    """Read again while the service runs: see `KeyRing`."""

    def usual(self, source: Source | None = None) -> Wish:
        """How the articles of a source are wanted; without one, all others."""
        if source is None:
            return Wish(
                parts=self.read.parts,
                leave_out=self.read.leave_out,
                keep=self.read.keep,
                automatic_summary=self.read.automatic_summary,
            )
        automatic = source.automatic_summary
        return Wish(
            language=source.language,
            voice=source.voice,
            speed=source.speed,
            parts=source.parts or self.read.parts,
            leave_out=(*self.read.leave_out, *source.leave_out),
            keep=(*self.read.keep, *source.keep),
            automatic_summary=self.read.automatic_summary if automatic is None else automatic,
            section=source.section,
        )


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong in the file, and on which line (from 1; 0 when it is no line's)."""

    line: int
    what: str


def load_newsroom(path: Path) -> Newsroom:
    """The newsroom's file; where there is none, an empty one. Raises InvalidSettingError with lines."""
    found = read_newsroom(path)
    if isinstance(found, Newsroom):
        return found
    lines = "; ".join(f"line {each.line}: {each.what}" if each.line else each.what for each in found)
    raise InvalidSettingError(f"{path}: {lines}.")


def read_newsroom(path: Path) -> Newsroom | list[Mistake]:
    """The newsroom, or everything that is wrong with its file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Newsroom()
    except OSError as error:
        return [Mistake(0, f"it cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return [Mistake(0, f"it is not UTF-8 text (byte {error.start})")]
    try:
        return Newsroom.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        return [Mistake(int(where[1]) if where else len(text.splitlines()), f"not TOML: {error}")]
    except ValidationError as error:
        return [Mistake(line_of(text, each["loc"]), _explained(each)) for each in error.errors()]


def _explained(fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"] if isinstance(part, str))
    what = "there is no such setting" if fault["type"] == "extra_forbidden" else said(fault)
    return f"{place}: {what}".removeprefix(": ")


def line_of(text: str, place: Place) -> int:
    """The line of a member: its own, else its table's, else 0.

    A file of this form has tables of one level, so no second parser is needed to find it.
    """
    if not place:
        return 0
    table, number = str(place[0]), next((part for part in place if isinstance(part, int)), 0)
    member = next((part for part in place[1:] if isinstance(part, str)), None)
    header, seen, inside = 0, -1, False
    for at, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*\[{1,2}\s*([\w-]+)\s*\]{1,2}", line):
            seen += found[1] == table
            inside = found[1] == table and seen == number
            header = at if inside else header
        elif (named := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)) and named[1] == (member if inside else table):
            return at
    return header
