"""Loading a voice, whatever its make."""

from typing import cast

from app.errors import VoiceUnavailableError
from app.speech.engine import VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.make import SpeakingMake
from app.voices.makes import makes, missing_make
from app.voices.voice import Voice


def load_engine(voice: Voice, graphs: GraphCache | None = None) -> VoiceEngine:
    """Load a voice, on its fast graph where `graphs` has or builds one; its first sentence still takes longer.

    Raises VoiceUnavailableError with the reason when the files are damaged or changed, or belong to another make.
    """
    voice.check()
    digest = voice.digest
    make = _make(voice)
    if make is None:
        raise VoiceUnavailableError(f"The voice {voice.key} cannot be used: {missing_make(voice.make)}.")
    try:
        engine = make.load(voice, graphs)
    except Exception as error:
        raise VoiceUnavailableError(f"The voice {voice.key} cannot be loaded: {_reason(error)}.") from error
    if voice.digest_now() != digest:
        raise VoiceUnavailableError(f"The voice {voice.key} changed while it was loaded; please try again.")
    return engine


def prepare(voice: Voice, graphs: GraphCache) -> None:
    """Build what makes the voice faster, so that its first listener has it. Blocks; never raises for want of it."""
    make = _make(voice)
    if make is not None and voice.available:
        make.prepare(voice, graphs)


def _make(voice: Voice) -> SpeakingMake | None:
    return cast("SpeakingMake | None", makes().get(voice.make))


def _reason(error: Exception) -> str:
    """For people: without the paths that ONNX Runtime quotes."""
    if type(error).__module__.startswith("onnxruntime"):
        return f"its model is damaged or not an ONNX model ({type(error).__name__})"
    if isinstance(error, OSError):
        return f"a file cannot be read ({error.strerror})"
    if isinstance(error, KeyError):
        return f"its configuration lacks {error}"
    return str(error).rstrip(".")
