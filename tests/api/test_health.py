"""What watches the service is told the truth."""

import re
import shutil
import time
from pathlib import Path

import pytest

from app.api.metrics import queue_figures, shared_figures
from app.workers.queue.calls import Calls
from app.workers.queue.presence import Roster
from tests.serving import ENGLISH, PATIENCE_S, TURKISH, Service, service
from tests.voices.offer import put_voice

DOCS = Path(__file__).parents[2] / "docs"


def test_live_and_ready(here: Service) -> None:
    assert here.client.get("/healthz").json() == {"status": "live"}
    body = here.client.get("/readyz").json()
    assert body["status"] == "ready"
    assert set(body["voices"]) == {ENGLISH, TURKISH}


@pytest.mark.slow
def test_an_index_that_is_made_anew_is_told_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        view = here.narrate(article_id="a1")
    shutil.rmtree(tmp_path / "cache" / "index")
    with service(tmp_path) as here:
        assert here.client.get(f"/narrations/{view['id']}/audio.mp3").status_code == 200
        give_up = time.monotonic() + PATIENCE_S
        while [each["id"] for each in here.client.get("/narrations").json()] != [view["id"]]:
            assert time.monotonic() < give_up
            time.sleep(0.05)
        while here.client.get("/readyz").json()["index"] != "up to date":
            assert time.monotonic() < give_up
            time.sleep(0.05)
        assert here.client.get("/cache").json()["articles"] == 1


def test_without_any_voice_it_is_live_but_not_ready(tmp_path: Path) -> None:
    with service(tmp_path, voices=[]) as here:
        answer = here.client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "not ready")
        assert answer.headers["retry-after"]
        assert here.client.get("/healthz").status_code == 200


def test_a_damaged_voice_degrades_and_the_others_work(tmp_path: Path) -> None:
    put_voice(tmp_path / "voices", TURKISH, model=b"not a model")
    with service(tmp_path, voices=[ENGLISH]) as here:
        answer = here.client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
        assert TURKISH in answer.json()["voice_faults"]
        shown = {voice["key"]: voice for voice in here.client.get("/voices").json()}
        assert (shown[ENGLISH]["status"], shown[TURKISH]["status"]) == ("available", "damaged")
        assert shown[TURKISH]["fault"]
        refused = here.client.post("/narrate", json={"text": "Merhaba.", "voice": TURKISH})
        assert (refused.status_code, refused.json()["code"]) == (503, "voice-unavailable")
        assert here.narrate()["status"] == "ready"


def test_a_model_that_is_taken_away_or_changed_while_it_runs_is_told(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        model = tmp_path / "voices" / f"{TURKISH}.onnx"
        kept = model.read_bytes()
        model.unlink()
        told = here.client.get("/readyz")
        assert (told.status_code, told.json()["status"], told.json()["voices"]) == (200, "degraded", [ENGLISH])
        assert TURKISH in told.json()["voice_faults"]
        assert here.narrate()["status"] == "ready"
        model.write_bytes(kept + b"\x9a\x06\x01x")
        assert "changed" in here.client.get("/readyz").json()["voice_faults"][TURKISH]
        (tmp_path / "voices" / f"{ENGLISH}.onnx").unlink()
        assert here.client.get("/readyz").status_code == 503


def test_a_damaged_lexicon_degrades_its_language_and_refuses_nobody(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        here.client.put("/lexicon/en/Council", json={"spoken": "kown sill"})
        lexicon = tmp_path / "lexicon" / "en.toml"
        lexicon.write_text('"Council" = ')
        told = here.client.get("/readyz").json()
        assert (told["status"], set(told["lexicon_faults"])) == ("degraded", {"en"})
        assert here.narrate()["status"] == "ready"
        assert here.narrate("Meclis toplandı.", language="tr")["status"] == "ready"
        assert here.client.get("/lexicon/en").status_code == 422
        lexicon.unlink()
        assert here.client.get("/readyz").json()["status"] == "ready"


def test_a_voice_that_is_installed_while_it_runs_can_be_used_at_once(tmp_path: Path) -> None:
    with service(tmp_path, voices=[ENGLISH]) as here:
        put_voice(tmp_path / "voices", TURKISH)
        assert here.narrate("Merhaba.", language="tr")["voice"] == TURKISH


def test_the_figures_count_what_happened(here: Service) -> None:
    here.narrate()
    here.narrate()
    text = here.client.get("/metrics").text
    assert 'announcer_narrations_total{outcome="published"} 1.0' in text
    assert 'announcer_clips_total{source="spoken"} 4.0' in text
    assert "announcer_renders_under_way 0.0" in text


@pytest.mark.slow
def test_every_metric_is_documented(tmp_path: Path) -> None:
    with service(tmp_path, api_keys=("k" * 20,)) as here:
        here.client.headers["Authorization"] = "Bearer " + "k" * 20
        here.narrate()
        served = set(re.findall(r"^(announcer_\w+)", here.client.get("/metrics").text, re.MULTILINE))
    roster = Roster()
    of_clusters = (*shared_figures(["store"], []), *queue_figures(roster, Calls(lambda *_asked: None, roster), 0))
    served |= {sample.name for family in of_clusters for sample in family.samples}
    written = set(re.findall(r"`(announcer_\w+)", (DOCS / "metrics.md").read_text()))
    assert {name for name in served if not name.endswith("_created")} == written
