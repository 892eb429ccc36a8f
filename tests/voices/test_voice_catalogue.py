import os
from pathlib import Path
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import InvalidSettingError, NoVoiceForLanguageError, UnknownVoiceError, VoiceUnavailableError
from app.voices import Recommendations, RecommendedVoice, VoiceCatalogue
from tests.voices.offer import put_voice, tiny_config, tiny_model

RECOMMENDATIONS = Recommendations(
    (
        RecommendedVoice("en_US-first-medium", "en", "medium", "public domain"),
        RecommendedVoice("en_US-second-medium", "en", "medium", "public domain"),
        RecommendedVoice("tr_TR-gone-medium", "tr", "medium", "CC0", withdrawn=True),
        RecommendedVoice("tr_TR-ada-medium", "tr", "medium", "CC0"),
    ),
    {"fr": "fr_FR-elle-medium"},
)


def catalogue(folder: Path, *keys: str) -> VoiceCatalogue:
    for key in keys:
        put_voice(folder, key)
    return VoiceCatalogue(folder, RECOMMENDATIONS)


def test_on_a_fresh_machine_the_embedded_heart_reads_english() -> None:
    own = VoiceCatalogue((), embedded=True)
    assert own.get("en_US-announcer-low").available
    assert own.for_language("en", {}).key == "en_US-heart-medium"


def test_every_voice_in_the_folder_is_found_by_name(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "tr_TR-ada-medium", "en_US-first-medium")
    (tmp_path / "README.md").write_text("not a voice")
    (tmp_path / "en_US-next-medium.onnx.part").write_bytes(b"half")
    (tmp_path / ".hidden.onnx").write_bytes(b"")
    assert [voice.key for voice in voices.voices()] == ["en_US-first-medium", "tr_TR-ada-medium"]
    assert voices.get("tr_TR-ada-medium").language == "tr"
    assert voices.languages() == ("en", "tr")


def test_a_missing_folder_holds_no_voices(tmp_path: Path) -> None:
    assert VoiceCatalogue(tmp_path / "none", RECOMMENDATIONS).voices() == ()


def test_a_folder_that_is_a_file_is_an_error_and_not_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("")
    with pytest.raises(VoiceUnavailableError, match="cannot be read"):
        VoiceCatalogue(tmp_path / "voices", RECOMMENDATIONS).voices()


