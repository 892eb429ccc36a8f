"""`/voices`: what is here and what could be, installed and removed, and which voice reads a language."""

import json
import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from app.announcer import Announcer
from app.keys import new_secret
from app.settings import Settings
from app.voices import download
from tests.serving import ENGLISH, PATIENCE_S, TURKISH, Gate, Service, service
from tests.voices.offer import Offer, VoiceServer, put_voice, serving, tiny_model

pytestmark = pytest.mark.slow

PUBLIC = "https://www.example.org/audio"
ADA, BEA = "tr_TR-ada-medium", "en_GB-bea-high"
EMBEDDED = "en_US-heart-medium"
LARGE = tiny_model(bytes(range(256)) * 4000)
KEY = "a-key-of-enough-characters"
SSE = {"Accept": "text/event-stream"}


@pytest.fixture
def offer() -> Offer:
    return Offer().add(ADA, LARGE).add(BEA, LARGE)


@pytest.fixture
def repository(offer: Offer) -> Iterator[VoiceServer]:
    with serving(offer) as server:
        yield server


@pytest.fixture
def here(tmp_path: Path, repository: VoiceServer) -> Iterator[Service]:
    with service(tmp_path, voice_repository=repository.address, public_url=PUBLIC) as running:
        yield running


def hold(repository: VoiceServer, key: str) -> threading.Event:
    """Half of the model comes; the rest when the event is set."""
    return repository.held.setdefault(repository.offer.path(key), threading.Event())


def events(stream: str) -> list[tuple[str, Any]]:
    fields = [dict(line.split(": ", 1) for line in block.splitlines()) for block in stream.strip().split("\n\n")]
    return [(each["event"], json.loads(each["data"])) for each in fields if "event" in each]


def end_of(here: Service, name: str) -> tuple[str, Any]:
    """The last event of an installation, once it is over."""
    return events(here.client.get(f"/voices/{name}/events").text)[-1]


def known(here: Service, key: str) -> dict[str, Any] | None:
    return next((voice for voice in here.client.get("/voices?all=true").json() if voice["key"] == key), None)


def until_kept(here: Service, name: str, at_least: int, at_most: int) -> None:
    """Until so much of it has arrived."""
    give_up = time.monotonic() + PATIENCE_S
    while not at_least <= here.announcer.installer.kept_bytes(name) <= at_most:
        assert time.monotonic() < give_up
        time.sleep(0.02)


def test_what_is_here_and_what_could_be(here: Service) -> None:
    keys = {voice["key"] for voice in here.client.get("/voices").json()}
    assert {ENGLISH, TURKISH, EMBEDDED} <= keys
    listed = {voice["key"]: voice for voice in here.client.get("/voices?all=true").json()}
    heart, ljspeech = listed[EMBEDDED], listed["en_US-ljspeech-medium"]
    assert (heart["status"], heart["make"], heart["is_embedded"], heart["commercial"]) == (
        "available",
        "hibari",
        True,
        "yes",
    )
    assert (ljspeech["status"], ljspeech["is_embedded"], ljspeech["real_time_factor"]) == ("recommended", False, None)
    assert listed["en_US-jm_kumo-high"]["installed_as"] == "kokoro"
    assert listed["en_US-fenrir-medium"]["size_bytes"] > 1_000_000
    assert "tr_TR-fahrettin-medium" not in listed


def test_a_voice_is_installed_and_speaks_at_once(here: Service) -> None:
    answer = here.client.post(f"/voices/{ADA}")
    assert answer.status_code == 202
    assert answer.headers["location"] == f"{PUBLIC}/voices/{ADA}/events"
    assert end_of(here, ADA)[0] == "installed"
    view = known(here, ADA)
    assert view is not None
    assert (view["status"], view["size_bytes"], view["kept_bytes"]) == ("available", len(LARGE), 0)
    assert here.narrate("Meclis toplandı.", voice=ADA)["voice"] == ADA


