"""The command line as a person, a pipe and cron use it: in a process of its own."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import soundfile

from app import __version__
from app.store.local import LocalStore
from tests.newspaper import Newspaper, page
from tests.store.things import article as an_article
from tests.store.things import publish

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
ARTICLE = "Council keeps the library\n\nThe vote was close. It took 3.5 hours.\n"


def announcer(folder: Path, *arguments: str, stdin: bytes = b"", **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run `announcer` in a folder; its cache is there, its voices are the project's own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANNOUNCER_")}
    environment |= {"ANNOUNCER_CACHE_DIR": str(folder / "cache")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "app.cli", *arguments],
        input=stdin,
        capture_output=True,
        timeout=120,
        cwd=folder,
        env=environment | settings | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    return subprocess.CompletedProcess(arguments, done.returncode, done.stdout.decode(), done.stderr.decode())


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def test_it_says_its_version(tmp_path: Path) -> None:
    done = announcer(tmp_path, "--version")
    assert (done.returncode, done.stdout.strip()) == (0, __version__)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE)
    return path


@pytest.mark.speech
def test_narrate_writes_speech_of_the_right_length_and_tells_how_far_it_is(tmp_path: Path, article: Path) -> None:
    done = announcer(tmp_path, "narrate", str(article), "-o", "out.mp3")
    assert done.returncode == 0, done.stderr
    sound, rate = soundfile.read(tmp_path / "out.mp3")
    assert 4 < len(sound) / rate < 12
    assert float(abs(sound).max()) > 0.1
    progress = events(done.stderr)
    assert progress[-1]["lines_done"] == progress[-1]["lines_total"] == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["article.txt", "cache", "out.mp3"]


@pytest.mark.speech
def test_narrate_reads_standard_input(tmp_path: Path) -> None:
    done = announcer(tmp_path, "narrate", "-", stdin=b"Good morning, dear listeners.")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "narration.mp3").stat().st_size > 5_000


def test_narrate_of_a_language_without_a_voice_names_the_command(tmp_path: Path) -> None:
    done = announcer(tmp_path, "narrate", "-", "--language", "fr", stdin=b"Bonjour.")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "announcer voices install" in done.stderr
    assert not (tmp_path / "narration.mp3").exists()


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "said"),
    [
        (("narrate", "missing.txt"), b"", 1, "missing.txt cannot be read"),
        (("narrate", "-"), b"\xff\xfe\xfa", 1, "not UTF-8"),
        (("narrate", "-"), b"", 1, ""),
        (("narrate", "-", "--voice", "nobody"), b"Hello there.", 1, "nobody"),
        (("narrate", "-", "--speed", "9"), b"Hello there.", 2, "speed"),
        (("narrate",), b"", 2, "FILE"),
        (("prerender", "missing.jsonl"), b"", 1, "cannot be read"),
        (("prerender", "-", "--report", "no/night.json"), b"", 2, "no/night.json cannot be written"),
        (("export", "--to", "out", "--base-url", "cdn"), b"", 2, "http://"),
        (("export", "--to", "/dev/null/out", "--base-url", "https://cdn.example"), b"", 2, "/dev/null/out cannot be"),
    ],
)
def test_what_goes_wrong_is_one_sentence_and_an_exit_code(
    tmp_path: Path, arguments: tuple[str, ...], stdin: bytes, code: int, said: str
) -> None:
    done = announcer(tmp_path, *arguments, stdin=stdin)
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_where_nothing_can_be_written_nothing_is_spoken(tmp_path: Path, article: Path) -> None:
    done = announcer(tmp_path, "narrate", str(article), "-o", "no/out.mp3")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "no/out.mp3 cannot be written" in done.stderr
    assert not (tmp_path / "cache" / "clips").exists()


def test_a_wrong_setting_is_named_and_gives_exit_code_2(tmp_path: Path) -> None:
    done = announcer(tmp_path, "serve", ANNOUNCER_WORKERS="many")
    assert done.returncode == 2
    assert "ANNOUNCER_WORKERS" in done.stderr


@pytest.mark.parametrize("name", ["COVER", "INTRO"])
def test_a_start_that_is_refused_is_one_sentence_and_exit_code_2(tmp_path: Path, article: Path, name: str) -> None:
    """Also where it is refused by what is loaded last: a service manager starts anew what ends with another code."""
    done = announcer(tmp_path, "serve", "--port", "0", stdin=b"", **{f"ANNOUNCER_{name}": str(article / "nothing")})
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(f"announcer: ANNOUNCER_{name}: ")
    assert "Traceback" not in done.stderr


def test_a_start_tells_an_address_that_is_not_ours_a_port_that_is_taken_and_a_mistyped_setting(tmp_path: Path) -> None:
    nobodys = ("--host", "fe80::1%nowhere")
    elsewhere = announcer(tmp_path, "serve", *nobodys, "--port", "0", ANNOUNCER_API_KEYS="k" * 20)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        mistyped = {"ANNOUNCER_API_KEY": "k" * 20, "ANNOUNCER_CONFIG": "gone.toml"}
        there = announcer(tmp_path, "serve", "--port", str(taken.getsockname()[1]), stdin=b"", **mistyped)
    assert (elsewhere.returncode, there.returncode) == (2, 2)
    assert "ANNOUNCER_HOST" in elsewhere.stderr
    assert "ANNOUNCER_PORT" in there.stderr
    assert "announcer: ANNOUNCER_API_KEY is no setting; ANNOUNCER_API_KEYS is." in there.stderr
    assert "there is no gone.toml" in there.stderr


def test_serving_beyond_this_machine_without_keys_is_refused(tmp_path: Path) -> None:
    done = announcer(tmp_path, "serve", "--host", "0.0.0.0")
    assert done.returncode == 2
    assert "ANNOUNCER_API_KEYS" in done.stderr


def test_script_shows_a_page_as_the_newsroom_has_it_read(tmp_path: Path, paper: Newspaper) -> None:
    story = '<p class="weather">The weather in Osterby will be fine.</p><p class="sport">Vigsund won by two goals.</p>'
    (tmp_path / "page.html").write_text(page("News", more=story))
    (tmp_path / "announcer.toml").write_text('[read]\nleave_out = [".weather"]\n')
    for place in ("page.html", paper.put("/a", page("News", more=story))):
        done = announcer(tmp_path, "script", place, ANNOUNCER_PRIVATE_HOSTS=paper.place)
        assert done.returncode == 0, done.stderr
        assert "Vigsund" in done.stdout
        assert "Osterby" not in done.stdout


def test_script_shows_what_will_be_read(tmp_path: Path, article: Path) -> None:
    done = announcer(tmp_path, "script", str(article), "--json")
    assert done.returncode == 0, done.stderr
    lines = events(done.stdout)
    assert [line["written"] for line in lines] == [
        "Council keeps the library",
        "The vote was close.",
        "It took 3.5 hours.",
    ]
    for line in lines:
        assert ARTICLE[line["start"] : line["end"]] == line["written"]
        assert line["pause_ms"] > 0
    assert "three point five hours" in lines[2]["spoken"]


def test_each_line_gives_one_spoken_line_for_each_written_one(tmp_path: Path) -> None:
    done = announcer(tmp_path, "script", "-", "--each-line", "--language", "en", stdin=b"It took 3 hours.\n\nDr. No.\n")
    assert done.returncode == 0
    lines = done.stdout.split("\n")
    assert lines[0] == "It took three hours."
    assert lines[1] == ""
    assert len(lines) == 4


@pytest.mark.speech
def test_prerender_makes_what_is_missing_and_tells_cron_how_it_went(tmp_path: Path, article: Path) -> None:
    jobs = tmp_path / "today.jsonl"
    jobs.write_text('{"text": "First story of the day.", "article_id": "a1"}\n\n{"text": "Second story."}\n')
    first = announcer(tmp_path, "prerender", "today.jsonl", str(article), "--report", "report.json")
    assert first.returncode == 0, first.stderr
    assert events(first.stdout)[0]["counts"] == {"rendered": 3}
    assert json.loads((tmp_path / "report.json").read_text())["counts"] == {"rendered": 3}
    again = announcer(tmp_path, "prerender", "-", stdin=jobs.read_bytes())
    assert events(again.stdout)[0]["counts"] == {"unchanged": 2}
    jobs.write_text('{"text": "First story of the day."}\n{"text": ""}\nnot json\n{"url": "ftp://x"}\n')
    partly = announcer(tmp_path, "prerender", "today.jsonl")
    assert partly.returncode == 1
    assert events(partly.stdout)[0]["counts"] == {"unchanged": 1, "failed": 3}
    assert [event["name"] for event in events(partly.stderr) if event["event"] == "failed"] == [
        "today.jsonl:2",
        "today.jsonl:3",
        "ftp://x",
    ]
    late = announcer(tmp_path, "prerender", "today.jsonl", "--budget", "0s")
    assert (late.returncode, events(late.stdout)[0]["counts"]) == (3, {"left": 4})


@pytest.mark.parametrize(
    ("arguments", "config", "said"),
    [
        ((), "", "Name a SOURCE"),
        (("x.jsonl", "--since", "yesterday"), "", "24h"),
        (("x.jsonl", "--budget", "soon"), "", "24h"),
        ((), "[[source]]\nname = 'x'\n", "line 1"),
    ],
)
def test_prerender_that_cannot_start_says_why(
    tmp_path: Path, arguments: tuple[str, ...], config: str, said: str
) -> None:
    (tmp_path / "announcer.toml").write_text(config)
    done = announcer(tmp_path, "prerender", *arguments)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_check_explains_what_is_wrong_line_by_line(tmp_path: Path) -> None:
    config = tmp_path / "announcer.toml"
    assert announcer(tmp_path, "check").returncode == 0
    config.write_text(
        '[read]\nleave_out = ["p["]\n\n[[source]]\npath = "gone"\nvoice = "nobody"\n\n[voices]\nen = "x"\n'
    )
    done = announcer(tmp_path, "check")
    assert done.returncode == 1
    assert sorted(found["line"] for found in events(done.stdout)) == [2, 5, 6, 9]
    config.write_text('[[source]]\npath = "."\n')
    assert announcer(tmp_path, "check").returncode == 0


def test_export_needs_to_know_where_the_folder_will_be_found(tmp_path: Path) -> None:
    refused = announcer(tmp_path, "export", "--to", "site")
    assert refused.returncode == 2
    assert "--base-url" in refused.stderr
    (tmp_path / "today.jsonl").write_text('{"text": "First story of the day.", "article_id": "a"}')
    assert announcer(tmp_path, "prerender", "today.jsonl").returncode == 0
    done = announcer(tmp_path, "export", "--to", "site", "--base-url", "https://cdn.example/")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "site" / "narrations").iterdir())) == 1
    assert "https://cdn.example/narrations/" in (tmp_path / "site" / "feeds" / "en.xml").read_text()


def test_an_output_that_cannot_be_written_is_one_sentence(tmp_path: Path, article: Path) -> None:
    done = announcer(tmp_path, "narrate", str(article), "-o", "no/such/folder/out.mp3")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr


def test_the_index_is_made_anew_and_compared(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "cache")
    publish(store)
    store.put_article(an_article("a"))
    store.close()
    shutil.rmtree(tmp_path / "cache" / "index")
    (told,) = events(announcer(tmp_path, "cache", "reindex", "--json").stdout)
    assert (told["folders"], told["narrations"], told["articles"]) == (2, 1, 1)
    verified = announcer(tmp_path, "cache", "verify")
    assert (verified.returncode, verified.stdout.strip()) == (0, "Everything is as it was written.")
    assert "1 narrations" in announcer(tmp_path, "cache", "stats").stdout
