from pathlib import Path

import pytest

from app.errors import InvalidSettingError
from app.speech.piper.make import PIPER_NAME
from app.voices import Recommendations, VoiceCatalogue, load_recommendations
from app.voices.places import EMBEDDED
from app.voices.recommended import COMMERCIAL_USE
from app.voices.remote import pick_voice


@pytest.fixture(scope="module")
def shipped() -> Recommendations:
    return load_recommendations(EMBEDDED)


def test_english_and_turkish_have_a_voice_to_install(shipped: Recommendations) -> None:
    for language in ("en", "tr"):
        proposed = shipped.to_install(language)
        assert proposed is not None
        assert not proposed.embedded
        assert proposed.install_command == f"announcer voices install {proposed.install or proposed.key}"


def test_the_voice_of_every_other_language_is_one_of_that_language(shipped: Recommendations) -> None:
    assert not {entry.language for entry in shipped.voices} & shipped.elsewhere.keys()
    for language, key in shipped.elsewhere.items():
        name = PIPER_NAME.match(key)
        assert name is not None
        assert name["locale"].startswith(f"{language}_")
        assert shipped.command_for(language) == f"announcer voices install {key}"
    assert shipped.command_for("xx") is None


def test_every_entry_names_its_licence_and_agrees_with_its_name(shipped: Recommendations) -> None:
    for entry in shipped.voices:
        name = PIPER_NAME.match(entry.key)
        assert name is not None
        assert name["locale"].startswith(f"{entry.language}_")
        assert name["quality"] == entry.quality
        assert entry.licence
        assert entry.commercial in COMMERCIAL_USE
    assert len({entry.key for entry in shipped.voices}) == len(shipped.voices)


def test_licences_that_forbid_commercial_use_are_not_glossed_over(shipped: Recommendations) -> None:
    for key in ("en_US-lessac-medium", "tr_TR-dfki-medium"):
        entry = shipped.get(key)
        assert entry is not None
        assert entry.commercial == "no"


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_voice_that_a_commercial_site_may_use_is_proposed_first(shipped: Recommendations, language: str) -> None:
    proposed = shipped.to_install(language)
    assert proposed is not None
    assert proposed.commercial == "yes"


def test_every_offer_of_the_catalogue_is_one_that_its_make_can_install(shipped: Recommendations) -> None:
    offered = [entry for entry in shipped.voices if entry.offer]
    assert {entry.make for entry in offered} >= {"hibari", "ema", "seslen"}
    for entry in offered:
        files = {path: {"size_bytes": 1_000, **about} for path, about in entry.offer["files"].items()}
        remote = pick_voice({entry.key: {**entry.offer, "files": files}}, entry.key)
        assert {file.path for file in remote.files} == set(files)


def test_the_embedded_voices_digest_is_the_file_in_the_project(shipped: Recommendations) -> None:
    embedded = [entry for entry in shipped.voices if entry.embedded]
    voices = VoiceCatalogue((), embedded=True)
    assert {entry.key: entry.sha256 for entry in embedded} == {voice.key: voice.digest for voice in voices.voices()}
    assert {entry.install_command for entry in embedded} == {""}


def test_a_withdrawn_voice_has_no_command(shipped: Recommendations) -> None:
    withdrawn = [entry for entry in shipped.voices if entry.withdrawn]
    assert withdrawn
    assert all(entry.install_command == "" for entry in withdrawn)


def test_a_folder_without_a_catalogue_uses_the_projects(tmp_path: Path, shipped: Recommendations) -> None:
    assert load_recommendations(tmp_path) == shipped


def test_a_folders_own_catalogue_goes_first(tmp_path: Path) -> None:
    (tmp_path / "catalog.toml").write_text(
        '[[voice]]\nkey = "de_DE-haus-high"\nlanguage = "de"\nquality = "high"\nlicence = "our own"\n'
    )
    own = load_recommendations(tmp_path)
    assert [entry.key for entry in own.voices] == ["de_DE-haus-high"]
    assert own.rank("de_DE-haus-high") < own.rank("de_DE-other-high")


ODD_USE = b'[[voice]]\nkey = "x"\nlanguage = "de"\nquality = "low"\nlicence = "ours"\ncommercial = "maybe"'


@pytest.mark.parametrize(
    "content",
    [
        b"[[voice]",
        b"voice = 3",
        b'[[voice]]\nkey = "x"',
        b"[[voice]]\nunheard = 1",
        b"\xff\xfe",
        b"voice = [1]",
        ODD_USE,
    ],
)
def test_a_catalogue_that_cannot_be_understood_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "catalog.toml").write_bytes(content)
    with pytest.raises(InvalidSettingError, match=r"catalog\.toml"):
        load_recommendations(tmp_path)
