"""A real Chromium in front of a real uvicorn server.

Browser tests run last: while Playwright is up its event loop runs in the main thread, where pytest-asyncio could
then start none of its own. pytest groups tests by the session's fixtures after they are collected, so they are put
last once it has done that.
"""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect, sync_playwright

from tests.browser.stage import Stage
from tests.serving import PATIENCE_S, serving

CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE_S * 1000)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
    yield
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def base_url() -> None:
    """Tests name whole addresses; pytest-base-url's own fixture warns under pytest 9."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, where its own node can run: Debian leaves out a library that it needs."""
    asked = subprocess.run([sys.executable, "-m", "playwright", "--version"], capture_output=True, check=False)
    if asked.returncode:
        pytest.skip(f"Playwright does not start: apt-get install libatomic1 ({asked.stderr.decode().strip()[-200:]})")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser_type_launch_args(playwright: Playwright) -> dict[str, Any]:
    """Debian's Chromium where there is one, else the one that `playwright install chromium` brought."""
    installed = shutil.which("chromium") or playwright.chromium.executable_path
    if not Path(installed).exists():
        pytest.skip("no Chromium: apt-get install chromium, or python -m playwright install chromium")
    return {"args": CHROMIUM_ARGS, "executable_path": installed}


@pytest.fixture(scope="session")
def stage_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(tmp_path_factory.mktemp("stage") / "audio.mp3")
    with serving(stage.app) as address:
        stage.address = address
        yield stage


@pytest.fixture
def stage(stage_server: Stage) -> Iterator[Stage]:
    stage_server.clear()
    yield stage_server
    stage_server.clear()


@pytest.fixture
def violations(page: Page) -> list[str]:
    """What the page's Content-Security-Policy refused, as it happens, and every uncaught script error."""
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda said: seen.append(said.text) if "Content Security Policy" in said.text else None)
    return seen


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go, for people to look at."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def picture(page: Page, pictures: Path) -> Callable[[str], None]:
    def take(name: str) -> None:
        page.screenshot(path=pictures / f"{name}.png", animations="disabled")

    return take
