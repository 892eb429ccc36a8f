"""The desk's page of the night, as an editor uses it in the morning."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.keys import new_secret
from app.newsroom.report import Outcome, Report, Reports, Told
from app.store.counts import Counted
from app.store.shelf import FileShelf
from tests.newspaper import Newspaper
from tests.newspaper import page as article_page
from tests.serving import Service, service
from tests.store.things import article

KEY = "0123456789abcdef"


@pytest.fixture
def here(tmp_path: Path, paper: Newspaper) -> Iterator[Service]:
    with service(tmp_path, private_hosts=(paper.place,), api_keys=(KEY,)) as running:
        report = Report()
        for number in range(3):
            report.add(Told(Outcome.RENDERED, f"/{number}", title=f"Story {number}", duration_s=200.0))
        address = f"{paper.address}/late"
        told = Told(Outcome.FAILED, address, url=address, code="fetch-failed", detail=f"{address} answered 503.")
        report.add(told)
        report.add(Told(Outcome.FAILED, "today.jsonl:4", code="invalid-request", detail="text: field required"))
        report.ended_at = report.started_at
        Reports(FileShelf(running.announcer.settings.cache_dir)).keep(report)
        for number, listens in ((0, 1), (1, 2), (2, 0)):
            record = article(f"a-{number}", number)
            running.announcer.store.put_article(replace(record, title=f"Story {number}"))
            for _ in range(listens):
                running.announcer.counts.add(record.narration_id, Counted.LISTENS)
        yield running


def unlock(page: Page, here: Service, language: str) -> None:
    page.goto(f"{here.client.base_url}/studio/nightly?lang={language}")
    page.locator("input[type=password]").fill("wrong")
    page.locator("#locked button").click()
    expect(page.locator("#locked [role=status]")).not_to_be_empty()
    page.locator("input[type=password]").fill(KEY)
    page.locator("#locked button").click()
    expect(page.locator(".run")).to_have_count(1)


def test_what_failed_is_tried_again_there(page: Page, here: Service, paper: Newspaper, violations: list[str]) -> None:
    unlock(page, here, "en")
    expect(page.locator(".run tbody tr")).to_have_count(2)
    button = page.get_by_role("button", name="Try again")
    expect(button).to_have_count(1)
    button.click()
    expect(page.locator(".run [role=status]")).to_contain_text("404")
    paper.put("/late", article_page("Late news"))
    button.click()
    expect(page.locator(".run [role=status]")).to_have_text("Ready")
    assert [each.title for each in here.announcer.store.narrations()] == ["Late news"]
    assert violations == []


def test_it_is_turkish_too_and_fits_a_phone(page: Page, here: Service, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    unlock(page, here, "tr")
    expect(page.locator("h1")).to_have_text("Gece")
    expect(page.locator(".heard li")).to_have_text(["Story 1 2", "Story 0 1"])
    expect(page.get_by_role("button", name="Yeniden dene")).to_be_visible()
    failed = page.locator(".run tbody tr").first
    expect(failed).to_contain_text("Sayfa alınamadı.")
    expect(failed.locator("small[lang=en]")).to_contain_text("answered 503")
    expect(page.locator(".run time")).not_to_contain_text("UTC")  # as clocks show it where the editor is
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.screenshot(path=tmp_path / "phone.png", full_page=True)


def test_without_a_key_nothing_is_shown(page: Page, here: Service) -> None:
    page.goto(f"{here.client.base_url}/studio/nightly")
    expect(page.locator("#locked")).to_be_visible()
    assert "today.jsonl" not in page.content()


def test_a_key_that_is_not_for_the_desk_is_told_so(page: Page, tmp_path: Path) -> None:
    secret = new_secret()
    file = tmp_path / "keys.toml"
    file.write_text(f'[[key]]\nname = "cms"\ndigest = "{secret.digest}"\nscopes = ["narrate"]\n')
    with service(tmp_path, keys_file=file) as here:
        page.goto(f"{here.client.base_url}/studio/nightly")
        page.locator("input[type=password]").fill(secret.text)
        page.locator("#locked button").click()
        expect(page.locator("#locked [role=status]")).to_have_text(
            "The key cms is not for that: it lacks the scope studio."
        )
