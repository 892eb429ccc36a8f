"""The one tree of errors; those of voices stand in app/errors/voices.py.

AnnouncerError
├── InvalidRequestError            422
│   ├── MalformedRequestError      400  not JSON
│   ├── EmptyArticleError          422  nothing in it to read
│   ├── UnspeakableError           422  no speakable character
│   ├── TooManyLinesError          422  no article has so many sentences
│   ├── UnsupportedMediaError      415
│   ├── InvalidLexiconError        422  an entry, or a lexicon's file
│   ├── InvalidMarkupError         422  SSML; says on which line
│   ├── AddressRefusedError        422  scheme, port, or a private network behind it
│   ├── RefusedByRobotsError       422
│   ├── DocumentTooLargeError      422  after decompression
│   ├── NoArticleError             422  the page holds none
│   ├── InvalidFeedError           422
│   └── InvalidSettingError        (start-up; the command line's exit code 2)
├── UnauthorizedError              401
├── ForbiddenError                 403  a good key that does not open this
├── HostNotAllowedError            403  readers may ask for the site's own pages only
├── OriginRefusedError             403  a page of another site wants to write
├── HostRefusedError               421  asked for under a name that is not ours
├── NotFoundError                  404
│   ├── UnknownVoiceError          404  names the known ones
│   ├── UnknownNarrationError      404
│   ├── UnknownArticleError        404
│   └── UnknownLexiconEntryError   404
├── NotReadyError                  409  still rendering; Retry-After
├── RetractedError                 410
├── BodyTooLargeError              413
├── UnsupportedFormatError         501  oEmbed in XML
├── TooManyRequestsError           429  Retry-After
│   └── QuotaExceededError         429  a key's characters of the day
├── RequestTimeoutError            408  the body trickles in
├── RangeNotSatisfiableError       416
├── NoVoiceForLanguageError        422  names the command that installs one
├── SynthesisError                 500  a Line could not be spoken
├── DefaultVoiceFixedError         409  ANNOUNCER_DEFAULT_VOICES or announcer.toml decides
├── VoiceStaysError                409  it came with the program, or something else needs it
├── VoiceInstallError              502
│   ├── VoiceBeingInstalledError   409
│   ├── VoicesUnwritableError      500  the voices folder
│   └── VoicesFullError            507
├── FetchError                     502  another server; often Retry-After
├── VoiceUnavailableError          503  damaged file, or not loaded yet
├── BusyError                      503  queue full; Retry-After
├── ShuttingDownError              503
├── StoreError                     500  the store answered wrongly
│   ├── StoreUnavailableError      503  a part that machines share does not answer; Retry-After
│   └── TakenOverError             500  a frozen writer's late publishing
└── StoreFullError                 507

Every class carries its HTTP status and a stable `code` that clients may match on; `app/api/problems.py` is
the one place that turns an error into a response, and `app/cli/__init__.py` the one that turns it into a sentence.
"""

from typing import ClassVar


class AnnouncerError(Exception):
    """Base of every error this project raises on purpose.

    `retry_after_s` is set where waiting can heal the refusal.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str, *, retry_after_s: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after_s = retry_after_s


class InvalidRequestError(AnnouncerError):
    """The request contradicts itself or a limit."""

    status = 422
    code = "invalid-request"
    title = "The request is not valid"


class MalformedRequestError(InvalidRequestError):
    """The body cannot be parsed at all."""

    status = 400
    code = "malformed-request"
    title = "The request cannot be understood"


class EmptyArticleError(InvalidRequestError):
    """There is no text in the article."""

    status = 422
    code = "empty-article"
    title = "There is nothing to read"


class UnspeakableError(InvalidRequestError):
    """There is text, but no character of it can be spoken."""

    status = 422
    code = "unspeakable"
    title = "Nothing in the text can be spoken"


class TooManyLinesError(InvalidRequestError):
    """More sentences than the longest article can have."""

    code = "too-many-lines"
    title = "The article has too many sentences"


class UnsupportedMediaError(InvalidRequestError):
    """The body or the asked-for audio format is of a kind we do not handle."""

    status = 415
    code = "unsupported-media-type"
    title = "Unsupported media type"


class InvalidLexiconError(InvalidRequestError):
    """A lexicon entry, or a lexicon's file, cannot be understood; the message says where."""

    code = "invalid-lexicon"
    title = "The lexicon is not valid"


class InvalidMarkupError(InvalidRequestError):
    """The markup is not well-formed, or says what we cannot do; the message says on which line."""

    code = "invalid-markup"
    title = "The markup is not valid"


class InvalidSettingError(InvalidRequestError):
    """A setting forbids starting; the message names it."""

    code = "invalid-setting"
    title = "A setting is not valid"


class AddressRefusedError(InvalidRequestError):
    """An address we will not connect to: its scheme, port, credentials, or a private network behind its name."""

    code = "address-refused"
    title = "This address is not fetched"


class HostNotAllowedError(AnnouncerError):
    """Readers may ask only for pages of the site's own hosts."""

    status = 403
    code = "host-not-allowed"
    title = "Pages of this host are not read aloud here"


class OriginRefusedError(AnnouncerError):
    """A page of another site must not write here, whatever its reader's browser may reach."""

    status = 403
    code = "origin-refused"
    title = "Pages of other sites may not do this"


class HostRefusedError(AnnouncerError):
    """The request names a host that we are not known by."""

    status = 421
    code = "host-refused"
    title = "This announcer has another name"


