"""What the documentation says is what the code does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from typer.main import get_command

from app import errors
from app.api import pages
from app.cli import app as command_line
from app.main import create_app
from app.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def test_every_setting_is_documented_with_its_default() -> None:
    text = (DOCS / "settings.md").read_text()
    rows = dict(re.findall(r"^\| `ANNOUNCER_(\w+)` \| ([^|]+) \|", text, re.MULTILINE))
    assert set(rows) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        written = rows[name.upper()].strip("` ")
        if re.fullmatch(r"[\d.]+|true|false", written):
            assert written == str(field.default).lower().removesuffix(".0")


def test_every_route_is_documented() -> None:
    text = (DOCS / "api.md").read_text() + (DOCS / "metrics.md").read_text()
    documented = set(re.findall(r"(/[a-z0-9{}_./-]*[a-z0-9}])", re.sub(r"\{\w+\}", "{}", text)))
    pages_shown = {route.path for route in pages.router.routes if isinstance(route, APIRoute)}
    routes = {*create_app(Settings.load()).openapi()["paths"], *pages_shown}
    assert {"/narrate", "/player/{narration_id}"} <= routes
    for path in routes - {"/"}:
        assert re.sub(r"\{\w+\}", "{}", path) in documented, path


def test_every_error_code_is_documented_with_its_status() -> None:
    rows = re.findall(r"^\| (\d{3}) \| ([^|]*) \|", (DOCS / "api.md").read_text(), re.MULTILINE)
    documented = {code: int(status) for status, codes in rows for code in re.findall(r"`([a-z-]+)`", codes)}
    for kind in vars(errors).values():
        if isinstance(kind, type) and issubclass(kind, errors.AnnouncerError) and kind.code != "invalid-setting":
            assert documented[kind.code] == kind.status, kind


def kinds(kind: type[errors.AnnouncerError]) -> Iterator[type[errors.AnnouncerError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from kinds(narrower)


def test_troubleshooting_knows_every_error_code_and_no_other() -> None:
    section = (DOCS / "troubleshooting.md").read_text().partition("## Every error code")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \|$", section, re.MULTILINE)
    _, *codes = [code for code, _, _ in rows]
    assert codes == sorted({kind.code for kind in kinds(errors.AnnouncerError)})


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text()
    assert {path.name for path in DOCS.glob("*.md")} - set(re.findall(r"\]\(([a-z]+\.md)", index)) == {"README.md"}


def test_every_command_and_option_is_documented() -> None:
    text = (DOCS / "cli.md").read_text()
    root = get_command(command_line)
    for name, command in root.commands.items():  # type: ignore[attr-defined]  # a click Group
        inner = getattr(command, "commands", {"": command})
        for sub, leaf in inner.items():
            spelled = f"announcer {name} {sub}".strip()
            row = next((line for line in text.splitlines() if line.startswith(f"| `{spelled}")), None)
            assert row, f"{spelled} is not documented"
            for parameter in leaf.params:
                if parameter.param_type_name == "option" and parameter.name != "help" and not parameter.hidden:
                    assert max(parameter.opts, key=len) in row, (spelled, parameter.opts)


def anchors(page: Path) -> set[str]:
    """What a link may name after "#": each heading, as forges write it."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *DOCS.glob("*.md")], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)(?:#([^)]*))?\)", page.read_text()):
        if not target.startswith("http"):
            there = page.parent / target if target else page
            assert there.exists(), target
            assert not anchor or anchor in anchors(there), f"{target}#{anchor}"
