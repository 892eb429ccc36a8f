"""Keys, addresses and ids, without a server; test_access.py has them over HTTP."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.announcer import Announcer
from app.api.access import _announcer, _base_url, at_the_desk, editing, find, narrating
from app.errors import (
    ForbiddenError,
    HostNotAllowedError,
    QuotaExceededError,
    RetractedError,
    UnauthorizedError,
    UnknownNarrationError,
)
from app.keys import FileUsage, KeyRing, new_secret
from app.settings import Settings
from app.store.files import Files
from app.store.memory import MemoryStore
from tests.api.asked import asked
from tests.store.things import narration_id, publish

FIRST, SECOND = "first-key-of-some-length", "ikinci-anahtar-çok-uzun"


def announcer(tmp_path: Path, *keys: str, **parts: Any) -> Announcer:
    settings = Settings.load(api_keys=keys, config=tmp_path / "announcer.toml")
    wired = {
        "settings": settings,
        "keys": KeyRing.open(settings),
        "usage": FileUsage(Files(tmp_path / "usage")),
        **parts,
    }
    return cast("Announcer", SimpleNamespace(**wired))


@pytest.mark.parametrize("written", [f"Bearer {FIRST}", f"bearer {SECOND}", f"BEARER  {FIRST} "])
async def test_each_of_the_keys_opens(tmp_path: Path, written: str) -> None:
    caller = await narrating(asked(authorization=written), announcer(tmp_path, FIRST, SECOND))
    assert caller.key is not None


@pytest.mark.parametrize(
    "written",
    ["", "Bearer", "Bearer ", FIRST, f"Basic {FIRST}", f"Bearer {FIRST}x", f"Bearer {FIRST[:-1]}", "Bearer ÿ"],
)
async def test_nothing_else_does(tmp_path: Path, written: str) -> None:
    with pytest.raises(UnauthorizedError):
        await narrating(asked(authorization=written), announcer(tmp_path, FIRST, SECOND))
    with pytest.raises(UnauthorizedError):
        await narrating(asked(), announcer(tmp_path, FIRST))


async def test_without_keys_everybody_on_this_machine_may(tmp_path: Path) -> None:
    caller = await narrating(asked(), announcer(tmp_path))
    assert caller.key is None
    caller.check_host("any.example")
    await caller.spend(10**9)


async def test_a_named_key_opens_what_it_is_for_and_counts(tmp_path: Path) -> None:
    secret = new_secret()
    (tmp_path / "announcer.toml").write_text(
        f'[[key]]\nname = "sports"\ndigest = "{secret.digest}"\nhosts = ["sports.example"]\n'
        "requests_a_minute = 100\ncharacters_a_day = 10\n"
    )
    here = announcer(tmp_path)
    request = asked(authorization=f"Bearer {secret.text}")
    caller = await narrating(request, here)
    caller.check_host("sports.example")
    with pytest.raises(HostNotAllowedError, match="sports"):
        caller.check_host("politics.example")
    await caller.spend(10)
    with pytest.raises(QuotaExceededError):
        await caller.spend(1)
    for elsewhere in (editing, at_the_desk):
        with pytest.raises(ForbiddenError, match="scope"):
            await elsewhere(request, here)
    spent = here.usage.of_day(here.usage.today())["sports"]
    assert (spent.requests, spent.characters, spent.refused) == (1, 10, 1)


def test_a_route_finds_the_announcer_of_its_app(tmp_path: Path) -> None:
    here = announcer(tmp_path)
    assert _announcer(asked(app=SimpleNamespace(state=SimpleNamespace(announcer=here)))) is here


def test_our_address_is_that_of_the_request() -> None:
    assert _base_url(asked()) == "http://news.example:8000"


async def nothing_to_take_up(_narration_id: str) -> None:
    """As after a start at which nothing was left over."""


async def test_what_is_rendered_is_found_before_what_is_ready_and_what_was_retracted_is_gone(
    tmp_path: Path,
) -> None:
    store = MemoryStore()
    ready, retracted, under_way = publish(store, 0), publish(store, 1), narration_id(2)
    store.retract(retracted.id)
    rendering, over = SimpleNamespace(finished=False), SimpleNamespace(finished=True)
    renders = {ready.id: over, under_way: rendering}
    accepted = SimpleNamespace(settled=nothing_to_take_up)
    missed: list[str] = []
    here = announcer(
        tmp_path,
        store=store,
        conductor=SimpleNamespace(find=renders.get),
        accepted=accepted,
        narrator=SimpleNamespace(elsewhere=nothing_to_take_up),
        healer=SimpleNamespace(missed=missed.append),
        stand=SimpleNamespace(again=nothing_to_take_up),
    )
    assert await find(here, ready.id) == ready
    assert vars(await find(here, under_way)) == vars(rendering)  # which stands for a Render
    with pytest.raises(RetractedError):
        await find(here, retracted.id)
    for unknown in (narration_id(3), "../../etc/passwd", ""):
        with pytest.raises(UnknownNarrationError):
            await find(here, unknown)
    assert missed == [narration_id(3)]  # it may have been damaged
