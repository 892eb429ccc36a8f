"""What a node and a worker write to each other: JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from app.errors import InvalidRequestError
from app.speech.engine import SynthesisSettings
from app.text.spoken.token import SpokenToken
from app.voices import Voice
from app.workers.base import Spoken


@dataclass(frozen=True, slots=True)
class Asked:
    """A Line that a node wants to be spoken, as a worker reads it."""

    key: str
    """Of its Clip."""

    voice_key: str
    voice_digest: str
    tokens: tuple[SpokenToken, ...]
    settings: SynthesisSettings
    lost: int
    """How many workers were lost over it."""

    attempt: int
    """How often it was asked for before."""

    node: str
    """Where the answer goes."""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """What `asked` wrote. Raises InvalidRequestError."""
        try:
            tokens = tuple(SpokenToken(str(text), int(start), int(end)) for text, start, end in body["tokens"])
            return cls(
                str(body["key"]),
                str(body["voice"]["key"]),
                str(body["voice"]["digest"]),
                tokens,
                SynthesisSettings(**body["settings"]),
                int(body["lost"]),
                int(body["attempt"]),
                str(body["node"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidRequestError("A node of another version asks for what nobody here understands.") from error

    def spoken(self, voice: Voice) -> Spoken:
        """As workers of this machine have it."""
        return Spoken(voice, self.tokens, self.settings)


def asked(key: str, line: Spoken, node: str) -> dict[str, Any]:
    """The Line as Asked reads it."""
    return {
        "key": key,
        "voice": {"key": line.voice.key, "digest": line.voice.digest},
        "tokens": [list(token) for token in line.tokens],
        "settings": asdict(line.settings),
        "lost": 0,
        "attempt": 0,
        "node": node,
    }


class Said(StrEnum):
    """What a worker says of a Line."""

    BEGUN = "begun"
    LOST = "lost"
    """It had been with another worker, which is no more."""

    DONE = "done"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker answers, or what the node answers itself when no worker will."""

    said: Said
    attempt: int = 0
    """Which time of asking it answers."""

    worker: str = ""
    work_s: float = 0.0
    """How long it spoke; 0 when the Clip was there already."""

    code: str = ""
    """Of the error."""

    detail: str = ""

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` wrote. Raises ValueError, KeyError, TypeError."""
        return cls(
            Said(body["said"]),
            int(body["attempt"]),
            str(body["worker"]),
            float(body["work_s"]),
            str(body["code"]),
            str(body["detail"]),
        )

    def as_json(self, call_id: str) -> dict[str, Any]:
        """With the call that it answers."""
        return {"id": call_id, **asdict(self)}
