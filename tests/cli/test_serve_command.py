"""`announcer serve` as a service manager sees it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from app.cli.serve import _unspoken
from app.keys import new_secret
from app.settings import Settings
from tests.serving import ARTICLE, PATIENCE_S

ROOT = Path(__file__).parents[2]
AT_A_TERMINAL = """
import signal
from app.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job, as a test may be, ignores it
main()
"""


@pytest.mark.speech
@pytest.mark.parametrize(("kind", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_prints_its_address_and_stops_in_good_order(tmp_path: Path, kind: signal.Signals, code: int) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
    environment |= {"ANNOUNCER_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(ROOT), "ANNOUNCER_GRACE_S": "120"}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", AT_A_TERMINAL, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        env=environment | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        address = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        with httpx2.Client(base_url=address, timeout=20, transport=httpx2.HTTPTransport(retries=5)) as client:
            wish = {"text": ARTICLE}
            with client.stream("POST", "/narrate", json=wish, headers={"Accept": "audio/mpeg"}) as answer:
                chunks = answer.iter_bytes()
                data = next(chunks)
                process.send_signal(kind)
                data += b"".join(chunks)  # whole: a stop breaks no stream that can end within the grace
        assert process.wait(150) == code
    assert len(data) > 20_000


def test_each_language_that_no_voice_reads_is_told_with_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "announcer.toml").write_text('[[feed]]\nname = "france"\ntitle = "France"\nlanguage = "fr"\n')
    told = list(_unspoken(Settings.load(default_voices={"de": "de_DE-thorsten-medium"})))
    assert (
        "No installed voice speaks French (fr). Install one with: announcer voices install fr_FR-siwis-medium" in told
    )
    german = next(each for each in told if "German (de)" in each)
    assert german.endswith("Install it with: announcer voices install de_DE-thorsten-medium")
    assert not any("English" in each or "NAME" in each for each in told)


@pytest.mark.slow
def test_what_it_does_by_itself_stands_in_its_log(tmp_path: Path) -> None:
    """INFO too, among uvicorn's lines: here that a first key closed what stood open."""
    secret = new_secret()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
    environment |= {"ANNOUNCER_CACHE_DIR": str(tmp_path / "cache"), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "app.cli", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=environment,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        address = next(word for word in process.stdout.readline().split() if word.startswith("http"))
        with httpx2.Client(base_url=address, timeout=PATIENCE_S, transport=httpx2.HTTPTransport(retries=5)) as client:
            assert client.get("/lexicon/en").status_code == 200
            (tmp_path / "announcer.toml").write_text(f'[[key]]\nname = "desk"\ndigest = "{secret.digest}"\n')
            give_up = time.monotonic() + PATIENCE_S
            while client.get("/lexicon/en").status_code != 401:
                assert time.monotonic() < give_up
                time.sleep(0.1)
        process.terminate()
        told = process.stderr.read()
    assert "INFO:     1 keys hold from now on" in told
