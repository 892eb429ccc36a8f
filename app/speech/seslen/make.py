"""What Seslen is on disk: a folder with its two nets, the table of its symbols, and styles, which make its voices."""

import re
from importlib.util import find_spec
from pathlib import Path

from app.errors import VoiceInstallError
from app.speech.engine import VoiceEngine
from app.speech.graph.cache import GraphCache
from app.speech.kokoro.styles import Style, read_styles
from app.speech.make import SpeakingMake
from app.voices.folder import ABOUT, is_folder_of, model_voice
from app.voices.onnx_shape import onnx_fault
from app.voices.remote import MAX_MODEL_BYTES, Offer, RemoteVoice
from app.voices.voice import MAX_CONFIG_BYTES, Voice

SOUND, TEXT, STYLES, SYMBOLS = "ses.onnx", "metin.onnx", "stiller.npz", "semboller.json"
"""As they are published."""
MAX_STYLES_BYTES = 10_000_000
"""Six voices in nine moods are 54 styles of 1 kB."""
STYLE_WIDTH = 256
STYLE_SHAPES = ((STYLE_WIDTH,), (1, STYLE_WIDTH))
CALM = "/notr"
"""What the names of styles end in that read news: the others are moods."""
CALM_STYLES = re.compile(rf"\w{{1,50}}{CALM}\Z")
PACKAGES = ("seslen_tts", "turkce_vurgu")
SAMPLE_RATE_HZ = 24_000
LOCALE = "tr_TR"
QUALITY = "medium"


class Seslen(SpeakingMake):
    """The make of Seslen's voices."""

    name = "seslen"

    def claims(self, path: Path) -> bool:
        """A folder whose voice.json says so."""
        return is_folder_of(path, self.name)

    def describe(self, path: Path) -> tuple[Voice, ...]:
        """A voice for each speaker, in the calm style; of the styles only the heads are read."""
        styles, fault = read_styles(path / STYLES, STYLE_SHAPES, CALM_STYLES)
        fault = fault or _text_fault(path) or missing_package()
        return tuple(_voice(path, style, fault or style.fault) for style in styles or (Style(path.name + CALM),))

    def load(self, voice: Voice, graphs: GraphCache | None) -> VoiceEngine:  # noqa: ARG002 - it needs no faster graph
        """As Make has it."""
        from app.speech.seslen.engine import load  # noqa: PLC0415 - what only lists voices needs no ONNX Runtime

        return load(voice)

    def fetches(self, offer: Offer) -> RemoteVoice:
        """Tables and styles, and the nets last. A missing package is told before anything is fetched."""
        if fault := missing_package():
            raise VoiceInstallError(f"{offer.key} cannot be installed: {fault}.")
        limits = {
            SYMBOLS: MAX_CONFIG_BYTES, STYLES: MAX_STYLES_BYTES, TEXT: MAX_MODEL_BYTES, SOUND: MAX_MODEL_BYTES
        }  # fmt: skip
        files = tuple(offer.need(name, name, limit) for name, limit in limits.items())
        return RemoteVoice(offer.key, files, {"make": self.name})


def missing_package() -> str:
    """Which package its voices cannot speak without, as the end of a sentence; empty when all are here."""
    missing = next((package for package in PACKAGES if find_spec(package) is None), "")
    return missing and f"its make, seslen, needs the package {missing} (pip install '.[seslen]' brings it)"


def _voice(home: Path, style: Style, fault: str) -> Voice:
    name = style.name.removesuffix(CALM)
    return model_voice(
        f"{LOCALE}-{name}-{QUALITY}" if name != home.name else name,
        make=Seslen.name,
        locale=LOCALE,
        quality=QUALITY,
        sample_rate_hz=SAMPLE_RATE_HZ,
        home=home,
        files=tuple(home / name for name in (SOUND, TEXT, STYLES, SYMBOLS, ABOUT)),
        nets=2,
        variant=f"{style.name} {style.checksum:08x}",
        fault=fault,
    )


def _text_fault(home: Path) -> str:
    try:
        fault = onnx_fault(home / TEXT)
    except OSError:
        return ""  # it is missing, which is told of any file
    return fault.replace("the model file", f"the file {TEXT}")
