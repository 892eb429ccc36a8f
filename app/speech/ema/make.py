"""What EMA Lightning is on disk: a folder with its weights as they are published, ema.pt and decoder.pt."""

from pathlib import Path

from app.speech.ema.archive import archive_fault
from app.speech.engine import VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.make import SpeakingMake
from app.voices.folder import ABOUT, is_folder_of, locale_of, model_voice
from app.voices.remote import Offer, RemoteVoice
from app.voices.voice import Voice

ACOUSTIC, VOCODER = "ema.pt", "decoder.pt"
MAX_BYTES = 500_000_000
"""Both together are about 34 MB by the account of their author."""
SAMPLE_RATE_HZ = 48_000
QUALITY = "high"


class Ema(SpeakingMake):
    """The make of EMA Lightning's voice."""

    name = "ema"

    def claims(self, path: Path) -> bool:
        """A folder whose voice.json says so."""
        return is_folder_of(path, self.name)

    def describe(self, path: Path) -> tuple[Voice, ...]:
        """One voice, from the folder's voice.json and the ends of the weights' archives."""
        locale, fault = locale_of(path)
        voice = model_voice(
            path.name,
            make=self.name,
            locale=locale,
            quality=QUALITY,
            sample_rate_hz=SAMPLE_RATE_HZ,
            home=path,
            files=(path / ACOUSTIC, path / VOCODER, path / ABOUT),
            fault=fault or _vocoder_fault(path / VOCODER),
            nets=2,
            look=archive_fault,
        )
        return (voice,)

    def load(self, voice: Voice, graphs: GraphCache | None) -> VoiceEngine:  # noqa: ARG002 - it needs no faster graph
        """As Make has it."""
        from app.speech.ema.engine import load  # noqa: PLC0415 - what only lists voices needs no ONNX Runtime

        return load(voice)

    def fetches(self, offer: Offer) -> RemoteVoice:
        """The weights, the vocoder's first."""
        vocoder = offer.need(VOCODER, VOCODER, MAX_BYTES)
        acoustic = offer.need(ACOUSTIC, ACOUSTIC, MAX_BYTES)
        about = {"make": self.name, "locale": str(offer.entry.get("locale", "tr_TR"))}
        return RemoteVoice(offer.key, (vocoder, acoustic), about)


def _vocoder_fault(path: Path) -> str:
    try:
        fault = archive_fault(path)
    except OSError:
        return ""  # it is missing, which is told of any file
    return fault.replace("the model file", f"the file {path.name}")
