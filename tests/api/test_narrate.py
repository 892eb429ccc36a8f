"""`POST /narrate`, as a CMS uses it."""

import io
from pathlib import Path
from typing import Any

import httpx2
import pytest
import soundfile
from mutagen.mp3 import MP3

from tests.newspaper import page
from tests.serving import ARTICLE, ENGLISH, TURKISH, Gate, Service, service

pytestmark = pytest.mark.slow

SPOKEN_LINES = 4


def test_an_article_becomes_a_ready_narration(here: Service) -> None:
    view = here.narrate(title=None)
    assert view["status"] == "ready"
    assert view["title"] == "Council keeps the library"
    assert view["language"] == "en"
    assert view["voice"] == ENGLISH
    assert view["progress"] == {"lines_done": SPOKEN_LINES, "lines_total": SPOKEN_LINES}
    assert view["error"] is None
    mp3 = here.client.get(view["audio_url"]).content
    sound, rate = soundfile.read(io.BytesIO(mp3))
    assert view["duration_s"] == pytest.approx(len(sound) / rate, abs=0.001)
    told: Any = MP3(io.BytesIO(mp3)).info
    assert soundfile.info(io.BytesIO(mp3)).duration == told.length == len(sound) / rate


def test_the_first_answer_is_202_and_tells_where_to_look(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        answer = here.client.post("/narrate", json={"text": ARTICLE})
        view = answer.json()
        gate.open()
        assert answer.status_code == 202
        assert view["status"] in ("queued", "rendering")
        assert view["duration_s"] is None
        assert view["estimated_duration_s"] > 0
        assert answer.headers["location"] == f"{str(here.client.base_url).rstrip('/')}/narrations/{view['id']}"
        assert here.until(answer.headers["location"], "ready")["id"] == view["id"]


def test_the_second_request_finds_it_ready_and_speaks_nothing(here: Service) -> None:
    first = here.narrate()
    spoken = len(here.tones.calls)
    again = here.client.post("/narrate", json={"text": ARTICLE})
    assert again.status_code == 200
    assert again.json()["id"] == first["id"]
    assert (first["cached"], again.json()["cached"]) == (False, True)
    assert len(here.tones.calls) == spoken == SPOKEN_LINES


def test_a_corrected_sentence_is_a_new_narration_that_speaks_that_sentence_alone(here: Service) -> None:
    first = here.narrate()
    here.tones.forget()
    second = here.narrate(ARTICLE.replace("close", "very close"))
    assert second["id"] != first["id"]
    assert here.tones.calls == ["The vote was very close."]


def test_a_restart_keeps_what_was_rendered(tmp_path: Path) -> None:
    with service(tmp_path) as before:
        first = before.narrate()
        audio = before.client.get(f"/narrations/{first['id']}/audio.mp3").content
    with service(tmp_path) as after:
        answer = after.client.post("/narrate", json={"text": ARTICLE})
        assert (answer.status_code, answer.json()["cached"]) == (200, True)
        assert after.client.get(f"/narrations/{first['id']}/audio.mp3").content == audio
        assert after.tones.calls == []


def test_accept_audio_streams_the_mp3_before_it_is_all_spoken(tmp_path: Path) -> None:
    second = Gate()

    def hold_the_last_line(tokens: object) -> None:
        if "June" in str(tokens):
            second(())

    with service(tmp_path, before=hold_the_last_line) as here:
        wish = {"text": ARTICLE}
        with here.client.stream("POST", "/narrate", json=wish, headers={"Accept": "audio/mpeg"}) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"] == "audio/mpeg"
            chunks = answer.iter_bytes()
            data = next(chunks)
            assert data.startswith(b"ID3")
            second.open()
            data += b"".join(chunks)
        view = here.narrate()
        published = here.client.get(view["audio_url"]).content
    assert len(data) == len(published)
    sound, rate = soundfile.read(io.BytesIO(data))
    assert len(sound) / rate == pytest.approx(view["duration_s"], abs=0.1)


def test_accept_audio_of_a_ready_narration_is_the_same_file(here: Service) -> None:
    view = here.narrate()
    answer = here.client.post("/narrate", json={"text": ARTICLE}, headers={"Accept": "audio/mpeg"})
    assert answer.content == here.client.get(view["audio_url"]).content
    assert answer.headers["content-length"] == str(len(answer.content))


def test_prefer_wait_gives_up_when_the_time_is_over(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        answer = here.client.post("/narrate", json={"text": ARTICLE}, headers={"Prefer": "respond-async, wait=0"})
        gate.open()
        assert answer.status_code == 202
        assert answer.headers["preference-applied"] == "wait=0"


def test_turkish_is_recognised_and_read_by_a_turkish_voice(here: Service) -> None:
    view = here.narrate(
        "Belediye meclisi kütüphanenin açık kalmasına karar verdi. Kimse gece yarısından önce ayrılmadı."
    )
    assert (view["language"], view["voice"]) == ("tr", TURKISH)


def test_turkish_is_read_by_the_embedded_voice_and_a_language_without_one_is_refused_with_the_command(
    tmp_path: Path,
) -> None:
    with service(tmp_path, voices=[ENGLISH]) as here:
        text = "Belediye meclisi kütüphanenin açık kalmasına karar verdi. Kimse erken ayrılmadı."
        assert here.client.post("/narrate", json={"text": text}).json()["voice"] == "tr_TR-announcer-low"
    with service(tmp_path / "french", voices=[ENGLISH]) as here:
        answer = here.client.post("/narrate", json={"text": text, "language": "fr"})
        assert answer.status_code == 422
        assert answer.json()["code"] == "no-voice-for-language"
        assert "announcer voices install" in answer.json()["detail"]
        assert here.tones.calls == []


def test_html_is_read_without_its_captions_and_scripts(here: Service) -> None:
    html = (
        "<article lang=en><h1>Rain</h1><p>It rained all day.</p><figure><figcaption>Not read.</figcaption></figure>"
        "<script>alert('never read')</script><ul><li>First item</li></ul></article>"
    )
    answer = here.client.post("/narrate", json={"html": html}, headers={"Prefer": "wait=20"})
    timeline = here.client.get(answer.json()["timeline_url"]).json()
    assert [line["text"] for line in timeline["lines"]] == ["Rain", "It rained all day.", "First item"]


def test_title_and_summary_come_first_and_parts_choose(here: Service) -> None:
    wish: dict[str, Any] = {"title": "Late vote", "summary": ["It was close."]}
    whole = here.client.get(here.narrate(**wish)["timeline_url"]).json()
    assert [line["part"] for line in whole["lines"]][:3] == ["title", "summary", "body"]
    body = here.client.get(here.narrate(**wish, parts=["body"])["timeline_url"]).json()
    assert {line["part"] for line in body["lines"]} == {"body"}


def test_speed_changes_the_length_and_the_narration(here: Service) -> None:
    usual, fast = here.narrate(), here.narrate(speed=2.0)
    assert usual["id"] != fast["id"]
    assert fast["duration_s"] < usual["duration_s"]


def test_a_lexicon_entry_changes_what_is_said_and_not_what_is_shown(here: Service) -> None:
    view = here.narrate("Qwen spoke first today.", lexicon={"Qwen": "kwen"})
    assert here.tones.calls == ["kwen spoke first today."]
    line = here.client.get(view["timeline_url"]).json()["lines"][0]
    assert line["text"] == "Qwen spoke first today."


def test_an_article_id_leads_to_the_newest_narration(here: Service) -> None:
    first = here.narrate(article_id="2026-4711")
    assert here.client.get("/articles/2026-4711").headers["location"].endswith(first["id"])
    second = here.narrate(ARTICLE + " It rains.", article_id="2026-4711")
    audio = here.client.get("/articles/2026-4711/audio.mp3")
    assert audio.status_code == 302
    assert audio.headers["location"] == second["audio_url"]


def test_addresses_follow_the_public_url(tmp_path: Path) -> None:
    with service(tmp_path, public_url="https://audio.example.org/") as here:
        view = here.narrate()
        assert view["audio_url"] == f"https://audio.example.org/narrations/{view['id']}/audio.mp3"
        assert f'src="https://audio.example.org/narrations/{view["id"]}"' in view["embed_html"]


def test_a_line_that_cannot_be_spoken_fails_the_narration_and_nothing_is_kept(tmp_path: Path) -> None:
    def fail_at_midnight(tokens: object) -> None:
        if "midnight" in str(tokens):
            raise RuntimeError("the model broke")

    with service(tmp_path, before=fail_at_midnight) as here:
        address = here.begin()
        view = here.until(address, "failed")
        assert view["error"]["code"] == "internal-error"
        answer = here.client.get(f"{address}/audio.mp3")
        assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
        assert list(here.announcer.store.narrations()) == []
        assert not here.announcer.store.is_writing(view["id"])


def test_a_first_line_that_cannot_be_spoken_is_an_error_and_not_a_broken_stream(tmp_path: Path) -> None:
    def fail(_tokens: object) -> None:
        raise RuntimeError("the model broke")

    with service(tmp_path, before=fail) as here:
        answer = here.client.post("/narrate", json={"text": ARTICLE}, headers={"Accept": "audio/mpeg"})
        assert answer.status_code == 500
        assert answer.json()["code"] == "internal-error"


def test_a_failed_narration_is_tried_again_when_it_is_asked_for_again(tmp_path: Path) -> None:
    broken = [True]

    def fail_once(_tokens: object) -> None:
        if broken:
            broken.clear()
            raise RuntimeError("a hiccup")

    with service(tmp_path, before=fail_once) as here:
        here.until(here.begin(), "failed")
        assert here.narrate()["status"] == "ready"


def test_a_stream_whose_render_fails_breaks_off_instead_of_ending_well(tmp_path: Path) -> None:
    def fail_in_june(tokens: object) -> None:
        if "June" in str(tokens):
            raise RuntimeError("the model broke")

    with service(tmp_path, before=fail_in_june) as here, pytest.raises(httpx2.RemoteProtocolError):
        here.client.post("/narrate", json={"text": ARTICLE}, headers={"Accept": "audio/mpeg"})


def test_ssml_is_read_as_it_says(here: Service) -> None:
    here.narrate('<speak xml:lang="tr">Merhaba <sub alias="ve Veb">WWW</sub>.</speak>', markup="ssml")
    assert here.tones.calls == ["Merhaba ve Veb."]


def test_ssml_that_cannot_be_understood_is_refused(here: Service) -> None:
    answer = here.client.post("/narrate", json={"text": "<speak><prosody>x</prosody></speak>", "markup": "ssml"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-markup")
    assert here.client.post("/narrate", json={"html": "<p>x</p>", "markup": "ssml"}).status_code == 422
    assert here.client.post("/narrate", json={"html": "<p>x</p>", "markup": "markdown"}).status_code == 422


def test_of_a_whole_page_that_is_sent_the_article_is_read(here: Service) -> None:
    answer = here.client.post("/narrate", json={"html": page("Library stays")}, headers={"Prefer": "wait=20"})
    assert answer.json()["title"] == "Library stays"
    assert "Library stays." in here.tones.calls
    assert not any("Related" in call or "rights" in call for call in here.tones.calls)


@pytest.mark.parametrize(
    ("text", "markup", "said"),
    [
        ("It was **close**.[^1]\n\n[^1]: See the minutes.", None, ["It was close."]),
        ("It was **close**.", "markdown", ["It was close."]),
        ("It was <b>close</b> &amp; late.", "html", ["It was close and late."]),
    ],
)
def test_markup_in_a_text_is_recognised_or_told(here: Service, text: str, markup: str | None, said: list[str]) -> None:
    here.narrate(text, **({"markup": markup} if markup else {}))
    assert here.tones.calls == said
