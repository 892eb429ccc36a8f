"""The cache keeps to its limit by itself."""

import time
from pathlib import Path

import numpy as np
import pytest

from app.speech.engine import Clip
from tests.serving import PATIENCE_S, service
from tests.store.things import clip_key

pytestmark = pytest.mark.slow

CLIPS = 30


def test_what_is_least_recently_used_makes_room(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        address = f"/narrations/{here.narrate()['id']}"
        for number in range(CLIPS):  # noise: its FLAC is as long as itself
            noise = np.random.default_rng(number).integers(-32_768, 32_767, 200_000).astype(np.int16)
            here.announcer.store.put_clip(clip_key(number), Clip(noise, 22_050, (), marks_exact=True))
        stats = here.announcer.store.stats()
        assert stats.clip_bytes + stats.narration_bytes > 10_000_000
    with service(tmp_path, max_cache_bytes=10_000_000) as here:
        give_up = time.monotonic() + PATIENCE_S
        while (stats := here.announcer.store.stats()).clip_bytes + stats.narration_bytes > 10_000_000:
            assert time.monotonic() < give_up
            time.sleep(0.05)
        assert stats.clips < CLIPS
        assert here.client.get(address).status_code == 200
