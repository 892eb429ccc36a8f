"""The cache keeps to its limit by itself."""

import time
from pathlib import Path

import pytest

from tests.serving import PATIENCE_S, service

pytestmark = pytest.mark.slow

LONG = " ".join(f"Sentence number {n} of a story about the letter {'abcdefg'[n % 7]}." for n in range(250))


def test_what_is_least_recently_used_makes_room(tmp_path: Path) -> None:
    with service(tmp_path) as here:
        address = f"/narrations/{here.narrate(LONG, language='en')['id']}"
        stats = here.announcer.store.stats()
        assert stats.clip_bytes + stats.narration_bytes > 10_000_000
    with service(tmp_path, max_cache_bytes=10_000_000) as here:
        give_up = time.monotonic() + PATIENCE_S
        while (stats := here.announcer.store.stats()).clip_bytes + stats.narration_bytes > 10_000_000:
            assert time.monotonic() < give_up
            time.sleep(0.05)
        assert stats.clips < 250
        assert here.client.get(address).status_code == 200
