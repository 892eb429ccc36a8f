"""The npm package: the same modules, found by a bundler's kind of import, and its React wrapper."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fastapi.staticfiles import StaticFiles
from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Page

from app.web.pages import STATIC_DIR
from tests.browser.player import Player
from tests.browser.stage import Act, Stage

SOURCE = Path(__file__).parents[2] / "integrations" / "announcer-player"
REACT = """
export const createElement = (tag, props) => ({ tag, props });
export const forwardRef = (render) => render;
export const useRef = (current) => ({ current });
export const useEffect = (act) => { window.effects = [...window.effects ?? [], act] };
"""


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's folder after its `prepack`, by the node that came with Playwright."""
    folder = tmp_path_factory.mktemp("package")
    for place in ("app/web/static", "integrations/announcer-player"):
        shutil.copytree(SOURCE.parents[1] / place, folder / place)
    node, _ = compute_driver_executable()
    subprocess.run([node, "gather.mjs"], cwd=folder / "integrations/announcer-player", check=True)
    return folder / "integrations/announcer-player"


@pytest.fixture(scope="module")
def package(gathered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that npm unpacks on somebody's machine."""
    folder = tmp_path_factory.mktemp("unpacked")
    patterns = json.loads((gathered / "package.json").read_text())["files"]
    for file in {each for pattern in [*patterns, "package.json", "README.md"] for each in gathered.glob(pattern)}:
        shutil.copy(file, folder)
    return folder


@pytest.mark.skipif(shutil.which("npm") is None, reason="no npm: apt-get install npm")
def test_npm_packs_just_these_files(gathered: Path, package: Path) -> None:
    done = subprocess.run(
        ["npm", "pack", "--json", "--dry-run", "--ignore-scripts", "--offline"],
        cwd=gathered,
        check=True,
        capture_output=True,
    )
    (packed,) = json.loads(done.stdout)
    assert {file["path"] for file in packed["files"]} == {file.name for file in package.iterdir()}


def test_it_holds_the_modules_that_the_announcer_serves(package: Path) -> None:
    served = {file.name: file.read_bytes() for file in STATIC_DIR.glob("announcer*.js")}
    assert {file.name: file.read_bytes() for file in package.glob("announcer*.js")} == served
    assert {"index.js", "index.d.ts", "react.js", "react.d.ts", "narration.d.ts", "package.json", "README.md"} == {
        file.name for file in package.iterdir() if file.name not in served
    }


def test_its_types_are_found_by_every_kind_of_resolution(package: Path) -> None:
    """TypeScript's node16 and nodenext take names with their endings only."""
    for types in package.glob("*.d.ts"):
        for name in re.findall(r'from "\./([^"]+)"', types.read_text()):
            assert name.endswith(".js"), f"{types.name}: {name}"
            assert (package / name.replace(".js", ".d.ts")).exists()


def test_every_part_that_loads_on_demand_is_named_for_bundlers(package: Path) -> None:
    named = re.findall(r'import\("\./(announcer-[a-z]+\.js)"\)', (package / "index.js").read_text())
    assert sorted(named) == sorted(file.name for file in STATIC_DIR.glob("announcer-*.js"))


def test_it_plays_from_the_announcer_that_the_page_names(page: Page, stage: Stage, package: Path) -> None:
    stage.app.mount("/package", StaticFiles(directory=package))
    stage.acts["one"] = Act()
    stage.articles["a"] = "one"
    tag = f"<ai-announcer server='{stage.address}' article-id=a></ai-announcer>"
    address = stage.page(tag)
    name = address.rsplit("/", 1)[1]
    stage.pages[name] = stage.pages[name].replace("/static/announcer.js", "/package/index.js")
    page.goto(address)
    player = Player(page).ready()
    player.play.click()
    player.until("player.currentTime > 0.2")
    player.more("speed")
    page.wait_for_function("() => document.querySelector('ai-announcer').shadowRoot.querySelector('[part~=speed]')")


def test_reacts_properties_become_attributes_and_listeners(
    page: Page, stage: Stage, package: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(package, tmp_path / "wrapped")
    (folder / "fake-react.js").write_text(REACT)
    wrapper = (folder / "react.js").read_text().replace('from "react"', 'from "./fake-react.js"')
    (folder / "wrapper.js").write_text(wrapper)
    stage.app.mount("/wrapper", StaticFiles(directory=folder))
    page.goto(stage.page("<p>hello</p>"))
    made = page.evaluate(
        """async () => {
          const { AnnouncerPlayer, listen } = await import("/wrapper/wrapper.js")
          const heard = []
          const props = { server: "https://a.example", articleUrl: "", noUi: true, open: false, skip: 15,
            className: "x",
            onLineChange: () => heard.push("line"), onAnnouncerPlay: () => heard.push("play") }
          const { tag, props: given } = AnnouncerPlayer(props, null)
          delete given.ref
          const element = document.createElement("div")
          const stop = listen(element, props)
          for (const name of ["linechange", "announcer:play"]) element.dispatchEvent(new Event(name))
          stop()
          element.dispatchEvent(new Event("linechange"))
          return { tag, given, heard }
        }"""
    )
    assert made == {
        "tag": "ai-announcer",
        "given": {"server": "https://a.example", "article-url": "", "no-ui": "", "skip": 15, "class": "x"},
        "heard": ["line", "play"],
    }
