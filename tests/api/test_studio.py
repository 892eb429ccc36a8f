"""What the studio asks for."""

import io
from pathlib import Path

import numpy as np
import pytest

from app.audio.mp3 import Mp3Encoder
from app.audio.peaks import MOST_PEAKS, peaks_of
from app.errors import StoreError
from tests.serving import ARTICLE, ENGLISH, Gate, Service, service

pytestmark = pytest.mark.slow

KEY = "a-key-of-enough-characters"


def test_the_script_shows_what_is_written_and_what_is_said(here: Service) -> None:
    here.client.put("/lexicon/en/Siobhan", json={"spoken": "shivawn"})
    here.tones.forget()
    answer = here.client.post("/script", json={"text": "Siobhan paid $5.\n\nIt rained.", "language": "en"})
    assert answer.status_code == 200
    first, second = answer.json()["lines"]
    assert (first["written"], first["spoken"]) == ("Siobhan paid $5.", "shivawn paid five dollars.")
    assert (second["block"], second["start"]) == (1, 18)
    assert answer.json()["language"] == "en"
    assert here.tones.calls == []


def test_a_script_needs_no_voice(tmp_path: Path) -> None:
    with service(tmp_path, voices=[ENGLISH]) as here:
        answer = here.client.post("/script", json={"text": "Meclis toplandı. Karar 3. sırada.", "language": "tr"})
        assert [line["written"] for line in answer.json()["lines"]] == ["Meclis toplandı.", "Karar 3. sırada."]


@pytest.mark.parametrize(("body", "code"), [({"text": " "}, "empty-article"), ({}, "invalid-request")])
def test_a_script_of_nothing_is_refused(here: Service, body: dict[str, str], code: str) -> None:
    assert here.client.post("/script", json=body).json()["code"] == code


def test_recent_narrations_come_newest_first(here: Service) -> None:
    assert here.client.get("/narrations").json() == []
    ids = [here.narrate(f"Story number {number} ends here.")["id"] for number in (1, 2, 3)]
    assert [view["id"] for view in here.client.get("/narrations").json()] == ids[::-1]
    assert [view["id"] for view in here.client.get("/narrations?limit=1").json()] == ids[2:]
    assert here.client.get("/narrations?limit=0").status_code == 422


def test_a_list_goes_on_where_its_link_leads(here: Service) -> None:
    ids = [here.narrate(f"Story number {number} ends here.")["id"] for number in (1, 2, 3)]
    found, address = [], "/narrations?limit=2"
    while address:
        answer = here.client.get(address)
        found += [view["id"] for view in answer.json()]
        address = answer.links.get("next", {}).get("url", "")
        here.narrate("A story that comes meanwhile.")
    assert found == ids[::-1]


def test_the_cache_is_described(here: Service) -> None:
    here.narrate(article_id="a1")
    found = here.client.get("/cache").json()
    assert (found["narrations"], found["clips"], found["articles"], found["max_bytes"]) == (1, 4, 1, None)
    assert found["narration_bytes"] > found["clip_bytes"] / 100 > 0


def test_peaks_follow_the_sound(here: Service) -> None:
    view = here.narrate()
    found = here.client.get(f"/narrations/{view['id']}/peaks.json").json()
    peaks, window_ms = found["peaks"], found["window_ms"]
    assert len(peaks) * window_ms == pytest.approx(view["duration_s"] * 1000, abs=2 * window_ms)
    lines = here.client.get(view["timeline_url"]).json()["lines"]
    inside = [peaks[int((line["start_ms"] + line["end_ms"]) / 2 / window_ms)] for line in lines]
    between = [peaks[int((line["end_ms"] + 150) / window_ms)] for line in lines[:-1]]
    assert min(inside) > 10
    assert max(between) < 3


def test_peaks_of_what_is_not_ready_or_not_there(tmp_path: Path) -> None:
    gate = Gate()
    with service(tmp_path, before=gate) as here:
        address = here.begin()
        assert here.client.get(f"{address}/peaks.json").json()["code"] == "not-ready"
        gate.open()
        here.until(address, "ready")
        assert here.client.get(f"{address}/peaks.json").status_code == 200
        here.client.delete(address)
        assert here.client.get(f"{address}/peaks.json").status_code == 410
        assert here.client.get(f"/narrations/{'b' * 26}/peaks.json").status_code == 404


def test_only_a_key_opens_the_studios_calls(tmp_path: Path) -> None:
    with service(tmp_path, api_keys=[KEY]) as here:
        here.client.headers["Authorization"] = f"Bearer {KEY}"
        address = f"/narrations/{here.narrate()['id']}"
        calls = [("POST", "/script"), ("GET", "/narrations"), ("GET", "/cache"), ("GET", f"{address}/peaks.json")]
        for expected in (200, 401):
            for method, path in calls:
                body = {"text": ARTICLE} if method == "POST" else None
                assert here.client.request(method, path, json=body).status_code == expected, path
            here.client.headers.pop("Authorization", None)
        assert here.client.get("/studio").status_code == 200


def test_an_hour_has_no_more_peaks_than_a_screen_is_wide() -> None:
    rate_hz = 16_000
    encoder = Mp3Encoder(rate_hz)
    minute = (np.sin(np.arange(rate_hz * 60) * 0.1) * 8_000).astype(np.int16)
    data = b"".join(encoder.encode(minute) for _ in range(10)) + encoder.finish()
    found = peaks_of(io.BytesIO(data))
    assert len(found.values) <= MOST_PEAKS
    assert len(found.values) * found.window_ms == pytest.approx(600_000, rel=0.01)
    assert np.median(found.values) == pytest.approx(8_000 / 32_768 * 255, abs=6)


def test_what_is_no_sound_is_refused() -> None:
    with pytest.raises(StoreError):
        peaks_of(io.BytesIO(b"nothing to hear" * 100))
