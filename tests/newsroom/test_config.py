"""announcer.toml: what it may say, and how its mistakes are explained."""

from pathlib import Path

import pytest

from app.errors import InvalidRequestError, InvalidSettingError
from app.newsroom.config import Mistake, Newsroom, line_of, load_newsroom, read_newsroom
from app.newsroom.periods import period_s
from app.text.article import Part

GOOD = """
[voices]
tr = "tr_TR-dfki-medium"

[read]
parts = ["title", "body"]
leave_out = [".related", "aside.ad"]

[[source]]
name = "front"
url = "https://news.example/feed.xml"
since = "24h"
limit = 100

[[source]]
path = "export/today.jsonl"
language = "tr"
parts = ["body"]
leave_out = ["figure"]
automatic_summary = true

[[feed]]
name = "ekonomi"
title = "Ekonomi"
language = "tr"
section = "Ekonomi"
"""


def test_a_whole_file_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "announcer.toml"
    path.write_text(GOOD)
    newsroom = load_newsroom(path)
    assert newsroom.voices == {"tr": "tr_TR-dfki-medium"}
    assert [source.url or source.path for source in newsroom.source] == [
        "https://news.example/feed.xml",
        "export/today.jsonl",
    ]
    first, second = (newsroom.usual(source) for source in newsroom.source)
    assert (first.parts, first.leave_out) == ((Part.TITLE, Part.BODY), (".related", "aside.ad"))
    assert second.leave_out == (".related", "aside.ad", "figure")
    assert (second.language, second.parts, second.automatic_summary) == ("tr", (Part.BODY,), True)
    assert newsroom.usual().leave_out == (".related", "aside.ad")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_newsroom(tmp_path / "announcer.toml") == Newsroom()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('[[source]]\nurl = "https://a.example/"\n\n[[source]]\nname = "x"\nlimit = 0\nurl = "https://b/"', 6, "limit"),
        ('[[source]]\nurl = "ftp://a.example/"', 2, "source.url"),
        ('[[source]]\nname = "both"\nurl = "https://a/"\npath = "b"', 1, "either url or path"),
        ('[[source]]\nname = "none"', 1, "either url or path"),
        ('[read]\npart = ["title"]', 2, "no such setting"),
        ('[read]\nparts = ["titel"]', 2, "read.parts"),
        ('[[source]]\npath = "a"\nsince = "yesterday"', 3, "24h"),
        ('\n[[feed]]\ntitle = "x"', 2, "feed.name"),
        ("sources = 1", 1, "no such setting"),
        ("[voices]\ntr = 1", 2, "voices.tr"),
        ("[read\n", 1, "not TOML"),
        ("a = 1\nb = \n", 2, "not TOML"),
    ],
)
def test_a_mistake_is_explained_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = tmp_path / "announcer.toml"
    path.write_text(text)
    found = read_newsroom(path)
    assert isinstance(found, list)
    assert (found[0].line, said in found[0].what) == (line, True), found
    with pytest.raises(InvalidSettingError, match=f"line {line}"):
        load_newsroom(path)


def test_what_is_no_text_is_explained_too(tmp_path: Path) -> None:
    (tmp_path / "announcer.toml").write_bytes(b"\xff\xfe\x00")
    assert read_newsroom(tmp_path / "announcer.toml") == [Mistake(0, "it is not UTF-8 text (byte 0)")]
    assert read_newsroom(tmp_path) == [Mistake(0, "it cannot be read: Is a directory")]


def test_a_members_line_is_its_own_else_its_tables() -> None:
    assert line_of(GOOD, ("source", 1, "language")) == GOOD.splitlines().index('language = "tr"') + 1
    assert line_of(GOOD, ("source", 1, "voice")) == GOOD.splitlines().index("[[source]]", 13) + 1
    assert line_of(GOOD, ("nothing",)) == line_of(GOOD, ()) == 0


@pytest.mark.parametrize(
    ("text", "seconds"), [("24h", 86_400), ("90m", 5_400), ("1h30m", 5_400), ("7d", 604_800), (" 5S ", 5), ("0s", 0)]
)
def test_lengths_of_time_are_written_as_people_do(text: str, seconds: float) -> None:
    assert period_s(text) == seconds


@pytest.mark.parametrize("text", ["", "24", "h", "1.5h", "-1h", "yesterday", "1h 30m", "9999999h"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError):
        period_s(text)
