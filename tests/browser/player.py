"""A page's player, as a test looks at it."""

import time
from typing import Any

from playwright.sync_api import Locator, Page

PATIENCE_S = 20


class Player:
    """The first <ai-announcer> of a page. `get` reads a property of the element."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.host = page.locator("ai-announcer").first

    def get(self, expression: str) -> Any:
        return self.host.evaluate(f"player => player.{expression}")

    def until(self, expression: str) -> None:
        """Wait till an expression of `player` holds.

        Playwright's own wait_for_function evaluates strings in the page, which a strict policy forbids.
        """
        give_up = time.monotonic() + PATIENCE_S
        while not self.host.evaluate(f"player => Boolean({expression})"):
            if time.monotonic() > give_up:
                raise AssertionError(f"never came true: {expression}")
            self.page.wait_for_timeout(50)

    def ready(self) -> "Player":
        """Wait till the whole reading is there; in an open player with its times."""
        self.until("player.narration?.status === 'ready' && (player.timeline || !player.hasAttribute('open'))")
        return self

    def open(self) -> "Player":
        """As after the first play."""
        self.host.evaluate("player => player.setAttribute('open', '')")
        self.seek.wait_for()
        return self

    def more(self, part: str) -> Locator:
        """A part of what stands behind "More", of an open player."""
        self.open()
        if not self.part("panel").is_visible():
            self.part("more").click()
        return self.part(part)

    def part(self, name: str) -> Locator:
        return self.host.locator(f"[part~={name}]")

    @property
    def play(self) -> Locator:
        return self.part("play")

    @property
    def seek(self) -> Locator:
        return self.part("seek")

    @property
    def line(self) -> str:
        return self.part("line").inner_text()

    @property
    def message(self) -> str:
        return self.part("message").inner_text()

    @property
    def time(self) -> str:
        """Elapsed and total."""
        return f"{self.part('elapsed').inner_text()} / {self.part('total').inner_text()}"

    def marked(self, name: str) -> list[tuple[str, str]]:
        """What is marked as "line" or "word": each text, and the nearest id around it ("" inside the player)."""
        found = self.page.evaluate(
            "name => [...CSS.highlights.get('announcer-' + name) ?? []].map(range =>"
            " [range.toString(), range.startContainer.parentElement.closest('[id]')?.id ?? ''])",
            name,
        )
        return [(" ".join(text.replace("\xad", "").split()), place) for text, place in found]

    def until_marked(self, name: str, text: str, place: str) -> None:
        """Wait till `text` is marked inside the element with that id."""
        give_up = time.monotonic() + PATIENCE_S
        while (text, place) not in self.marked(name):
            if time.monotonic() > give_up:
                raise AssertionError(f"marked as {name}: {self.marked(name)}")
            self.page.wait_for_timeout(50)

    def go(self, seconds: float) -> None:
        """Go there as a script would."""
        self.host.evaluate("(player, seconds) => { player.currentTime = seconds }", seconds)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
