"""What every route needs: the announcer itself, the caller's key, the address people know us by."""

import asyncio
import hmac
from typing import Annotated

from fastapi import Depends, Request

from app.announcer import Announcer
from app.errors import RetractedError, UnauthorizedError, UnknownNarrationError
from app.narration.identity import is_narration_id
from app.narration.render import Render
from app.store.base import Narration


def _announcer(request: Request) -> Announcer:
    announcer: Announcer = request.app.state.announcer
    return announcer


Here = Annotated[Announcer, Depends(_announcer)]


def needs_key(request: Request, announcer: Here) -> None:
    """Refuse who writes without one of the configured keys; without configured keys everybody on this machine may.

    Raises UnauthorizedError. Every key is compared, each in constant time.
    """
    keys = announcer.settings.api_keys
    if not keys:
        return
    # Header bytes reach us as Latin-1, whatever they were.
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    offered = given.strip().encode("latin-1") if scheme.lower() == "bearer" else b""
    matches = [hmac.compare_digest(key.get_secret_value().encode(), offered) for key in keys]
    if not any(matches):
        raise UnauthorizedError("Send one of the site's API keys: Authorization: Bearer KEY.")


def _base_url(request: Request, announcer: Here) -> str:
    return (announcer.settings.public_url or str(request.base_url)).rstrip("/")


BaseUrl = Annotated[str, Depends(_base_url)]
"""The announcer's address without a final slash: ANNOUNCER_PUBLIC_URL, else as this request has it."""


async def find(announcer: Announcer, narration_id: str) -> Narration | Render:
    """The published narration or its render; one that was let go is made again where its page is known.

    Raises UnknownNarrationError, RetractedError.
    """
    if not is_narration_id(narration_id):
        raise UnknownNarrationError("That is not the id of a narration.")
    # First who makes it, then what is made: in the other order it could be published between the two looks.
    await announcer.accepted.settled(narration_id)
    render = announcer.conductor.find(narration_id)
    if render is not None and not render.finished:
        return render
    if narration := await asyncio.to_thread(announcer.store.get, narration_id):
        return narration
    if render is not None:
        return render
    if await asyncio.to_thread(announcer.store.is_retracted, narration_id):
        raise RetractedError(f"The narration {narration_id} was retracted.")
    if again := await announcer.stand.again(narration_id):
        return again
    raise UnknownNarrationError(f"There is no narration {narration_id}.")
