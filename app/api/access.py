"""What every route needs: the announcer itself, the caller's key, the address people know us by."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Request
from fastapi.security import HTTPBearer

from app.announcer import Announcer
from app.errors import (
    ForbiddenError,
    HostNotAllowedError,
    RetractedError,
    UnauthorizedError,
    UnknownNarrationError,
)
from app.keys import Key, Scope, Usage
from app.narration.identity import NARRATION_ID, is_narration_id
from app.narration.render import Render
from app.store.base import Narration


def _announcer(request: Request) -> Announcer:
    announcer: Announcer = request.app.state.announcer
    return announcer


Here = Annotated[Announcer, Depends(_announcer)]
NarrationId = Annotated[str, Path(json_schema_extra={"pattern": NARRATION_ID.pattern})]
"""Declared, not checked: what is no id is an unknown one, 404."""


_BEARER = HTTPBearer(auto_error=False, scheme_name="key", description="A key, where any are set: docs/keys.md.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the holder of a key, or of none where none is needed; and what that one may still ask for."""

    key: Key | None
    usage: Usage

    def check_host(self, host: str) -> None:
        """Raises HostNotAllowedError for a page of a host that the key is not for."""
        if self.key is not None and not self.key.reads(host):
            raise HostNotAllowedError(f"The key {self.key.name} is not for pages of {host}.")

    async def spend(self, characters: int) -> None:
        """Take them off the key's day. Raises QuotaExceededError when they are more than it has left."""
        if self.key is not None:
            await asyncio.to_thread(self.usage.characters, self.key, characters)


class Needs:
    """A route's dependency: the caller's key must open this; without any keys everybody on this machine may.

    Raises UnauthorizedError, ForbiddenError, and TooManyRequestsError when the key asks too often.
    """

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    async def __call__(
        self, request: Request, announcer: Here, _declared: Annotated[object, Depends(_BEARER)] = None
    ) -> Caller:
        """Who asks."""
        key = key_of(request, announcer)
        if key is not None:
            if not key.opens(self._scope):
                raise ForbiddenError(f"The key {key.name} is not for that: it lacks the scope {self._scope}.")
            await asyncio.to_thread(announcer.usage.request, key)
        return Caller(key, announcer.usage)


def key_of(request: Request, announcer: Announcer) -> Key | None:
    """The key that a request is made with, None where none is needed. Raises UnauthorizedError."""
    if not announcer.keys.guarded:
        return None
    # Header bytes reach us as Latin-1, whatever they were.
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    offered = given.strip().encode("latin-1") if scheme.lower() == "bearer" else b""
    key = announcer.keys.find(offered)
    if key is None:
        raise UnauthorizedError("Send one of the site's API keys: Authorization: Bearer KEY.")
    return key


narrating, editing, at_the_desk = Needs(Scope.NARRATE), Needs(Scope.LEXICON), Needs(Scope.STUDIO)
keeping_voices = Needs(Scope.VOICES)
Narrating = Annotated[Caller, Depends(narrating)]


def _base_url(request: Request) -> str:
    return str(request.base_url).rstrip("/")


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
    if elsewhere := await announcer.narrator.elsewhere(narration_id):
        return elsewhere
    if again := await announcer.stand.again(narration_id):
        return again
    announcer.healer.missed(narration_id)
    raise UnknownNarrationError(f"There is no narration {narration_id}.")
