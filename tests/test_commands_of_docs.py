"""Every command that the documentation shows is run, as it is written, where that can be done here."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from tests.serving import service

ROOT = Path(__file__).parents[1]
PAGES = sorted((*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")))
SHELL = frozenset({"sh", "bash", "console"})

NOT_HERE = {
    r"make |git |pip |.*/pip |.*pre-commit": "installs or builds; CI does",
    r"adduser |install -d |cp /srv|systemctl |rsync |cd /srv": "changes a server",
    r"apt-get |rabbitmqctl |runuser |for name in ": "changes a server",
    r"docker |kubectl ": "needs a daemon, or a cluster; tests/deploy look at what they are given",
    r"curl .*/readyz": "asks a service that was just started",
    r".*announcer serve|.*announcer worker": "tests/cli/test_serve_command.py; tests/cluster",
    r".*announcer voices install": "fetches from the internet; tests/voices install from a server of their own",
    r".*announcer prerender|.*announcer export": "reads somebody's site; tests/newsroom and tests/web have their own",
    r".*announcer store copy": "moves a site; tests/store/test_copying.py",
    r".*announcer lexicon preview tr": "needs a Turkish voice; tests/cli/test_lexicon_command.py",
    r"openapi-python-client |echo .* > config\.json": "tests/api/test_openapi.py makes a client and uses it",
    r"announcer (narrate|script( --json)?|cache prune|keys|voices remove|store copy)$": "a name, and no whole command",
    r"curl .*audio\.example\.org": "asks a server that is an example; tests/deploy asks ours",
}
"""What cannot run here, and the reason."""


def commands() -> Iterator[tuple[str, str]]:
    """Page and command, of blocks of shell, of indented blocks, and of spans that are whole commands of ours."""
    for page in PAGES:
        text = page.read_text()
        fenced = re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
        blocks = [body for kind, body in fenced if kind in SHELL] + re.findall(r"(?:^ {4}\S.*\n)+", rest, re.MULTILINE)
        lines = [line.strip() for block in blocks for line in re.sub(r"\\\n\s*", "", block).splitlines()]
        spans = re.findall(r"(?<!`)`((?:ANNOUNCER_\S+ )*announcer [a-z][^`|]*)`", rest)
        for line in dict.fromkeys([*lines, *spans]):
            command = re.split(r"\s{3,}|\s+# ", line)[0]  # what stands behind it in a column explains it
            if _is_command(command):
                yield page.name, command


def _is_command(line: str) -> bool:
    is_setting = re.fullmatch(r"[A-Z_]+=\S+", line)
    placeholders = re.search(
        r"\[|<|…|\.\.\.|(?<![-\w$])(?!GET|PUT|POST|DELETE)[A-Z_]+\b(?!=)", re.sub(r"'[^']*'|\"[^\"]*\"", "", line)
    )
    return bool(line) and line[0] not in '{}"[#]' and not is_setting and not placeholders


def reason(command: str) -> str | None:
    return next((why for pattern, why in NOT_HERE.items() if re.match(pattern, command)), None)


RUN = {command: page for page, command in commands() if reason(command) is None}


def test_the_commands_are_found() -> None:
    found = {command for _, command in commands()}
    assert {"make setup", "announcer voices list", "announcer cache verify"} <= found
    assert sum(command.startswith("curl ") for command in RUN) >= 2
    for pattern in NOT_HERE:
        assert any(re.match(pattern, command) for command in found), f"{pattern} stands in no page any more"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the pages speak of."""
    (tmp_path / "article.txt").write_text("Council keeps the library\n\nThe vote was close.")
    (tmp_path / "page.html").write_text("<article><h1>Council keeps the library</h1><p>The vote was close.</article>")
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "sample.txt", tmp_path / "docs" / "sample.txt")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.speech
@pytest.mark.parametrize(
    ("where", "command"), [(page, command) for command, page in RUN.items() if not command.startswith("curl ")]
)
def test_a_command_of_ours_does_what_it_says(where: str, command: str, desk: Path) -> None:
    words = shlex.split(command)
    assert words[0] in ("announcer", ".venv/bin/announcer"), f"{where}: {command} can neither be run nor is it excused"
    done = CliRunner().invoke(app, words[1:])
    assert done.exit_code == 0, f"{where}: {command}: {done.output} {done.exception!r}"


@pytest.mark.slow
def test_the_calls_of_the_pages_are_answered(tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed: apt-get install curl")
    with service(tmp_path) as here:
        address = str(here.client.base_url).rstrip("/")
        for command, page in RUN.items():
            if command.startswith("curl "):
                words = shlex.split(command.replace("http://127.0.0.1:8000", address))
                done = subprocess.run(words, cwd=tmp_path, check=False, capture_output=True, text=True)
                assert done.returncode == 0, f"{page}: {command}: {done.stdout}{done.stderr}"


def test_what_docs_deploy_shows_are_the_files_themselves() -> None:
    text = "".join((ROOT / "docs" / page).read_text() for page in ("deploy.md", "cluster.md"))
    shown = re.findall(r"<!-- (deploy/\S+) -->\n```\w+\n(.*?)```", text, re.DOTALL)
    assert len(shown) == 9
    for name, content in shown:
        assert content == (ROOT / name).read_text(), name
    for path in (path for path in (ROOT / "deploy").rglob("*") if path.is_file() and ".test." not in path.name):
        assert f"{path.relative_to(ROOT)}" in text, path