def test_who_asks_for_events_gets_the_progress_and_the_end(here: Service) -> None:
    answer = here.client.post(f"/voices/{ADA}", headers=SSE)
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    assert [kind for kind, _ in told[:-1]] == ["progress"] * (len(told) - 1)
    kind, last = told[-1]
    assert (kind, last["phase"], last["error"]) == ("installed", "installed", None)
    assert last["done_bytes"] == last["total_bytes"] > len(LARGE)
    done = [data["done_bytes"] for _, data in told]
    assert done == sorted(done)


def test_an_installation_goes_on_when_its_page_is_closed(here: Service, repository: VoiceServer) -> None:
    rest = hold(repository, ADA)
    with here.client.stream("POST", f"/voices/{ADA}", headers=SSE) as answer:
        assert events(next(answer.iter_text()))[0][0] == "progress"
    until_kept(here, ADA, len(LARGE) // 3, len(LARGE))
    view = known(here, ADA)
    assert view is not None
    assert (view["status"], view["language"], view["installation"]["phase"]) == ("recommended", "tr", "fetching")
    again = here.client.post(f"/voices/{ADA}")
    assert (again.status_code, again.json()["code"]) == (409, "voice-being-installed")
    with here.client.stream("GET", f"/voices/{ADA}/events") as answer:
        stream = answer.iter_text()
        while not (told := events(next(stream)))[-1][1]["done_bytes"]:
            assert told[-1][0] == "progress"
        rest.set()
        assert events("".join(stream))[-1][0] == "installed"


def test_one_after_another(here: Service, repository: VoiceServer) -> None:
    rest = hold(repository, ADA)
    here.client.post(f"/voices/{ADA}")
    second = here.client.post(f"/voices/{BEA}").json()
    assert second["phase"] == "waiting"
    rest.set()
    assert end_of(here, BEA)[0] == "installed"
    assert end_of(here, ADA)[0] == "installed"


@pytest.mark.parametrize("name", ["de_DE-none-low", "a" * 200, "x\ny", ".hidden", "...."])
def test_a_name_that_nobody_offers_is_told_where_names_are(here: Service, name: str) -> None:
    answer = here.client.post(f"/voices/{quote(name, safe='')}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-voice")
    assert "GET /voices?all=true" in answer.json()["detail"]


def test_a_download_that_breaks_is_kept_and_taken_up(
    here: Service, repository: VoiceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "FIRST_PAUSE_S", 0)
    repository.cuts[repository.offer.path(ADA)] = [300_000, 0, 0, 0, 0]
    here.client.post(f"/voices/{ADA}")
    kind, view = end_of(here, ADA)
    assert (kind, view["error"]["code"]) == ("failed", "voice-install-failed")
    kept = here.announcer.installer.kept_bytes(ADA)
    assert kept > 200_000
    repository.asked.clear()
    here.client.post(f"/voices/{ADA}")
    assert end_of(here, ADA)[0] == "installed"
    (asked,) = repository.asked_for(".onnx")
    assert asked.startswith("bytes=")


def test_a_full_disk_is_507_and_nothing_is_fetched(
    here: Service, repository: VoiceServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - the shape shutil returns
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 10, 0))
    answer = here.client.post(f"/voices/{ADA}")
    assert (answer.status_code, answer.json()["code"]) == (507, "voices-full")
    assert repository.asked_for(".onnx") == []


def test_a_folder_that_cannot_be_written_is_told(here: Service, tmp_path: Path) -> None:
    (tmp_path / "voices" / ".install.lock").mkdir()
    answer = here.client.post(f"/voices/{ADA}")
    assert (answer.status_code, answer.json()["code"]) == (500, "voices-unwritable")


def test_what_is_on_its_way_is_stopped_and_thrown_away(here: Service, repository: VoiceServer) -> None:
    rest = hold(repository, ADA)
    here.client.post(f"/voices/{ADA}")
    until_kept(here, ADA, 1, len(LARGE))
    with here.client.stream("GET", f"/voices/{ADA}/events") as answer:
        assert here.client.delete(f"/voices/{ADA}").status_code == 204
        assert events(answer.read().decode())[-1][0] == "stopped"
    rest.set()
    until_kept(here, ADA, 0, 0)
    assert known(here, ADA) is None
    assert here.client.post(f"/voices/{ADA}").status_code == 202
    assert end_of(here, ADA)[0] == "installed"