class RefusedByRobotsError(InvalidRequestError):
    """The site's robots.txt keeps announcers away from this page."""

    code = "refused-by-robots"
    title = "The site does not want this page fetched"


class DocumentTooLargeError(InvalidRequestError):
    """What an address answers with passes the limit after decompression; it was not read whole."""

    code = "document-too-large"
    title = "The document is too large"


class NoArticleError(InvalidRequestError):
    """The page holds no article, or only the beginning of one."""

    code = "no-article"
    title = "There is no article on this page"


class InvalidFeedError(InvalidRequestError):
    """A feed or sitemap that cannot be understood."""

    code = "invalid-feed"
    title = "The feed cannot be understood"


class FetchError(AnnouncerError):
    """The other server could not be reached, or did not answer with a document; waiting may help."""

    status = 502
    code = "fetch-failed"
    title = "The page could not be fetched"

    def __init__(self, detail: str, *, retry_after_s: int | None = None, answered: int | None = None) -> None:
        super().__init__(detail, retry_after_s=retry_after_s)
        self.answered = answered
        """The other server's status, where it answered at all."""


class UnauthorizedError(AnnouncerError):
    """A key is needed, or the one given is wrong."""

    status = 401
    code = "unauthorized"
    title = "A valid API key is needed"


class ForbiddenError(AnnouncerError):
    """The key is good, but may not do that."""

    status = 403
    code = "forbidden"
    title = "That key may not do this"


class NotFoundError(AnnouncerError):
    """No such thing here."""

    status = 404
    code = "not-found"
    title = "Not found"


class UnknownNarrationError(NotFoundError):
    """No narration of that id, or not an id at all."""

    code = "unknown-narration"
    title = "Unknown narration"


class UnknownArticleError(NotFoundError):
    """No narration was made for that article id."""

    code = "unknown-article"
    title = "Unknown article"


class UnknownLexiconEntryError(NotFoundError):
    """The lexicon has no such written form."""

    code = "unknown-lexicon-entry"
    title = "Unknown lexicon entry"


class NotReadyError(AnnouncerError):
    """It exists only once the narration is ready; try again after `retry_after_s`."""

    status = 409
    code = "not-ready"
    title = "The narration is not ready yet"


class RetractedError(AnnouncerError):
    """The narration was deleted on purpose."""

    status = 410
    code = "retracted"
    title = "The narration was retracted"


class BodyTooLargeError(AnnouncerError):
    """The body passes the limit; it was not read whole."""

    status = 413
    code = "body-too-large"
    title = "The request body is too large"


class UnsupportedFormatError(AnnouncerError):
    """A form of answer that the protocol has and we do not."""

    status = 501
    code = "unsupported-format"
    title = "That format is not supported"


class TooManyRequestsError(AnnouncerError):
    """Faster than people do it; try again after `retry_after_s`."""

    status = 429
    code = "too-many-requests"
    title = "Too many requests"


class QuotaExceededError(TooManyRequestsError):
    """The key's characters of the day are used up; they begin anew after `retry_after_s`."""

    code = "quota-exceeded"
    title = "The day's characters are used up"


class RequestTimeoutError(AnnouncerError):
    """The client takes too long to send its request."""

    status = 408
    code = "request-timeout"
    title = "The request took too long"


class RangeNotSatisfiableError(AnnouncerError):
    """The range starts beyond the end."""

    status = 416
    code = "range-not-satisfiable"
    title = "Range not satisfiable"

    def __init__(self, detail: str, *, size_bytes: int) -> None:
        super().__init__(detail)
        self.size_bytes = size_bytes


class SynthesisError(AnnouncerError):
    """A Line could not be spoken; the narration fails with it, nothing is skipped."""

    code = "synthesis-failed"
    title = "A sentence could not be spoken"


class BusyError(AnnouncerError):
    """The queue is full; try again after `retry_after_s`."""

    status = 503
    code = "busy"
    title = "Too much to do right now"


class ShuttingDownError(AnnouncerError):
    """The service is stopping and admits nothing new."""

    status = 503
    code = "shutting-down"
    title = "The service is stopping"


class StoreError(AnnouncerError):
    """The store could not do what it was asked."""

    code = "store-error"
    title = "The store failed"


class StoreUnavailableError(StoreError):
    """A part of the store that machines share (objects, database) does not answer now; what is cached is served on."""

    status = 503
    code = "store-unavailable"
    title = "The store does not answer"


class TakenOverError(StoreError):
    """Another writer took over what this one seemed to have left; nothing of this one's is kept."""


class StoreFullError(StoreError):
    """No space left for clips and narrations."""

    status = 507
    code = "store-full"
    title = "The store is full"


from app.errors import voices  # noqa: E402 - its classes grow out of those above

DefaultVoiceFixedError = voices.DefaultVoiceFixedError
NoVoiceForLanguageError = voices.NoVoiceForLanguageError
UnknownVoiceError = voices.UnknownVoiceError
VoiceBeingInstalledError = voices.VoiceBeingInstalledError
VoiceInstallError = voices.VoiceInstallError
VoiceStaysError = voices.VoiceStaysError
VoiceUnavailableError = voices.VoiceUnavailableError
VoicesFullError = voices.VoicesFullError
VoicesUnwritableError = voices.VoicesUnwritableError


def named(code: str, detail: str) -> AnnouncerError:
    """The error of that code, as a child process of ours told it; the base of all when none has it."""
    kinds = [each for each in globals().values() if isinstance(each, type) and issubclass(each, AnnouncerError)]
    return next((each for each in kinds if each.code == code), AnnouncerError)(detail)
