"""What a hibari voice is on disk: a folder with its model, or the model inside the package hibari-tts."""

from importlib.util import find_spec
from pathlib import Path

from app.speech.engine import VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.make import SpeakingMake
from app.voices.folder import is_folder_of, locale_of, model_voice, read_about
from app.voices.remote import MAX_MODEL_BYTES, Offer, RemoteVoice
from app.voices.voice import Voice, is_for_trying_out

PACKAGE = "hibari"
HEART = "en_US-heart-medium"
"""The voice inside the package."""
MODEL = "model.onnx"
SAMPLE_RATE_HZ = 24_000
QUALITY = "medium"


class Hibari(SpeakingMake):
    """The make of hibari's voices."""

    name = "hibari"

    def claims(self, path: Path) -> bool:
        """A folder whose voice.json says so."""
        return is_folder_of(path, self.name)

    def describe(self, path: Path) -> tuple[Voice, ...]:
        """One voice, from the folder's voice.json and the heads of the model's parts."""
        packaged = path in self.packaged()
        locale, fault = ("en_US", "") if packaged else locale_of(path)
        if find_spec(PACKAGE) is None:
            fault = "its make, hibari, needs the package hibari-tts (pip install hibari-tts)"
        voice = model_voice(
            HEART if packaged else path.name,
            make=self.name,
            locale=locale,
            quality=QUALITY,
            sample_rate_hz=SAMPLE_RATE_HZ,
            home=path,
            files=(path if packaged else path / MODEL,),
            fault=fault,
            for_trying_out=not packaged and is_for_trying_out(read_about(path)[0]),
        )
        return (voice,)

    def load(self, voice: Voice, graphs: GraphCache | None) -> VoiceEngine:  # noqa: ARG002 - it needs no faster graph
        """As Make has it."""
        from app.speech.hibari.engine import load  # noqa: PLC0415 - what only lists voices needs no ONNX Runtime

        return load(voice)

    def fetches(self, offer: Offer) -> RemoteVoice:
        """The model, under the name that the entry gives as "model"."""
        model = offer.need(str(offer.entry.get("model", MODEL)), MODEL, MAX_MODEL_BYTES)
        about = {"make": self.name, "locale": str(offer.entry.get("locale", ""))}
        return RemoteVoice(offer.key, (model,), about)

    def packaged(self) -> tuple[Path, ...]:
        """The model of the embedded voice."""
        spec = find_spec(PACKAGE)
        return (Path(spec.origin).parent / "assets" / "hibari.onnx",) if spec and spec.origin else ()