def test_a_voice_is_removed_while_it_speaks_and_its_line_is_finished(tmp_path: Path) -> None:
    gate, other = Gate(), "en_US-other-low"
    put_voice(tmp_path / "voices", other)
    with service(tmp_path, before=gate) as here:
        address = here.begin("The vote was close.", voice=ENGLISH)
        assert gate.reached.wait(PATIENCE_S)
        assert here.client.delete(f"/voices/{ENGLISH}").status_code == 204
        assert known(here, ENGLISH) is None
        assert not list((tmp_path / "voices").glob(f"*{ENGLISH}*"))
        gate.open()
        assert here.until(address, "ready", "failed")["status"] == "ready"
        assert here.client.post("/narrate", json={"text": "It rained.", "voice": ENGLISH}).status_code == 404
        assert here.narrate("It rained.", language="en")["voice"] == other


def test_what_came_with_the_program_stays(here: Service) -> None:
    answer = here.client.delete(f"/voices/{EMBEDDED}")
    assert (answer.status_code, answer.json()["code"]) == (409, "voice-stays")
    assert here.client.delete("/voices/de_DE-none-low").json()["code"] == "unknown-voice"


def test_the_chosen_voice_reads_in_every_process_and_after_a_restart(tmp_path: Path) -> None:
    put_voice(tmp_path / "voices", ADA)
    with service(tmp_path) as here:
        assert here.client.get("/voices/default/tr").json()["decided_by"] == "automatic"
        chosen = here.client.put("/voices/default/tr-TR", json={"voice": TURKISH})
        assert chosen.json() == {"language": "tr", "voice": TURKISH, "decided_by": "studio", "fault": None}
        assert here.narrate("Meclis toplandı.", language="tr")["voice"] == TURKISH
        here.client.put("/voices/default/tr", json={"voice": ADA})
        assert here.narrate("Meclis toplandı.", language="tr")["voice"] == ADA
        settings = Settings.load(cache_dir=tmp_path / "cache", voices_dir=tmp_path / "voices")
        night = Announcer.open(settings, load=here.tones)
        assert night.default_voices.current() == {"tr": ADA}
        here.client.put("/voices/default/tr", json={"voice": TURKISH})
        assert night.default_voices.current() == {"tr": TURKISH}
    with service(tmp_path) as here:
        assert here.narrate("Karar alındı.", language="tr")["voice"] == TURKISH
        assert here.client.delete("/voices/default/tr").status_code == 204
        assert here.client.get("/voices/default/tr").json()["decided_by"] == "automatic"


def test_a_default_that_cannot_read_the_language_is_refused(here: Service) -> None:
    for key, status, code in [(ENGLISH, 422, "no-voice-for-language"), ("tr_TR-none-low", 404, "unknown-voice")]:
        answer = here.client.put("/voices/default/tr", json={"voice": key})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert here.client.put("/voices/default/1", json={"voice": TURKISH}).status_code == 422
    assert here.client.put("/voices/default/tr", json={"voice": TURKISH, "x": 1}).status_code == 422


def test_what_is_written_by_hand_goes_before_the_studio(tmp_path: Path) -> None:
    (tmp_path / "announcer.toml").write_text(f'[voices]\nen = "{ENGLISH}"\n')
    defaults = {"tr": TURKISH}
    with service(tmp_path, config=tmp_path / "announcer.toml", default_voices=defaults) as here:
        told = {each["language"]: each["decided_by"] for each in here.client.get("/voices/default").json()}
        assert told == {"en": "file", "tr": "setting"}
        for language, key, place in [("tr", TURKISH, "ANNOUNCER_DEFAULT_VOICES"), ("en", ENGLISH, "announcer.toml")]:
            for answer in (
                here.client.put(f"/voices/default/{language}", json={"voice": key}),
                here.client.delete(f"/voices/default/{language}"),
            ):
                assert (answer.status_code, answer.json()["code"]) == (409, "default-voice-fixed")
                assert place in answer.json()["detail"]
            stays = here.client.delete(f"/voices/{key}")
            assert (stays.status_code, stays.json()["code"]) == (409, "voice-stays")
            assert place in stays.json()["detail"]


