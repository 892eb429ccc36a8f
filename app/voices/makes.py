"""Makes: each kind of voice is read, loaded and installed by its own make, and nothing else asks which it is.

The project's own stand in app/speech/, one package each; others register under the entry point group
"announcer.makes" (docs/voices.md).
"""

import functools
import logging
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.voices.remote import Offer, RemoteVoice
    from app.voices.repository import Repository
    from app.voices.voice import Voice

GROUP = "announcer.makes"
OWN = (
    EntryPoint("piper", "app.speech.piper:Piper", GROUP),
    EntryPoint("hibari", "app.speech.hibari:Hibari", GROUP),
    EntryPoint("kokoro", "app.speech.kokoro:Kokoro", GROUP),
    EntryPoint("ema", "app.speech.ema:Ema", GROUP),
    EntryPoint("seslen", "app.speech.seslen:Seslen", GROUP),
)
"""Named as others are, so that a make costs nothing before it is needed. The first is the one that needs no naming."""
DEFAULT = OWN[0].name

LOG = logging.getLogger(__name__)


class Make(Protocol):
    """One kind of voice, as far as its files go: app.speech.make.SpeakingMake, which all are, loads it too."""

    name: str
    """As registered: "piper"."""

    def claims(self, path: Path) -> bool:
        """Whether a file or folder in a voices folder is one of this make's, told in microseconds. Never raises."""
        ...

    def describe(self, path: Path) -> "tuple[Voice, ...]":
        """The voices in what it claims, damaged ones with their fault. Cheap, and never raises."""
        ...

    def fetches(self, offer: "Offer") -> "RemoteVoice":
        """Which of the files that a repository offers under a name make up the voice.

        Raises VoiceInstallError when one is missing.
        """
        ...

    def packaged(self) -> tuple[Path, ...]:
        """What stands ready in a Python package that is installed here, to be claimed as if in a voices folder."""
        return ()

    def repository(self, key: str) -> "Repository | None":  # noqa: ARG002 - for those that have one
        """Where voices of that name come from if not from the repository of the settings; None for that one."""
        return None


@functools.cache
def makes() -> Mapping[str, Make]:
    """Every make by name, the project's own first. One that cannot be imported is left out, with a warning."""
    found: dict[str, Make] = {}
    for entry in (*OWN, *entry_points(group=GROUP)):
        try:
            found.setdefault(entry.name, entry.load()())
        except Exception as error:  # noqa: BLE001 - somebody else's package must not keep ours from speaking
            LOG.warning("the voice make %s cannot be used: %s", entry.name, error)
    return found


def make_for(path: Path) -> Make | None:
    """The make that claims a file or folder; None when none does."""
    return next((make for make in makes().values() if make.claims(path)), None)


def missing_make(name: str) -> str:
    """Why a voice of a make that is not here cannot be used, as the end of a sentence."""
    return f"its make, {name}, is not installed (pip install '.[{name}]' may bring it)"
