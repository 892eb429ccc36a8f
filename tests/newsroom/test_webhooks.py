"""Calls back to the CMS: signed, repeated, and never into the private network."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from pydantic import SecretStr

from app.errors import AddressRefusedError, InvalidRequestError
from app.ingest.address import Limits
from app.ingest.fetch import Fetcher
from app.newsroom.webhooks import Webhooks, signature
from tests.newspaper import Newspaper, newspaper

SECRET = "a long and secret sentence"


async def news() -> dict[str, Any]:
    return {"event": "narration.ready", "narration": {"title": "Şehir"}}


def hooks(paper: Newspaper, secret: str | None = SECRET) -> Webhooks:
    fetcher = Fetcher(Limits(private_hosts=(paper.place,)))
    return Webhooks(fetcher, SecretStr(secret) if secret else None, waits_s=(0, 0, 0))


async def test_a_call_is_signed_over_its_time_and_body(paper: Newspaper) -> None:
    address = paper.put("/hook", "")
    webhooks = hooks(paper)
    webhooks.check(address)
    await webhooks.deliver(address, "d1", news)
    ((path, headers, body),) = paper.sent
    assert (path, json.loads(body)) == ("/hook", await news())
    time, _, given = headers["announcer-signature"].partition(",")
    expected = hmac.new(SECRET.encode(), time.removeprefix("t=").encode() + b"." + body, hashlib.sha256).hexdigest()
    assert given == f"v1={expected}"
    assert headers["announcer-signature"] == signature(SECRET, int(time.removeprefix("t=")), body)


async def test_a_cms_that_does_not_listen_is_called_again_but_not_for_ever(paper: Newspaper) -> None:
    paper.pages["/hook"] = (503, {}, b"")
    webhooks = hooks(paper)
    await webhooks.deliver(f"{paper.address}/hook", "d1", news)
    assert len(paper.sent) == 4
    assert len({body for _, _, body in paper.sent}) == 1
    assert {headers["announcer-delivery"] for _, headers, _ in paper.sent} == {"d1"}


async def test_nothing_is_sent_into_the_private_network(paper: Newspaper) -> None:
    webhooks = hooks(paper)
    with newspaper() as canary:
        with pytest.raises(AddressRefusedError):
            webhooks.check(f"{canary.address}/hook")
        for address in (f"{canary.address}/hook", "http://localhost/hook"):
            await webhooks.deliver(address, "d1", news)
        assert canary.connections == 0


async def test_without_a_secret_there_are_no_calls(paper: Newspaper) -> None:
    with pytest.raises(InvalidRequestError, match="ANNOUNCER_WEBHOOK_SECRET"):
        hooks(paper, secret=None).check(f"{paper.address}/hook")
