"""Which parts the settings choose, and what is refused before any of them is asked."""

import sys
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidSettingError
from app.parts import open_parts
from app.settings import Settings
from app.store.local import LocalStore


def parts_of(folder: Path, **given: Any) -> Any:
    return open_parts(Settings.load(cache_dir=folder / "cache", lexicon_dir=folder / "lexicon", **given))


def test_without_a_store_that_machines_share_everything_lies_in_the_cache_folder(tmp_path: Path) -> None:
    parts = parts_of(tmp_path)
    assert isinstance(parts.store, LocalStore)
    assert not parts.are_shared
    assert parts.faults() == {}
    assert parts.wishes is None
    parts.shelf.write("a", b"one")
    parts.lexicons.set("en", "Siobhan", "shivawn")
    assert (tmp_path / "cache" / "a").read_bytes() == b"one"
    assert "shivawn" in (tmp_path / "lexicon" / "en.toml").read_text()


@pytest.mark.parametrize(
    ("name", "value"), [("database", "postgresql://db.example/news"), ("broker", "amqp://broker.example//")]
)
def test_what_joins_machines_wants_a_store_that_they_share(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(InvalidSettingError, match=f"ANNOUNCER_{name.upper()}.*ANNOUNCER_STORE"):
        parts_of(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("store", "/srv/announcer"),
        ("store", "https://bucket.example"),
        ("store_endpoint", "minio:9000"),
        ("database", "mysql://anna:s3cret@db/news"),
        ("broker", "http://anna:s3cret@broker"),
    ],
)
def test_an_address_of_another_kind_is_refused_without_its_password(name: str, value: str) -> None:
    with pytest.raises(InvalidSettingError, match=f"ANNOUNCER_{name.upper()}") as refused:
        Settings.load(**{name: value})
    assert "s3cret" not in refused.value.detail


@pytest.mark.parametrize("store", ["s3://", "s3://Bucket", "s3://bucket/../other", "s3://bucket//x"])
def test_a_store_without_a_proper_place_is_refused(tmp_path: Path, store: str) -> None:
    pytest.importorskip("obstore")
    with pytest.raises(InvalidSettingError, match="ANNOUNCER_STORE"):
        parts_of(tmp_path, store=store)


def test_without_the_extra_the_start_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == "obstore" or "store.objects." in each]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(InvalidSettingError, match=r"ANNOUNCER_STORE needs .*announcer\[cluster\]"):
        parts_of(tmp_path, store="s3://bucket/site")
