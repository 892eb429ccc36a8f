"""Which voice reads a language where nobody names one."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from app.errors import DefaultVoiceFixedError, InvalidRequestError
from app.newsroom.default_voices import PATH, Decider, DefaultVoices
from app.store.files import Files
from app.store.shelf import FileShelf

ADA, BEA, CEM = "tr_TR-ada-medium", "en_GB-bea-high", "tr_TR-cem-low"


NONE: Mapping[str, str] = {}


def defaults(
    folder: Path, *, in_file: Mapping[str, str] = NONE, in_settings: Mapping[str, str] = NONE
) -> DefaultVoices:
    return DefaultVoices(FileShelf(folder), in_file=in_file, in_settings=in_settings)


def test_a_choice_is_kept_and_taken_back(tmp_path: Path) -> None:
    ours = defaults(tmp_path)
    assert (ours.current(), ours.decider("tr")) == ({}, Decider.AUTOMATIC)
    ours.choose("tr-TR", ADA)
    ours.choose("en", BEA)
    assert ours.current() == {"tr": ADA, "en": BEA}
    assert defaults(tmp_path).decider("tr") is Decider.STUDIO
    ours.forget("tr")
    assert ours.current() == {"en": BEA}


def test_another_process_sees_it_at_once(tmp_path: Path) -> None:
    ours, theirs = defaults(tmp_path), defaults(tmp_path)
    for key in (ADA, CEM, ADA):
        ours.choose("tr", key)
        assert theirs.current() == {"tr": key}
    theirs.choose("en", BEA)
    assert ours.current() == {"tr": ADA, "en": BEA}


@pytest.mark.parametrize("tag", ["tr", "TR"])
def test_settings_go_before_the_file_and_the_file_before_the_studio(tmp_path: Path, tag: str) -> None:
    defaults(tmp_path).choose("tr", ADA)
    assert defaults(tmp_path, in_file={"tr": CEM}).current()["tr"] == CEM
    both = defaults(tmp_path, in_file={"en": BEA, "tr": ADA}, in_settings={tag: CEM})
    assert both.current()[tag] == CEM
    assert (both.decider("tr"), both.decider("en")) == (Decider.SETTING, Decider.FILE)
    for language in ("tr", "en"):
        with pytest.raises(DefaultVoiceFixedError):
            both.choose(language, ADA)
        with pytest.raises(DefaultVoiceFixedError):
            both.forget(language)
    assert (both.needs(frozenset({CEM})), both.needs(frozenset({BEA}))) == (
        "ANNOUNCER_DEFAULT_VOICES",
        "announcer.toml, [voices]",
    )
    assert both.needs(frozenset({"x"})) == ""


def test_a_region_decided_by_hand_leaves_the_language_to_the_studio(tmp_path: Path) -> None:
    ours = defaults(tmp_path, in_settings={"en-GB": BEA})
    ours.choose("en", "en_US-x-low")
    assert ours.current() == {"en-GB": BEA, "en": "en_US-x-low"}


def test_voices_that_go_take_their_choices_with_them(tmp_path: Path) -> None:
    ours = defaults(tmp_path)
    ours.choose("tr", ADA)
    ours.choose("en", BEA)
    ours.forget_voices(frozenset({ADA, CEM}))
    assert ours.current() == {"en": BEA}


def test_a_damaged_file_is_told_and_written_anew(tmp_path: Path) -> None:
    ours = defaults(tmp_path)
    ours.choose("tr", ADA)
    (tmp_path / PATH).write_bytes((tmp_path / PATH).read_bytes().replace(b"ada", b"adb"))
    assert ours.current() == {}
    assert "damaged" in ours.fault
    ours.choose("tr", CEM)
    assert (ours.current(), ours.fault) == ({"tr": CEM}, "")


def test_a_file_that_cannot_be_read_is_as_it_was(tmp_path: Path) -> None:
    class Unreadable(Files):
        def read(self, path: str) -> bytes | None:
            raise OSError(5, "Input/output error")

    defaults(tmp_path).choose("tr", ADA)
    assert DefaultVoices(FileShelf(tmp_path, Unreadable(tmp_path)), in_file={}, in_settings={}).current() == {}


def test_what_is_no_language_is_refused(tmp_path: Path) -> None:
    for language in ("", "1", "../x", "a" * 40):
        with pytest.raises(InvalidRequestError):
            defaults(tmp_path).choose(language, ADA)
    assert list(tmp_path.iterdir()) == []
