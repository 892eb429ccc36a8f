"""Damage that is found when it is served, and made good."""

import time
from pathlib import Path

import pytest

from app.store.narrations import home_of
from tests.newspaper import Newspaper, page
from tests.serving import PATIENCE_S, service

pytestmark = pytest.mark.faults


def test_a_flipped_bit_is_found_when_it_is_served_and_the_narration_made_again(
    tmp_path: Path, paper: Newspaper
) -> None:
    address = paper.put("/a", page("News"))
    with service(tmp_path, private_hosts=[paper.place]) as here:
        answer = here.client.post("/narrate", json={"url": address}, headers={"Prefer": "wait=20"})
        view = answer.json()
        sound = here.client.get(view["audio_url"]).content
    file = tmp_path / "cache" / home_of(view["id"]) / "audio.mp3"
    damaged = bytearray(sound)
    damaged[len(sound) // 2] ^= 4
    file.write_bytes(damaged)
    with service(tmp_path, private_hosts=[paper.place]) as here:
        path = f"/narrations/{view['id']}/audio.mp3"
        give_up = time.monotonic() + PATIENCE_S
        while here.client.get(path).content != sound:
            assert time.monotonic() < give_up
            time.sleep(0.05)
    assert list((tmp_path / "cache" / "quarantine").iterdir())
