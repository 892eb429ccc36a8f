"""A voice taken away, with what depends on it."""

from app.errors import VoiceStaysError
from app.newsroom.default_voices import DefaultVoices
from app.speech.installer import Installer
from app.voices import VoiceCatalogue
from app.voices.remove import removable, remove_voices


def remove_voice(name: str, catalogue: VoiceCatalogue, defaults: DefaultVoices, installer: Installer) -> None:
    """Remove a voice, or all that one model has, what has arrived of it, and the studio's choice of it. Blocks.

    Raises UnknownVoiceError, VoiceStaysError also for a default that is written by hand, VoicesUnwritableError,
    VoiceBeingInstalledError, StoreError, StoreFullError.
    """
    entry = catalogue.recommendations.get(name)
    installed_as = entry.installed_as if entry else name
    had_part = installer.kept_bytes(installed_as) > 0
    if had_part:
        installer.discard(installed_as)
    is_here = any(name in (voice.key, voice.installed_as) for voice in catalogue.voices())
    if had_part and not is_here:
        return
    going = removable(name, catalogue)
    keys = frozenset(voice.key for voice in going)
    if place := defaults.needs(keys):
        raise VoiceStaysError(f"The voice {name} reads a language by {place}; change that first.")
    defaults.forget_voices(keys)
    remove_voices(going)
