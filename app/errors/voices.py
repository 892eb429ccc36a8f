"""What can be wrong with voices: branches of the tree in app/errors/__init__.py."""

from app.errors import AnnouncerError, NotFoundError


class UnknownVoiceError(NotFoundError):
    """No voice of that name; the message names the known ones."""

    code = "unknown-voice"
    title = "Unknown voice"


class NoVoiceForLanguageError(AnnouncerError):
    """No installed voice speaks the language; the message names the command that installs one."""

    status = 422
    code = "no-voice-for-language"
    title = "No installed voice speaks this language"


class VoiceInstallError(AnnouncerError):
    """A voice could not be fetched or did not match its size and digest."""

    status = 502
    code = "voice-install-failed"
    title = "The voice could not be installed"


class VoiceBeingInstalledError(VoiceInstallError):
    """It is on its way already, or another process installs into the same folder."""

    status = 409
    code = "voice-being-installed"
    title = "The voice is being installed"


class VoicesUnwritableError(VoiceInstallError):
    """Nothing can be written into, or taken out of, the voices folder."""

    status = 500
    code = "voices-unwritable"
    title = "The voices folder cannot be written"


class VoicesFullError(VoiceInstallError):
    """No space left for a voice."""

    status = 507
    code = "voices-full"
    title = "There is no room for the voice"


class VoiceStaysError(AnnouncerError):
    """It came with the program, is one of several of a model, or is named by what only people change."""

    status = 409
    code = "voice-stays"
    title = "This voice is not removed"


class DefaultVoiceFixedError(AnnouncerError):
    """A setting or a file decides which voice reads the language."""

    status = 409
    code = "default-voice-fixed"
    title = "The default voice is decided elsewhere"


class VoiceUnavailableError(AnnouncerError):
    """The voice is known but cannot speak now: its file is damaged, or it is still loading."""

    status = 503
    code = "voice-unavailable"
    title = "The voice is not available"
