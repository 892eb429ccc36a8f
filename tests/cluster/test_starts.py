"""What machines share and is not there: the start says which, and how to reach it, and never a password."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.errors import InvalidSettingError
from app.parts import open_parts
from app.settings import Settings
from tests.cluster.nodes import Shared
from tests.process import ROOT

pytestmark = [pytest.mark.cluster, pytest.mark.slow]
SECRET = "s3cret-and-l0ng"


def nobody() -> int:
    """A port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def refused(folder: Path, **given: Any) -> str:
    """The sentence of a start that is refused."""
    settings = Settings.load(cache_dir=folder / "cache", lexicon_dir=folder / "lexicon", **given)
    with pytest.raises(InvalidSettingError) as error:
        open_parts(settings)
    assert SECRET not in error.value.detail
    assert SECRET not in repr(settings)
    return error.value.detail


def test_a_store_that_is_not_there_is_named_with_its_address(site: Shared, tmp_path: Path) -> None:
    endpoint = f"http://127.0.0.1:{nobody()}"
    told = refused(tmp_path, store="s3://bucket/site", store_endpoint=endpoint)
    assert "s3://bucket/site" in told
    assert endpoint in told
    assert "cannot be reached" in told
    assert "ANNOUNCER_STORE_ENDPOINT" in told


def test_a_bucket_that_is_not_there_is_named(site: Shared, tmp_path: Path) -> None:
    told = refused(tmp_path, store="s3://nobody-made-this/site", store_endpoint=site.endpoint)
    assert "no such bucket" in told
    assert "nobody-made-this" in told


@pytest.mark.parametrize("status", [401, 403])
def test_wrong_credentials_are_told(site: Shared, tmp_path: Path, status: int) -> None:
    site.proxy.fail(status=status)
    told = refused(tmp_path, **site.settings)
    assert "credentials" in told
    assert "AWS_" in told


def test_without_credentials_nothing_is_asked(site: Shared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert "AWS_ACCESS_KEY_ID" in refused(tmp_path, **site.settings)


def test_a_store_that_breaks_its_promise_is_refused(site: Shared, tmp_path: Path) -> None:
    site.proxy.fail(method="PUT", path="probe", status=200)  # takes everything, keeps nothing
    assert "ANNOUNCER_STORE" in refused(tmp_path, **site.settings)


def test_a_database_that_is_not_there_is_named(site: Shared, tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    port = nobody()
    told = refused(tmp_path, database=f"postgresql://anna:{SECRET}@127.0.0.1:{port}/news", **site.settings)
    assert f"127.0.0.1:{port}" in told
    assert "ANNOUNCER_DATABASE" in told
    assert "anna" in told


@pytest.mark.parametrize("kind", ["amqp", "redis"])
def test_a_broker_that_is_not_there_is_named_on_the_command_line(site: Shared, tmp_path: Path, kind: str) -> None:
    pytest.importorskip("celery")
    port = nobody()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
    environment |= {
        "ANNOUNCER_CACHE_DIR": str(tmp_path / "cache"),
        "ANNOUNCER_LEXICON_DIR": str(tmp_path / "lexicon"),
        "ANNOUNCER_STORE": site.address,
        "ANNOUNCER_STORE_ENDPOINT": site.endpoint,
        "ANNOUNCER_BROKER": f"{kind}://anna:{SECRET}@127.0.0.1:{port}/",
    }
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "prerender", "article.txt"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=120,
    )
    assert done.returncode == 2
    (told,) = done.stderr.strip().splitlines()
    assert f"127.0.0.1:{port}" in told
    assert "ANNOUNCER_BROKER" in told
    assert SECRET not in told