def test_who_removes_the_default_takes_the_choice_back(here: Service, tmp_path: Path) -> None:
    put_voice(tmp_path / "voices", ADA)
    here.client.put("/voices/default/tr", json={"voice": TURKISH})
    assert here.client.delete(f"/voices/{TURKISH}").status_code == 204
    view = here.client.get("/voices/default/tr").json()
    assert (view["voice"], view["decided_by"]) == (ADA, "automatic")
    assert here.narrate("Meclis toplandı.", language="tr")["voice"] == ADA


def test_a_default_taken_away_by_hand_is_told_and_never_silently_replaced(here: Service, tmp_path: Path) -> None:
    put_voice(tmp_path / "voices", ADA)
    here.client.put("/voices/default/tr", json={"voice": ADA})
    (tmp_path / "voices" / f"{ADA}.onnx").unlink()
    view = here.client.get("/voices/default/tr").json()
    assert (view["voice"], view["fault"]["code"]) == (ADA, "no-voice-for-language")
    assert here.client.post("/narrate", json={"text": "Meclis toplandı.", "language": "tr"}).status_code == 422


def test_the_speed_of_a_voice_is_measured_when_it_speaks_and_kept(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        assert all(voice["real_time_factor"] is None for voice in here.client.get("/voices").json())
        here.client.post("/v1/audio/speech", json={"input": "The vote was close.", "voice": ENGLISH, "stream": False})
        measured = {voice["key"]: voice["real_time_factor"] for voice in here.client.get("/voices").json()}
        assert measured[ENGLISH] > 0
        assert measured[TURKISH] is None
    with service(tmp_path) as here:
        kept = {voice["key"]: voice["real_time_factor"] for voice in here.client.get("/voices").json()}
        assert kept[ENGLISH] == measured[ENGLISH]


def test_only_a_key_may_change_voices(tmp_path: Path, repository: VoiceServer) -> None:
    calls: list[tuple[str, str, Any]] = [
        ("POST", f"/voices/{ADA}", None),
        ("DELETE", f"/voices/{ENGLISH}", None),
        ("GET", f"/voices/{ADA}/events", None),
        ("GET", "/voices?all=true", None),
        ("PUT", "/voices/default/tr", {"voice": TURKISH}),
        ("DELETE", "/voices/default/tr", None),
    ]
    with service(tmp_path, voice_repository=repository.address, api_keys=[KEY]) as here:
        for method, path, body in calls:
            assert here.client.request(method, path, json=body).status_code == 401, path
        assert repository.asked == []
        assert here.client.get("/voices").status_code == here.client.get("/voices/default").status_code == 200
        here.client.headers["Authorization"] = f"Bearer {KEY}"
        foreign = here.client.post(f"/voices/{ADA}", headers={"Origin": "https://elsewhere.example"})
        assert foreign.json()["code"] == "origin-refused"
        for method, path, body in calls:
            assert here.client.request(method, path, json=body).status_code < 300, path


def test_a_key_of_the_desk_sees_what_only_one_of_voices_may_change(tmp_path: Path, repository: VoiceServer) -> None:
    desk, voices = new_secret(), new_secret()
    tables = [("desk", desk.digest, "studio"), ("voices", voices.digest, "voices")]
    file = tmp_path / "keys.toml"
    file.write_text("".join(f'[[key]]\nname="{n}"\ndigest="{d}"\nscopes=["{s}"]\n' for n, d, s in tables))
    with service(tmp_path, voice_repository=repository.address, keys_file=file) as here:
        here.client.headers["Authorization"] = f"Bearer {desk.text}"
        assert here.client.get("/voices?all=true").status_code == 200
        for method, path in (("POST", f"/voices/{ADA}"), ("DELETE", f"/voices/{ENGLISH}")):
            assert here.client.request(method, path).json()["code"] == "forbidden"
        here.client.headers["Authorization"] = f"Bearer {voices.text}"
        assert here.client.put("/voices/default/tr", json={"voice": TURKISH}).status_code == 200
        assert here.client.delete(f"/voices/{ENGLISH}").status_code == 204
