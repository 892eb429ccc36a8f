"""Nodes that share a database too: counts and limits hold for all; another database is another cluster."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidSettingError
from app.keys.key import new_secret
from app.parts import open_parts
from app.settings import Settings
from tests.cluster.nodes import Shared, until
from tests.cluster.postgres import Server, postgres
from tests.process import ROOT

pytest.importorskip("psycopg", reason="psycopg is of the extra `cluster`")
pytestmark = [pytest.mark.cluster, pytest.mark.slow]


@pytest.fixture(scope="module")
def database() -> Iterator[Server]:
    with postgres() as server:
        yield server


def test_counts_limits_and_lists_are_of_all_nodes(site: Shared, database: Server, tmp_path: Path) -> None:
    secret = new_secret()
    config = tmp_path / "announcer.toml"
    config.write_text(
        f'[[key]]\nname = "desk"\ndigest = "{secret.digest}"\nscopes = ["narrate", "studio"]\nrequests_a_minute = 20\n'
    )
    settings: dict[str, Any] = {"database": database.address(), "config": config}
    with site.node("one", **settings) as one, site.node("two", **settings) as two:
        for node in (one, two):
            node.client.headers["Authorization"] = f"Bearer {secret.text}"
        narration_id = one.narrate(article_id="a1")["id"]
        until(lambda: [each["id"] for each in two.client.get("/narrations").json()] == [narration_id])
        heard = [node.client.post(f"/narrations/{narration_id}/listens").json()["listens"] for node in (one, two, one)]
        assert heard == [1, 2, 3]
        statuses = [node.client.get("/cache").status_code for _ in range(20) for node in (one, two)]
        assert set(statuses) == {200, 429}
        assert statuses.count(200) <= 20
        told = one.client.get("/readyz").json()["shared"]
        assert told == {"store": "answers", "database": "answers"}


def test_a_node_with_another_database_is_kept_out_while_one_lives(
    site: Shared, database: Server, tmp_path: Path
) -> None:
    with site.node("one", database=database.address()):
        theirs = Settings.load(
            cache_dir=tmp_path / "other", database=database.address(database="template1"), **site.settings
        )
        with pytest.raises(InvalidSettingError, match="another cluster"):
            open_parts(theirs)
    open_parts(theirs).close()  # the node has left


def test_commands_see_what_the_nodes_share(site: Shared, database: Server) -> None:
    with site.node("one", database=database.address()) as one:
        narration_id = one.narrate()["id"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
        environment |= {
            "ANNOUNCER_CACHE_DIR": str(site.folder / "elsewhere"),
            "ANNOUNCER_LEXICON_DIR": str(site.folder / "no-lexicon"),
            "ANNOUNCER_STORE": site.address,
            "ANNOUNCER_STORE_ENDPOINT": site.endpoint,
            "ANNOUNCER_DATABASE": database.address(),
        }

        def told(*command: str) -> Any:
            done = subprocess.run(
                [sys.executable, "-m", "app.cli", *command],
                check=True,
                capture_output=True,
                text=True,
                cwd=ROOT,
                env=environment,
                timeout=120,
            )
            return [json.loads(line) for line in done.stdout.splitlines()]

        told("lexicon", "set", "en", "Council", "kown sill")
        until(lambda: one.client.get("/lexicon/en/Council").status_code == 200)
        assert [each["id"] for each in told("lexicon", "uses", "en", "council", "--json")] == [narration_id]
        assert told("cache", "stats", "--json")[0]["narrations"] == 1
        assert told("cache", "reindex", "--json")[0]["narrations"] == 1
