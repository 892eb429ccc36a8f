"""Narrations by the address of their page: made once, kept up with the page, and never for strangers' pages."""

import asyncio
import threading
from typing import Any, cast

import pytest

from app.errors import (
    AddressRefusedError,
    AnnouncerError,
    BusyError,
    FetchError,
    HostNotAllowedError,
    NoArticleError,
    RetractedError,
    TooManyRequestsError,
)
from app.narration.identity import url_id
from app.narration.render import Render
from app.narration.wish import Wish
from app.newsroom.allowance import AT_ONCE, NEW_A_MINUTE, network_of
from app.newsroom.stand import FAILURE_REMEMBERED_S, RECHECK_S, Stand
from app.speech.pool import Lane
from app.store.base import Narration, Store
from tests.newspaper import Newspaper, page
from tests.newsroom.conftest import Desk, OddPages
from tests.serving import PATIENCE_S, Gate

pytestmark = pytest.mark.slow


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def ready(found: Narration | Render, desk: Desk) -> str:
    if isinstance(found, Render):
        await found.wait()
        assert found.error is None
        await desk.announcer.articles.settle(found)
        return found.order.id
    return found.id


async def test_a_crowd_that_asks_for_a_new_page_makes_one_request_and_one_narration(
    desk: Desk, paper: Newspaper
) -> None:
    address = paper.put("/a", page("News"))
    stand = desk.stand()
    found = await asyncio.gather(*(stand.find(f"{address}?utm_source={n}#x") for n in range(50)))
    assert len({await ready(each, desk) for each in found}) == 1
    assert sum(count for path, count in paper.asked.items() if path.startswith("/a")) == 1
    assert isinstance(await stand.find(address), Narration)
    await stand.close()


async def test_a_fault_of_ours_behind_the_listeners_is_told_with_the_page(
    desk: Desk, paper: Newspaper, caplog: pytest.LogCaptureFixture
) -> None:
    clock, address = Clock(), paper.put("/a", page("News"))
    desk.announcer.pages = OddPages(desk.announcer.pages, "/none")
    stand = desk.stand(clock=clock)
    first = await ready(await stand.find(address), desk)
    desk.announcer.pages.odd = "/a"
    clock.now += RECHECK_S
    assert await ready(await stand.find(address), desk) == first
    await stand_is_idle(stand)
    assert f"the page {address} could not be read" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    await stand.close()


async def test_a_changed_page_is_noticed_after_a_while_and_an_unchanged_one_costs_little(
    desk: Desk, paper: Newspaper
) -> None:
    clock = Clock()
    stand = desk.stand(clock=clock)
    address = paper.put("/a", page("News"))
    first = await ready(await stand.find(address), desk)
    for _ in range(3):
        assert await ready(await stand.find(address), desk) == first
    assert paper.asked["/a"] == 1
    clock.now += RECHECK_S
    assert await ready(await stand.find(address), desk) == first  # nobody waits for the question
    await stand_is_idle(stand)
    assert (paper.asked["/a"], paper.asked["304 /a"]) == (2, 1)
    paper.put("/a", page("News", more="<p>And one more sentence was added since then.</p>"))
    clock.now += RECHECK_S
    await stand.find(address)
    await stand_is_idle(stand)
    await desk.announcer.articles.settle()
    assert await ready(await stand.find(address), desk) != first


async def stand_is_idle(stand: Stand) -> None:
    await asyncio.gather(*stand._making.values(), return_exceptions=True)


