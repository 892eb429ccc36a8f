"""Where a voice of some name is installed from."""

from app.voices.makes import makes
from app.voices.recommended import Recommendations
from app.voices.repository import HttpRepository, Repository, open_repository


def source_of(name: str, recommendations: Recommendations, default: str) -> Repository:
    """The address that the catalogue gives for it, else what its make brings, else `default`, an address or a folder.

    Raises VoiceInstallError when that cannot be used, or a package of the make is missing.
    """
    entry = next((voice for voice in recommendations.voices if name in (voice.key, voice.install)), None)
    if entry is not None and entry.repository:
        return HttpRepository(entry.repository, index={name: entry.offer})
    make = makes().get(entry.make) if entry is not None else None
    return (make.repository(name) if make else None) or open_repository(default)
