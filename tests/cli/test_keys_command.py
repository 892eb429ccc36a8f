"""`announcer keys` and `announcer usage`: from a new key to what its desk used."""

from datetime import date
from pathlib import Path

import pytest

from app.errors import StoreUnavailableError
from app.keys import FileUsage, Spent
from app.store.files import Files
from tests.cli.test_commands import announcer, events
from tests.serving import service

pytestmark = pytest.mark.slow


def test_a_new_key_narrates_within_its_limits_and_is_accounted_for(tmp_path: Path) -> None:
    made = announcer(tmp_path, "keys", "new", "sports", "--host", "sports.example", "--characters-a-day", "60")
    secret = made.stderr.split()[-1]
    assert secret not in made.stdout
    config = tmp_path / "announcer.toml"
    config.write_text(made.stdout)
    assert announcer(tmp_path, "check").returncode == 0
    assert events(announcer(tmp_path, "keys", "list").stdout) == [
        {"name": "sports", "scopes": ["narrate"], "hosts": ["sports.example"], "characters_a_day": 60}
    ]
    with service(tmp_path, config=config) as here:
        assert here.client.post("/narrate", json={"text": "Hello there."}).status_code == 401
        here.client.headers["Authorization"] = f"Bearer {secret}"
        assert here.client.post("/narrate", json={"text": "Hello there."}).status_code == 202
        for refused, code in (
            (here.client.post("/narrate", json={"url": "https://elsewhere.example/a"}), "host-not-allowed"),
            (here.client.get("/lexicon/en"), "forbidden"),
            (here.client.post("/narrate", json={"text": "Hello there, everybody. " * 3}), "quota-exceeded"),
            (here.client.post("/v1/audio/speech", json={"input": "Hello, everybody. " * 4}), "quota-exceeded"),
        ):
            told = refused.json()
            assert code in (told.get("code"), told.get("error", {}).get("code"))
        assert "announcer_key" not in here.client.get("/metrics").text
    used = events(announcer(tmp_path, "usage").stdout)
    assert [(row["key"], row["requests"], row["characters"], row["refused"]) for row in used] == [("sports", 4, 12, 2)]


class Away(FileUsage):
    """An account that does not answer."""

    def of_day(self, day: date) -> dict[str, Spent]:
        raise StoreUnavailableError("away", retry_after_s=1)


def test_only_a_key_for_metrics_sees_what_the_desks_used(tmp_path: Path) -> None:
    made = announcer(tmp_path, "keys", "new", "watch", "--scope", "metrics", "--scope", "narrate")
    (tmp_path / "keys.toml").write_text(made.stdout)
    with service(tmp_path, keys_file=tmp_path / "keys.toml") as here:
        here.client.headers["Authorization"] = f"Bearer {made.stderr.split()[-1]}"
        here.narrate(text="Hello there.")
        assert 'announcer_key_characters_total{key="watch"} 12.0' in here.client.get("/metrics").text
        here.announcer.usage = Away(Files(tmp_path))
        figures = here.client.get("/metrics").text
        assert "announcer_lines_waiting" in figures
        assert "announcer_key" not in figures


@pytest.mark.parametrize(
    "arguments", [("new", "Sports Desk"), ("new", "sports", "--scope", "all"), ("new", "sports", "--host", "a/b")]
)
def test_a_key_that_would_not_hold_is_not_made(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    refused = announcer(tmp_path, "keys", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