async def test_readers_who_come_while_a_page_is_rendered_share_it(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    address = paper.put("/a", page("News"))
    found = [await stand.find(address) for _ in range(3)]
    assert len({await ready(each, desk) for each in found}) == 1
    assert paper.asked["/a"] == 1
    assert desk.announcer.conductor.published == 1


class ReadsEarly:
    """A store that is so slow to tell of an article that its answer is out of date: it knew of none."""

    def __init__(self, store: Store, late: threading.Event) -> None:
        self._store = store
        self.asked, self._late = threading.Event(), late

    def article(self, _article_id: str) -> None:
        self.asked.set()
        assert self._late.wait(PATIENCE_S)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


async def test_a_reader_who_comes_at_the_moment_of_publishing_fetches_no_page_again(
    desk: Desk, paper: Newspaper
) -> None:
    gate, late = Gate(), threading.Event()
    desk.tones._before, desk.tones.armed = gate, True
    stand, narrator = desk.stand(), desk.announcer.narrator
    address = paper.put("/a", page("News"))
    first = await stand.find(address)
    kept, narrator.store = narrator.store, cast("Store", early := ReadsEarly(narrator.store, late))
    second = asyncio.create_task(stand.find(address))
    assert await asyncio.to_thread(early.asked.wait, PATIENCE_S)
    gate.open()
    assert await ready(first, desk) == desk.announcer.store.article(url_id(address)).narration_id  # type: ignore[union-attr]
    late.set()
    assert await ready(await second, desk) == await ready(first, desk)
    narrator.store = kept
    assert paper.asked["/a"] == 1
    await stand.close()


async def test_a_failure_is_remembered_for_a_minute(desk: Desk, paper: Newspaper) -> None:
    clock = Clock()
    stand = desk.stand(clock=clock)
    for _ in range(3):
        with pytest.raises(FetchError):
            await stand.find(f"{paper.address}/a")
    assert paper.asked["/a"] == 1
    paper.put("/a", page("News"))
    clock.now += FAILURE_REMEMBERED_S
    assert await ready(await stand.find(f"{paper.address}/a"), desk)


async def test_only_the_sites_own_pages_are_read(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    for address, kind in {
        "https://elsewhere.example/": HostNotAllowedError,
        "https://evil127.0.0.1.example/": HostNotAllowedError,
        "http://localhost/": HostNotAllowedError,
        "file:///etc/passwd": AddressRefusedError,
        "http://127.0.0.1:1/": AddressRefusedError,
    }.items():
        with pytest.raises(kind):
            await stand.find(address)
    assert paper.connections == 0


async def test_a_retracted_article_is_not_made_again(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    address = paper.put("/a", page("News"))
    await ready(await stand.find(address), desk)
    assert await desk.announcer.articles.retract(url_id(address))
    with pytest.raises(RetractedError):
        await stand.find(address)


async def test_an_evicted_narration_is_made_again(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    address = paper.put("/a", page("News"))
    first = await ready(await stand.find(address), desk)
    desk.announcer.store.prune(0)
    assert await ready(await stand.find(address), desk) == first
    assert desk.announcer.store.get(first) is not None


async def test_a_narration_that_was_let_go_is_made_again_by_its_id_as_long_as_its_page_reads_the_same(
    desk: Desk, paper: Newspaper
) -> None:
    stand = desk.stand()
    address = paper.put("/a", page("News"))
    first = await ready(await stand.find(address), desk)
    desk.announcer.store.prune(0)
    again = await stand.again(first)
    assert again is not None
    assert await ready(again, desk) == first
    desk.announcer.store.prune(0)
    paper.put("/a", page("Other news"))
    assert await stand.again(first) is None
    assert await stand.again("a" * 26) is None


async def test_what_was_let_go_and_then_retracted_is_not_made_again(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    first = await ready(await stand.find(paper.put("/a", page("News"))), desk)
    desk.announcer.store.prune(0)
    assert await stand.retract_let_go(first)
    assert desk.announcer.store.is_retracted(first)
    assert not await stand.retract_let_go("a" * 26)


async def test_a_page_that_is_gone_is_not_asked_for_again_and_again(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    address = paper.put("/a", page("News"))
    first = await ready(await stand.find(address), desk)
    desk.announcer.store.prune(0)
    paper.pages.clear()
    assert await stand.again(first) is None
    asked = paper.asked.total()
    assert await stand.again(first) is None
    assert paper.asked.total() == asked


async def test_closing_leaves_no_task_behind(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    asking = asyncio.create_task(stand.find(paper.put("/a", page("News"))))
    await asyncio.sleep(0)
    await stand.close()
    with pytest.raises((AnnouncerError, asyncio.CancelledError)):
        await asking


async def test_a_page_that_says_its_address_is_one_article_however_it_is_asked_for(
    desk: Desk, paper: Newspaper
) -> None:
    head = f'<link rel="canonical" href="{paper.address}/a">'
    stand = desk.stand()
    ids = set()
    for path in ("/a", "/a?page=1", "/a?x=2"):
        address = paper.put(path, page("News", head=head))
        ids.add(await ready(await stand.find(address), desk))
        assert isinstance(await stand.find(address), Narration)
    assert len(ids) == 1
    assert [record.article_id for record in desk.announcer.store.articles()] == [url_id(f"{paper.address}/a")]
    foreign = paper.put("/b", page("Other", head='<link rel="canonical" href="https://elsewhere.example/">'))
    await ready(await stand.find(foreign), desk)
    assert desk.announcer.store.article(url_id("https://elsewhere.example/")) is None


async def test_a_network_has_an_allowance_of_its_own(desk: Desk, paper: Newspaper) -> None:
    clock = Clock()
    stand = desk.stand(clock=clock)
    for number in range(NEW_A_MINUTE):
        with pytest.raises(FetchError):
            await stand.find(f"{paper.address}/gone/{number}", "one")
    with pytest.raises(TooManyRequestsError):
        await stand.find(f"{paper.address}/gone/{NEW_A_MINUTE}", "one")
    with pytest.raises(FetchError):  # nobody else pays for that
        await stand.find(f"{paper.address}/gone/{NEW_A_MINUTE}", "another")
    clock.now += 60
    with pytest.raises(FetchError):
        await stand.find(f"{paper.address}/gone/once-more", "one")


async def test_invented_addresses_of_one_page_are_one_page(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    for number in range(NEW_A_MINUTE - 1):
        paper.put(
            f"/search?q={number}",
            page("Search", head=f'<link rel="canonical" href="{paper.address}/search">', more=f"<p>For {number}.</p>"),
        )
    paper.put("/search", page("Search"))
    ids = {await ready(await stand.find(f"{paper.address}/search?q={n}", "one"), desk) for n in range(NEW_A_MINUTE - 1)}
    assert len(ids) == 1
    assert desk.announcer.conductor.published == 1


async def test_two_pages_that_name_each_other_are_read(desk: Desk, paper: Newspaper) -> None:
    stand = desk.stand()
    for here, there in (("a", "b"), ("b", "a")):
        paper.put(f"/{here}", page(here, head=f'<link rel="canonical" href="{paper.address}/{there}">'))
    found = await asyncio.gather(*(stand.find(f"{paper.address}/{name}", "one") for name in "abab"))
    assert all([await ready(each, desk) for each in found])


async def test_a_few_unlisted_pages_are_made_at_once_and_the_newsroom_is_not_kept_waiting(
    desk: Desk, paper: Newspaper
) -> None:
    stand = desk.stand()
    gate = threading.Event()
    desk.announcer.pool.submit(Lane.LIVE, gate.wait)  # one worker is busy, and there are two
    desk.announcer.pool.submit(Lane.LIVE, gate.wait)
    for number in range(70):
        paper.put(f"/search?q={number}", page(f"You asked for {number}"))
    refused: list[AnnouncerError] = []
    for number in range(70):
        try:
            await stand.find(f"{paper.address}/search?q={number}", f"network {number // 10}")
        except (BusyError, TooManyRequestsError) as error:
            refused.append(error)
    assert len(refused) == 70 - AT_ONCE
    assert all(error.retry_after_s for error in refused)
    _, wanted = await desk.announcer.narrator.ask(Wish(text="The CMS wants this now.", language="en"))
    assert isinstance(wanted, Render)
    gate.set()
    await wanted.wait()
    assert wanted.error is None
    await stand.close()


async def test_a_refusal_is_remembered_for_longer_than_a_fault(desk: Desk, paper: Newspaper) -> None:
    clock = Clock()
    stand = desk.stand(clock=clock)
    address = paper.put("/login", "<html><body>Please sign in.</body></html>")
    for _ in range(3):
        with pytest.raises(NoArticleError):
            await stand.find(address)
        clock.now += FAILURE_REMEMBERED_S
    assert paper.asked["/login"] == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.250", True),
        ("192.0.2.7", "192.0.3.7", False),
        ("::ffff:192.0.2.7", "192.0.2.9", True),
        ("2001:db8:1:200::1", "2001:db8:1:2ff::9", True),
        ("2001:db8:1:200::1", "2001:db8:1:300::1", False),
        ("unix", None, True),
    ],
)
def test_what_a_network_is(one: str, other: str | None, same: bool) -> None:  # noqa: FBT001
    assert (network_of(one) == network_of(other)) is same
