"""Voices as clients see them: what is here, what the catalogue recommends, what is on its way."""

from collections.abc import Iterator

from app.announcer import Announcer
from app.api.schemas import DefaultVoiceView, InstallationView, ProblemView, VoiceView
from app.errors import AnnouncerError, VoiceUnavailableError
from app.speech.installations import Installation
from app.voices import RecommendedVoice, Voice
from app.voices.catalogue import embedded_paths


def views(announcer: Announcer, *, everything: bool) -> list[VoiceView]:
    """Every installed voice, and with `everything` those that could be. Blocks. Raises VoiceUnavailableError."""
    installed = announcer.voices.voices()
    found = [_installed(announcer, voice) for voice in installed]
    if everything:
        keys = {voice.key for voice in installed}
        found += [_recommended(announcer, entry) for entry in _others(announcer, keys)]
    return found


def installation_view(installation: Installation) -> InstallationView:
    """How far it is."""
    return InstallationView(
        voice=installation.name,
        phase=installation.phase,
        done_bytes=installation.done_bytes,
        total_bytes=installation.total_bytes,
        error=ProblemView.of(installation.error),
    )


def default_view(announcer: Announcer, language: str) -> DefaultVoiceView:
    """Which voice reads a language, given by its primary subtag. Blocks."""
    voice, fault = None, None
    defaults = announcer.default_voices.current()
    try:
        voice = announcer.voices.for_language(language, defaults).key
    except AnnouncerError as error:
        voice, fault = defaults.get(language), error
    decider = announcer.default_voices.decider(language)
    return DefaultVoiceView(language=language, voice=voice, decided_by=decider, fault=ProblemView.of(fault))


def _others(announcer: Announcer, keys: set[str]) -> Iterator[RecommendedVoice]:
    """What is recommended, and what else is on its way."""
    recommended = announcer.voices.recommendations.voices
    yield from (entry for entry in recommended if entry.key not in keys and not entry.withdrawn)
    for name in announcer.installations.under_way():
        if name not in keys and all(name != entry.installed_as for entry in recommended):
            yield RecommendedVoice(name, name.partition("-")[0].partition("_")[0].lower(), "", "")


def _installed(announcer: Announcer, voice: Voice) -> VoiceView:
    entry = announcer.voices.recommendations.get(voice.key)
    licence = announcer.voices.recommendations.licence(voice)
    return VoiceView(
        key=voice.key,
        make=voice.make,
        language=voice.language,
        locale=voice.locale,
        quality=voice.quality,
        sample_rate_hz=voice.sample_rate_hz,
        size_bytes=voice.size_bytes,
        status="available" if voice.available else "damaged",
        fault=voice.fault or None,
        for_trying_out=voice.for_trying_out,
        is_embedded=voice.home in embedded_paths(),
        installed_as=voice.installed_as,
        licence=licence.name,
        commercial=licence.commercial,
        note=entry.note if entry else "",
        real_time_factor=_real_time_factor(announcer, voice),
        kept_bytes=announcer.installer.kept_bytes(voice.installed_as),
        installation=_on_its_way(announcer, voice.installed_as),
    )


def _recommended(announcer: Announcer, entry: RecommendedVoice) -> VoiceView:
    return VoiceView(
        key=entry.key,
        make=entry.make,
        language=entry.language,
        locale=entry.key.partition("-")[0],
        quality=entry.quality,
        sample_rate_hz=0,
        size_bytes=entry.size_bytes,
        status="recommended",
        fault=None,
        for_trying_out=False,
        is_embedded=entry.embedded,
        installed_as=entry.installed_as,
        licence=entry.licence,
        commercial=entry.commercial,
        note=entry.note,
        real_time_factor=None,
        kept_bytes=announcer.installer.kept_bytes(entry.installed_as),
        installation=_on_its_way(announcer, entry.installed_as),
    )


def _real_time_factor(announcer: Announcer, voice: Voice) -> float | None:
    try:
        return announcer.paces.factor(voice.digest) if voice.available else None
    except VoiceUnavailableError:  # taken away just now
        return None


def _on_its_way(announcer: Announcer, name: str) -> InstallationView | None:
    found = announcer.installations.get(name)
    return installation_view(found) if found else None
