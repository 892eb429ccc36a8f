"""Keys, addresses and ids, without a server; test_access.py has them over HTTP."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import SecretStr

from app.announcer import Announcer
from app.api.access import _announcer, _base_url, find, needs_key
from app.errors import RetractedError, UnauthorizedError, UnknownNarrationError
from app.store.memory import MemoryStore
from tests.api.asked import asked
from tests.store.things import narration_id, publish

FIRST, SECOND = "first-key-of-some-length", "ikinci-anahtar-çok-uzun"


def announcer(*keys: str, public_url: str | None = None, **parts: Any) -> Announcer:
    settings = SimpleNamespace(api_keys=tuple(map(SecretStr, keys)), public_url=public_url)
    return cast("Announcer", SimpleNamespace(settings=settings, **parts))


@pytest.mark.parametrize("written", [f"Bearer {FIRST}", f"bearer {SECOND}", f"BEARER  {FIRST} "])
def test_each_of_the_keys_opens(written: str) -> None:
    needs_key(asked(authorization=written), announcer(FIRST, SECOND))


@pytest.mark.parametrize(
    "written",
    ["", "Bearer", "Bearer ", FIRST, f"Basic {FIRST}", f"Bearer {FIRST}x", f"Bearer {FIRST[:-1]}", "Bearer ÿ"],
)
def test_nothing_else_does(written: str) -> None:
    with pytest.raises(UnauthorizedError):
        needs_key(asked(authorization=written), announcer(FIRST, SECOND))
    with pytest.raises(UnauthorizedError):
        needs_key(asked(), announcer(FIRST))


def test_without_keys_everybody_on_this_machine_may() -> None:
    needs_key(asked(), announcer())


def test_a_route_finds_the_announcer_of_its_app() -> None:
    here = announcer()
    assert _announcer(asked(app=SimpleNamespace(state=SimpleNamespace(announcer=here)))) is here


def test_our_address_is_the_public_one_else_that_of_the_request() -> None:
    assert _base_url(asked(), announcer()) == "http://news.example:8000"
    assert _base_url(asked(), announcer(public_url="https://audio.example/x/")) == "https://audio.example/x"


async def nothing_to_take_up(_narration_id: str) -> None:
    """As after a start at which nothing was left over."""


async def test_what_is_rendered_is_found_before_what_is_ready_and_what_was_retracted_is_gone() -> None:
    store = MemoryStore()
    ready, retracted, under_way = publish(store, 0), publish(store, 1), narration_id(2)
    store.retract(retracted.id)
    rendering, over = SimpleNamespace(finished=False), SimpleNamespace(finished=True)
    renders = {ready.id: over, under_way: rendering}
    accepted = SimpleNamespace(settled=nothing_to_take_up)
    missed: list[str] = []
    here = announcer(
        store=store,
        conductor=SimpleNamespace(find=renders.get),
        accepted=accepted,
        healer=SimpleNamespace(missed=missed.append),
    )
    assert await find(here, ready.id) == ready
    assert vars(await find(here, under_way)) == vars(rendering)  # which stands for a Render
    with pytest.raises(RetractedError):
        await find(here, retracted.id)
    for unknown in (narration_id(3), "../../etc/passwd", ""):
        with pytest.raises(UnknownNarrationError):
            await find(here, unknown)
    assert missed == [narration_id(3)]  # it may have been damaged
