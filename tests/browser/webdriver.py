"""Real Firefox and real WebKit, driven by the commands of W3C WebDriver.

WebKitWebDriver takes them over HTTP. Firefox takes the same ones over Marionette, its own wire protocol, which
geckodriver (not in Debian) translates them to: JSON behind its length, `[0, id, "WebDriver:Name", parameters]`.
"""

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Page

PATIENCE_S = 30
FIREFOX_PREFERENCES = {"marionette.port": 0, "browser.shell.checkDefaultBrowser": False}
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
COMMANDS = {
    "Navigate": "url",
    "Refresh": "refresh",
    "ExecuteScript": "execute/sync",
    "PerformActions": "actions",
    "SetWindowRect": "window/rect",
}
"""Marionette's names, and the paths in WebDriver that are posted to."""
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "End": "\ue010", "Home": "\ue011"}

Send = Callable[[str, dict[str, Any]], Any]


class MissingEngineError(Exception):
    """Says what to install."""


class Window:
    """A browser's one window. Positions are CSS pixels in its viewport."""

    def __init__(self, name: str, version: str, send: Send) -> None:
        self.name = name
        self.version = version
        self._send = send

    def open(self, address: str) -> None:
        self._send("Navigate", {"url": address})

    def refresh(self) -> None:
        self._send("Refresh", {})

    def resize(self, width: int, height: int) -> None:
        self._send("SetWindowRect", {"x": 0, "y": 0, "width": width, "height": height})

    def run(self, script: str, *arguments: Any) -> Any:
        """What the body of a function returns; a promise is waited for."""
        return self._send("ExecuteScript", {"script": script, "args": list(arguments)})["value"]

    def click(self, x: float, y: float) -> None:
        """Move there, press and let go, as a hand does."""
        moves = [{"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}]
        self._act("pointer", [*moves, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}])

    def press(self, *keys: str) -> None:
        for key in keys:
            value = KEYS.get(key, key)
            self._act("key", [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}])

    def scroll(self, by: float) -> None:
        """As scripts do; WebKitWebDriver knows no wheel."""
        self.run("scrollBy({ top: arguments[0], behavior: 'instant' })", by)

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._send("TakeScreenshot", {"full": False})["value"]))

    def _act(self, kind: str, actions: list[dict[str, Any]]) -> None:
        source = {"type": kind, "id": kind, "actions": actions}
        self._send("PerformActions", {"actions": [source]})


def chromium(page: Page, version: str) -> Window:
    """A page of Playwright's as the same window."""

    def send(name: str, parameters: dict[str, Any]) -> Any:
        if name == "ExecuteScript":
            function = f"given => (function () {{ {parameters['script']} }}).apply(null, given)"
            return {"value": page.evaluate(function, parameters["args"])}
        if name == "PerformActions":
            return _act(page, parameters["actions"][0]["actions"])
        if name == "SetWindowRect":
            return page.set_viewport_size({"width": parameters["width"], "height": parameters["height"]})
        if name == "TakeScreenshot":
            return {"value": base64.b64encode(page.screenshot()).decode()}
        return page.reload() if name == "Refresh" else page.goto(parameters["url"])

    return Window("Chromium", version, send)


def _act(page: Page, actions: list[dict[str, Any]]) -> None:
    names = {value: key for key, value in KEYS.items()}
    for action in actions:
        match action["type"]:
            case "pointerMove":
                page.mouse.move(action["x"], action["y"])
            case "pointerDown":
                page.mouse.down()
            case "pointerUp":
                page.mouse.up()
            case "keyDown":
                page.keyboard.down(names.get(action["value"], action["value"]))
            case "keyUp":
                page.keyboard.up(names.get(action["value"], action["value"]))


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Window]:
    """A headless Firefox with a fresh profile in `folder`. Raises MissingEngineError."""
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        raise MissingEngineError("no Firefox: apt-get install firefox-esr")
    preferences = (
        f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in FIREFOX_PREFERENCES.items()
    )
    (folder / "user.js").write_text("\n".join(preferences))
    command = [program, "--marionette", "--headless", "--no-remote", "--profile", str(folder)]
    with _running(command), contextlib.ExitStack() as stack:
        number = _until(lambda: _text(folder / "MarionetteActivePort"))
        connection = stack.enter_context(socket.create_connection(("127.0.0.1", int(number)), PATIENCE_S))
        stream = stack.enter_context(connection.makefile("rwb"))
        _message(stream)

        def send(name: str, parameters: dict[str, Any]) -> Any:
            message = json.dumps([0, 1, f"WebDriver:{name}", parameters]).encode()
            stream.write(f"{len(message)}:".encode() + message)
            stream.flush()
            _, _, error, value = _message(stream)
            if error:
                raise AssertionError(f"{name}: {error['message']}")
            return value

        started = send("NewSession", {})
        yield Window("Firefox", started["capabilities"]["browserVersion"], send)


@contextlib.contextmanager
def webkit() -> Iterator[Window]:
    """WebKitGTK's MiniBrowser on a screen of its own. Raises MissingEngineError."""
    browser = next(iter(sorted(Path("/").glob(MINI_BROWSERS.lstrip("/")), reverse=True)), None)
    if not (shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and browser):
        raise MissingEngineError("no WebKit: apt-get install webkit2gtk-driver xvfb")
    with _running(["Xvfb", "-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]) as screen:
        assert screen.stdout is not None
        display = screen.stdout.readline().decode().strip()
        port = _free_port()
        environment = {**os.environ, "DISPLAY": f":{display}", "WEBKIT_GST_ENABLE_HLS_SUPPORT": "1"}
        with (
            _running(["WebKitWebDriver", f"--port={port}"], environment),
            httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as client,
        ):
            _until(lambda: _answers(client))
            options = {"webkitgtk:browserOptions": {"binary": str(browser), "args": ["--automation"]}}
            started = _value(client.post("/session", json={"capabilities": {"alwaysMatch": options}}))
            session = f"/session/{started['sessionId']}"

            def send(name: str, parameters: dict[str, Any]) -> Any:
                if name == "TakeScreenshot":
                    return {"value": _value(client.get(f"{session}/screenshot"))}
                return {"value": _value(client.post(f"{session}/{COMMANDS[name]}", json=parameters))}

            try:
                yield Window("WebKitGTK", started["capabilities"]["browserVersion"], send)
            finally:
                client.delete(session)


@contextlib.contextmanager
def _running(command: list[str], environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def _message(stream: Any) -> Any:
    size = b""
    while (digit := stream.read(1)) != b":":
        size += digit
    return json.loads(stream.read(int(size)))


def _value(answer: httpx2.Response) -> Any:
    value = answer.json()["value"]
    assert answer.status_code == 200, value
    return value


def _answers(client: httpx2.Client) -> bool:
    with contextlib.suppress(httpx2.TransportError):
        return client.get("/status").status_code == 200
    return False


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def _free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def _until(look: Callable[[], Any]) -> Any:
    give_up = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < give_up
        time.sleep(0.05)
    return found
