"""The program starts with what `pip install .` brings: nothing that only tests or extras install is needed."""

import contextlib
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

ALONE = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {others!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
import app.cli, app.main
"""


def brought() -> set[str]:
    """The distributions that pyproject.toml's dependencies bring here, by canonical name."""
    found: set[str] = set()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = [(Requirement(line), frozenset[str]()) for line in project["dependencies"]]
    while needed:
        each, extras = needed.pop()
        name = canonicalize_name(each.name)
        wanted = each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras | {""})
        if wanted and name not in found:
            found.add(name)
            with contextlib.suppress(PackageNotFoundError):
                needed += [(Requirement(line), frozenset(each.extras)) for line in requires(name) or ()]
    return found


@pytest.mark.slow
def test_nothing_is_imported_that_would_not_be_installed() -> None:
    ours = brought()
    others = {
        module
        for module, distributions in packages_distributions().items()
        if not {canonicalize_name(name) for name in distributions} & ours and module != "app"
    }
    assert {"pytest", "playwright"} <= others
    script = ALONE.format(others=others)
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], cwd=ROOT, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