def test_a_voice_installed_later_is_usable_without_a_restart(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-first-medium")
    with pytest.raises(NoVoiceForLanguageError):
        voices.for_language("tr", {})
    put_voice(tmp_path, "tr_TR-ada-medium")
    assert voices.for_language("tr", {}).key == "tr_TR-ada-medium"


def test_an_unchanged_voice_is_not_read_again_and_keeps_its_digest(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-first-medium")
    assert voices.get("en_US-first-medium") is voices.get("en_US-first-medium")


def test_a_replaced_model_is_another_voice_with_another_digest(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-first-medium")
    before = voices.get("en_US-first-medium").digest
    new = tmp_path / "new"
    new.write_bytes(tiny_model(b"other weights"))
    new.replace(tmp_path / "en_US-first-medium.onnx")
    assert voices.get("en_US-first-medium").digest != before


def test_a_model_rewritten_in_place_at_the_same_size_is_noticed(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-first-medium")
    voice = voices.get("en_US-first-medium")
    before = voice.digest
    voice.model_path.write_bytes(tiny_model(b"EN_US-FIRST-MEDIUM"))
    os.utime(voice.model_path, ns=(1, 1))
    assert voices.get("en_US-first-medium").digest != before


def test_a_removed_voice_is_unknown_at_once(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-first-medium", "tr_TR-ada-medium")
    voices.get("tr_TR-ada-medium").model_path.unlink()
    with pytest.raises(UnknownVoiceError):
        voices.get("tr_TR-ada-medium")


def test_an_unknown_voice_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-first-medium", "en_US-second-medium")
    with pytest.raises(UnknownVoiceError) as caught:
        voices.get("en_US-ghost-medium")
    assert caught.value.status == 404
    assert "en_US-first-medium, en_US-second-medium" in caught.value.detail
    assert "announcer voices install" not in caught.value.detail


def test_a_recommended_voice_that_is_not_installed_comes_with_its_command(tmp_path: Path) -> None:
    with pytest.raises(UnknownVoiceError, match=r"announcer voices install en_US-first-medium$"):
        catalogue(tmp_path).get("en_US-first-medium")


def test_a_voice_for_trying_out_reads_only_where_no_other_undamaged_voice_does(tmp_path: Path) -> None:
    put_voice(tmp_path, "tr_TR-accent-high", config=tiny_config("tr_TR", "high", for_trying_out=True))
    voices = VoiceCatalogue(tmp_path, RECOMMENDATIONS)
    assert voices.for_language("tr", {}).key == "tr_TR-accent-high"
    other = put_voice(tmp_path, "tr_CY-plain-x_low")
    assert voices.for_language("tr-TR", {}).key == "tr_CY-plain-x_low"
    assert voices.for_language("tr", {"tr": "tr_TR-accent-high"}).key == "tr_TR-accent-high"
    other.write_bytes(b"damaged")
    assert voices.for_language("tr", {}).key == "tr_TR-accent-high"


@pytest.mark.parametrize("said", ["true", 1, None, False])
def test_only_true_marks_a_voice_for_trying_out(tmp_path: Path, said: object) -> None:
    put_voice(tmp_path, "tr_TR-ada-medium", config=tiny_config(for_trying_out=said))
    assert not VoiceCatalogue(tmp_path, RECOMMENDATIONS).get("tr_TR-ada-medium").for_trying_out


def test_a_withdrawn_voice_is_not_proposed(tmp_path: Path) -> None:
    with pytest.raises(UnknownVoiceError) as caught:
        catalogue(tmp_path).get("tr_TR-gone-medium")
    assert "install it" not in caught.value.detail.lower()


@pytest.mark.parametrize("key", ["", "../etc/passwd", "x\0y", "\ud800", "a" * 10_000, "en_US-first-medium.onnx", "."])
def test_names_that_are_no_voices_are_unknown(tmp_path: Path, key: str) -> None:
    with pytest.raises(UnknownVoiceError) as caught:
        catalogue(tmp_path, "en_US-first-medium").get(key)
    assert len(caught.value.detail) < 300


def test_a_damaged_voice_is_unavailable_and_the_others_still_read(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-first-medium", "tr_TR-ada-medium")
    put_voice(tmp_path, "en_US-second-medium", model=tiny_model(b"w" * 900)[:500])
    put_voice(tmp_path, "en_US-third-medium", model=b"<html>")
    put_voice(tmp_path, "en_US-fourth-medium", config="{")
    for key, reason in (("second", "truncated"), ("third", "not an ONNX model"), ("fourth", "not valid JSON")):
        with pytest.raises(VoiceUnavailableError, match=reason):
            voices.get(f"en_US-{key}-medium")
    assert voices.for_language("en", {}).key == "en_US-first-medium"
    assert voices.for_language("tr", {}).key == "tr_TR-ada-medium"


def test_a_language_whose_only_voice_is_damaged_says_so_rather_than_propose_an_installation(tmp_path: Path) -> None:
    put_voice(tmp_path, "tr_TR-ada-medium", model=b"<html>")
    with pytest.raises(VoiceUnavailableError, match="tr_TR-ada-medium cannot be used"):
        catalogue(tmp_path, "en_US-first-medium").for_language("tr", {})


def test_a_language_without_a_voice_names_the_command_that_installs_one(tmp_path: Path) -> None:
    with pytest.raises(NoVoiceForLanguageError) as caught:
        catalogue(tmp_path, "en_US-first-medium").for_language("tr", {})
    assert caught.value.detail == (
        "No installed voice speaks Turkish (tr). Install one with: announcer voices install tr_TR-ada-medium"
    )


def test_a_language_nobody_recommended_a_voice_for_still_gets_the_command(tmp_path: Path) -> None:
    with pytest.raises(NoVoiceForLanguageError, match=r"French \(fr\)\. .* voices install fr_FR-elle-medium"):
        catalogue(tmp_path, "en_US-first-medium").for_language("fr-FR", {})


@given(language=st.text(max_size=60))
def test_no_language_is_ever_read_by_a_voice_of_another(
    language: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    voices = catalogue(tmp_path_factory.getbasetemp() / "two", "en_US-first-medium", "tr_TR-ada-medium")
    try:
        voice = voices.for_language(language, {})
    except NoVoiceForLanguageError as error:
        assert error.detail.isprintable()  # noqa: PT017 - the other outcome is just as good
    else:
        assert language.strip().lower().replace("_", "-").partition("-")[0] == voice.language


@pytest.mark.parametrize(
    ("tag", "key"),
    [
        ("en", "en_US-first-medium"),
        ("EN", "en_US-first-medium"),
        ("en-US", "en_US-first-medium"),
        ("en_us", "en_US-first-medium"),
        ("en-GB", "en_GB-alba-low"),
        ("en-AU", "en_US-first-medium"),
    ],
)
def test_the_region_counts_first_where_a_voice_has_it(tmp_path: Path, tag: str, key: str) -> None:
    assert catalogue(tmp_path, "en_US-first-medium", "en_GB-alba-low").for_language(tag, {}).key == key


def test_better_quality_goes_before_the_embedded_low_voice(tmp_path: Path) -> None:
    keys = ["en_US-announcer-low", "en_US-zoe-medium", "en_US-amy-x_low"]
    voices = catalogue(tmp_path, *keys)
    assert voices.for_language("en", {}).key == "en_US-zoe-medium"
    put_voice(tmp_path, "en_US-zoe-high")
    assert voices.for_language("en", {}).key == "en_US-zoe-high"


def test_equal_quality_is_decided_by_the_catalogues_order_then_by_name(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-aaa-medium", "en_US-bbb-medium")
    assert voices.for_language("en", {}).key == "en_US-aaa-medium"
    put_voice(tmp_path, "en_US-second-medium")
    assert voices.for_language("en", {}).key == "en_US-second-medium"
    put_voice(tmp_path, "en_US-first-medium")
    assert voices.for_language("en", {}).key == "en_US-first-medium"


def test_the_configured_default_wins(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-announcer-low", "en_US-first-medium", "en_GB-alba-low")
    defaults = {"en": "en_US-announcer-low", "en-GB": "en_GB-alba-low"}
    assert voices.for_language("en-US", defaults).key == "en_US-announcer-low"
    assert voices.for_language("en_gb", defaults).key == "en_GB-alba-low"


def test_a_default_that_is_not_installed_is_not_silently_replaced(tmp_path: Path) -> None:
    with pytest.raises(NoVoiceForLanguageError, match="announcer voices install en_US-second-medium"):
        catalogue(tmp_path, "en_US-first-medium").for_language("en", {"en": "en_US-second-medium"})


def test_a_damaged_default_is_not_silently_replaced(tmp_path: Path) -> None:
    put_voice(tmp_path, "en_US-second-medium", model=b"")
    with pytest.raises(VoiceUnavailableError, match="the model file is empty"):
        catalogue(tmp_path, "en_US-first-medium").for_language("en", {"en": "en_US-second-medium"})


def test_a_default_of_another_language_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettingError, match=r"speaks English \(en\), not Turkish \(tr\)"):
        catalogue(tmp_path, "en_US-first-medium").for_language("tr", {"tr": "en_US-first-medium"})


def test_many_threads_see_the_same_voices(tmp_path: Path) -> None:
    voices = catalogue(tmp_path, "en_US-first-medium", "tr_TR-ada-medium")
    start = Barrier(8)
    seen: list[int] = []

    def look() -> None:
        start.wait()
        seen.extend(len(voices.voices()) for _ in range(20))

    threads = [Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(seen) == {2}
    assert len(seen) == 160
