"""Where voices are looked for, and where a new one is put."""

from pathlib import Path

import pytest

from app.voices import Recommendations, VoiceCatalogue
from app.voices.places import place_to_install, places
from tests.voices.offer import put_voice, tiny_model

ADA = "tr_TR-ada-medium"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of a user whose data folder is `data`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def test_the_first_place_that_has_a_voice_counts(here: Path) -> None:
    folders = (here / "data" / "announcer" / "voices", here / "voices", here / "chosen")
    digests = []
    for number, folder in enumerate(folders):
        put_voice(folder, ADA, model=tiny_model(bytes([number])))
        digests.append(VoiceCatalogue(places(here / "chosen"), Recommendations()).get(ADA).digest)
    assert len(set(digests)) == 3


def test_embedded_voices_come_last_and_are_hidden_by_others_of_their_name(here: Path) -> None:
    catalogue = VoiceCatalogue(places(None), embedded=True)
    assert catalogue.for_language("en", {}).key == "en_US-heart-medium"
    put_voice(here / "voices", "en_US-haus-low")
    assert catalogue.for_language("en", {}).key == "en_US-haus-low"
    home = put_voice(here / "voices", "en_US-announcer-low")
    assert catalogue.get("en_US-announcer-low").home.resolve() == home


@pytest.mark.parametrize(("chosen", "expected"), [("mine", "mine"), (None, "voices")])
def test_a_new_voice_goes_to_the_first_place(here: Path, chosen: str | None, expected: str) -> None:
    (here / "voices").mkdir()
    assert place_to_install(Path(chosen) if chosen else None) == Path(expected)


def test_without_a_folder_of_the_project_it_goes_to_the_users(here: Path) -> None:
    assert place_to_install(None) == here / "data" / "announcer" / "voices"


def test_a_place_that_nobody_chose_may_be_no_folder(here: Path) -> None:
    (here / "data" / "announcer").mkdir(parents=True)
    (here / "data" / "announcer" / "voices").write_text("a file")
    assert VoiceCatalogue(places(None), embedded=True).get("en_US-heart-medium").available


def test_a_user_without_a_home_has_the_other_places(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setattr(Path, "home", nowhere)
    assert places(here) == (here, Path("voices"))
    assert place_to_install(None) == Path("voices")
