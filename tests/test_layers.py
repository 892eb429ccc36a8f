"""No arrow runs back up: what stands on a lower floor of the house knows nothing of what stands above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = (
    ("app.errors", "app.forms"),
    ("app.settings", "app.languages"),
    ("app.text", "app.voices"),
    ("app.ingest", "app.speech"),
    ("app.audio",),
    ("app.workers",),
    ("app.narration.identity", "app.narration.timeline"),
    ("app.store",),
    ("app.keys", "app.lexicon", "app.workers.queue"),
    ("app.narration",),
    ("app.newsroom",),
    ("app.parts",),
    ("app.announcer",),
    ("app.web",),
    ("app.api",),
    ("app.main",),
    ("app.cli",),
)
"""From the ground up. The longest name that fits decides; docs/architecture.md shows the same list as a picture."""

FLOORS = {name: floor for floor, names in enumerate(LAYERS) for name in names}
MODULES = sorted((ROOT / "app").rglob("*.py"))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def stands_at(module: str) -> tuple[int, str] | None:
    """Floor and name of what a module belongs to. None: `app` itself, which holds the version alone."""
    fitting = [name for name in FLOORS if module == name or module.startswith(f"{name}.")]
    name = max(fitting, key=len, default=None)
    return None if name is None else (FLOORS[name], name)


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{each.name}" for each in node.names)


def upward(module: str, source: str) -> list[str]:
    """What it imports from above, or from its neighbours on the same floor."""
    here = stands_at(module)
    known = [(name, stands_at(name)) for name in imported(source) if name.startswith("app.")]
    return [name for name, at in known if here is not None and at is not None and at != here and at[0] >= here[0]]


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_nothing_from_above_it(path: Path) -> None:
    assert upward(module_name(path), path.read_text(encoding="utf-8")) == []


def test_every_module_stands_on_a_floor() -> None:
    assert [name for path in MODULES if stands_at(name := module_name(path)) is None] == ["app"]


def test_an_arrow_back_up_is_seen() -> None:
    assert upward("app.audio.hls", "from app.narration.timeline import TimedLine") == [
        "app.narration.timeline.TimedLine"
    ]
    assert upward("app.store.base", "from app.narration.conductor import Conductor") == [
        "app.narration.conductor.Conductor"
    ]
    assert upward("app.voices.voice", "from app.text.language import primary_subtag") != []
    assert upward("app.store.base", "import app.narration.timeline, app.errors, json") == []


def test_no_module_is_long() -> None:
    assert [path.name for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_the_picture_in_the_documentation_shows_these_floors() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    picture = page.partition("```text\n")[2].partition("```")[0]
    shown = [line.split("  ")[0].split() for line in picture.splitlines() if line.startswith("app")]
    assert [tuple(floor) for floor in reversed(shown)] == list(LAYERS)
