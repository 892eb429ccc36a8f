"""A key as the newsroom's file has it: a name, what it opens, and the digest of a secret that only its desk knows."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.forms import DIGEST, HOST, NAME
from app.ingest.address import is_among

ALGORITHM = "sha256:"
SECRET_BYTES = 32
MOST_KEYS = 1_000


class Scope(StrEnum):
    """What a key opens."""

    NARRATE = "narrate"
    LEXICON = "lexicon"
    STUDIO = "studio"
    VOICES = "voices"
    METRICS = "metrics"
    ADMIN = "admin"
    """Everything."""


KeyName = Annotated[str, Field(pattern=NAME)]
Host = Annotated[str, Field(min_length=1, max_length=253, pattern=HOST), AfterValidator(str.lower)]


class Key(BaseModel):
    """One `[[key]]` table.

    Its secret is random and long (`new_secret`), so that one round of SHA-256 keeps it: nobody can try them all.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: KeyName
    digest: str = Field(pattern=DIGEST)
    scopes: Annotated[frozenset[Scope], Field(min_length=1)] = frozenset({Scope.NARRATE})
    hosts: tuple[Host, ...] = ()
    """Whose pages it may have fetched: names, or "*." and the end of names; none: all that the announcer fetches."""

    requests_a_minute: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    characters_a_day: Annotated[int, Field(ge=1, le=10**12)] | None = None

    def opens(self, scope: Scope) -> bool:
        """Whether it may do that."""
        return scope in self.scopes or Scope.ADMIN in self.scopes

    def reads(self, host: str) -> bool:
        """Whether it may have pages of that host fetched."""
        return not self.hosts or is_among(host, self.hosts)

    def matches(self, digest: str) -> bool:
        """Whether this is the digest of its secret; takes as long whatever is offered."""
        return hmac.compare_digest(self.digest, digest)


@dataclass(frozen=True, slots=True)
class Secret:
    """A new secret, and what may be written down of it."""

    text: str
    digest: str


def digest_of(secret: bytes) -> str:
    """As a `[[key]]` table has it."""
    return ALGORITHM + hashlib.sha256(secret).hexdigest()


def new_secret() -> Secret:
    """256 random bits, recognisable as ours wherever they leak to."""
    text = f"announcer_{secrets.token_urlsafe(SECRET_BYTES)}"
    return Secret(text, digest_of(text.encode()))
