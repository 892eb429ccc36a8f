"""Telling a CMS that a narration is ready, or has failed: signed, and again when it does not listen."""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pydantic import SecretStr

from app.errors import AnnouncerError, BusyError, InvalidRequestError, InvalidSettingError
from app.ingest.address import parse_url
from app.ingest.fetch import Fetcher

LOG = logging.getLogger(__name__)

SIGNATURE = "Announcer-Signature"
DELIVERY = "Announcer-Delivery"
WAITS_S = (1, 5, 30, 120, 600)
"""Before each further attempt."""
MOST_WAITING = 1_000


class Webhooks:
    """Calls back; gives up after the last wait."""

    def __init__(self, fetcher: Fetcher, secret: SecretStr | None, *, waits_s: Sequence[float] = WAITS_S) -> None:
        self._fetcher = fetcher
        self._secret = secret
        self._waits_s = waits_s
        self._waiting = 0

    def check(self, address: str) -> None:
        """Refuse before the work begins.

        Raises InvalidRequestError without a secret, AddressRefusedError, BusyError.
        """
        if self._secret is None:
            raise InvalidRequestError("callback_url needs ANNOUNCER_WEBHOOK_SECRET, which this announcer has not set.")
        parse_url(address, self._fetcher.limits)
        if self._waiting >= MOST_WAITING:
            raise BusyError("Too many calls back are waiting.", retry_after_s=60)

    async def deliver(self, address: str, delivery: str, news: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        """Send what `news` gives, as JSON; returns when it has arrived, or nobody will listen any more.

        `delivery` is told with every attempt, of a later process too: who gets it twice knows that it is one call.
        """
        self._waiting += 1
        try:
            await self._deliver(address, delivery, json.dumps(await news(), ensure_ascii=False))
        finally:
            self._waiting -= 1

    async def _deliver(self, address: str, delivery: str, news: str) -> None:
        body = news.encode("utf-8", "replace")
        for wait_s in (*self._waits_s, None):
            try:
                status = await self._fetcher.post(address, body, self._headers(body, delivery))
            except InvalidRequestError as error:  # the address leads where nothing may be sent: never again
                LOG.warning("no call back to %s: %s", address, error)
                return
            except AnnouncerError as error:
                said = error.detail
            else:
                if 200 <= status < 300:
                    return
                said = f"it answered {status}"
            if wait_s is None:
                LOG.warning("gave up calling back %s: %s", address, said)
                return
            await asyncio.sleep(wait_s)

    def _headers(self, body: bytes, delivery: str) -> dict[str, str]:
        if self._secret is None:
            raise InvalidSettingError("ANNOUNCER_WEBHOOK_SECRET is not set.")
        return {
            "Content-Type": "application/json",
            DELIVERY: delivery,
            SIGNATURE: signature(self._secret.get_secret_value(), int(time.time()), body),
        }


def signature(secret: str, timestamp_s: int, body: bytes) -> str:
    """`t=TIME,v1=HEX`: HMAC-SHA256 over the time, a full stop, and the body, so that no old call can be repeated."""
    digest = hmac.new(secret.encode(), f"{timestamp_s}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp_s},v1={digest}"
