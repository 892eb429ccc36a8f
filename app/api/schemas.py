"""What is sent and answered as JSON."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from app.errors import AnnouncerError
from app.lexicon import Origin
from app.lexicon.entries import LONGEST_SPOKEN, SAYABLE
from app.narration.render import Status
from app.newsroom.default_voices import Decider
from app.newsroom.request import LanguageTag, OwnLexicon, Text
from app.speech.installations import Phase
from app.text.article import BlockKind, Part


class Progress(BaseModel):
    """How far the render is."""

    lines_done: int
    lines_total: int


class ProblemView(BaseModel):
    """Why something failed, inside the view of it."""

    code: str
    title: str
    detail: str

    @classmethod
    def of(cls, error: AnnouncerError | None) -> Self | None:
        """None where nothing did."""
        return None if error is None else cls(code=error.code, title=error.title, detail=error.detail)


class Problem(BaseModel):
    """A refusal (RFC 9457); clients may match on `code`."""

    type: Literal["about:blank"]
    status: int = Field(ge=400, le=599)
    code: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    title: str
    detail: str


class OpenAIError(BaseModel):
    """A refusal as OpenAI's clients look for it."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    code: str
    param: str | None


class OpenAIProblem(Problem):
    """A refusal in both forms."""

    error: OpenAIError


class NarrationView(BaseModel):
    """A narration as clients see it, whatever its state."""

    id: str
    status: Status
    title: str
    language: str
    voice: str
    duration_s: float | None = Field(description="Exact; null until ready.")
    estimated_duration_s: float
    progress: Progress
    cached: bool = Field(description="It was ready when it was asked for.")
    audio_url: str
    stream_url: str
    events_url: str
    timeline_url: str
    captions_url: str
    player_url: str
    embed_html: str
    created_at: datetime | None
    error: ProblemView | None = None
    summary: "NarrationView | None" = Field(None, description="The reading of title and summary, where one was made.")


class TimelineLine(BaseModel):
    """A Line and when it is heard; docs/timeline.md."""

    i: int
    part: Part
    block: int
    kind: BlockKind
    start: int
    end: int
    text: str
    start_ms: int
    end_ms: int
    words: list[list[int]] | list[int] = Field(description="[start, end, start_ms, end_ms] each; as steps, one list.")


class TimelineView(BaseModel):
    """When everything is heard."""

    version: Literal[1]
    language: str
    duration_ms: int
    marks_exact: bool
    lines: list[TimelineLine]


class OEmbedView(BaseModel):
    """oEmbed 1.0, `rich`."""

    version: Literal["1.0"] = "1.0"
    type: Literal["rich"] = "rich"
    title: str
    provider_name: str
    provider_url: str
    cache_age: int
    html: str
    width: int
    height: int


class LiveView(BaseModel):
    """The process answers."""

    status: Literal["live"] = "live"


class ReadyView(BaseModel):
    """Whether narrations can be made, and what is damaged."""

    status: Literal["ready", "degraded", "not ready"]
    voices: list[str]
    voice_faults: dict[str, str]
    lexicon_faults: dict[str, str]
    keys: str
    store: str
    shared: dict[str, str]
    """Of each part that machines share whether it answers; empty on one machine."""

    not_writable: list[str]
    index: str
    """"up to date", or how far it is."""


class ListensView(BaseModel):
    """How often a narration was heard."""

    listens: int


class ChangeView(BaseModel):
    """A Line that stands in another's place."""

    before: str
    after: str


class ChangesView(BaseModel):
    """What an edit changed, Line by Line, as it is written."""

    kept: int
    changed: list[ChangeView]
    added: list[str]
    removed: list[str]


class ArticleView(BaseModel):
    """An article that was put: its narration, and what changed since the one before, null for a new article."""

    article_id: str
    narration: NarrationView
    changes: ChangesView | None


class QueueItem(BaseModel):
    """A narration in a playlist."""

    src: str
    title: str
    duration_s: float
    article_url: str | None


class InstallationView(BaseModel):
    """A voice on its way here."""

    voice: str = Field(description="The name it is installed by.")
    phase: Phase
    done_bytes: int
    total_bytes: int = Field(description="0 until the repository has told.")
    error: ProblemView | None = None


class VoiceView(BaseModel):
    """A voice that is installed, or could be."""

    key: str
    make: str
    language: str
    locale: str
    quality: str
    sample_rate_hz: int = Field(description="0 when it is damaged, or not installed.")
    size_bytes: int = Field(description="Of the model; 0 when that is not known.")
    status: Literal["available", "damaged", "recommended"] = Field(
        description="`recommended`: it is not here, but can be installed."
    )
    fault: str | None
    for_trying_out: bool = Field(description="By its own account not good enough for a site.")
    is_embedded: bool = Field(description="It came with the program, and stays.")
    installed_as: str = Field(description="The name to install and remove it by; voices of one model share it.")
    licence: str = Field(
        description="As the catalogue has it, else where it stands; empty or `unknown` when nobody knows."
    )
    commercial: str = Field(description="Whether a commercial site may use it: yes, no, or ask for legal advice first.")
    note: str = Field(description="What an editor should know before choosing it.")
    real_time_factor: float | None = Field(
        description="Seconds of one core's work for a second of sound, as measured here; null before it has spoken."
    )
    kept_bytes: int = Field(description="What has arrived of an installation that broke off; the next goes on there.")
    installation: InstallationView | None


class DefaultVoiceView(BaseModel):
    """Which voice reads a language where nobody names one."""

    language: str
    voice: str | None = Field(description="Null where none can.")
    decided_by: Decider = Field(
        description="`setting`: ANNOUNCER_DEFAULT_VOICES; `file`: announcer.toml; `studio`: chosen here; "
        "`automatic`: the best one installed."
    )
    fault: ProblemView | None = None


class ChosenVoice(BaseModel):
    """The voice that is to read a language."""

    model_config = ConfigDict(extra="forbid")

    voice: str = Field(min_length=1, max_length=200)


class Pronunciation(BaseModel):
    """How a written form is said: a respelling, or IPA phonemes in double brackets."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"spoken": "kwen"}]})

    spoken: Text = Field(
        min_length=1, max_length=1_000, json_schema_extra={"maxLength": LONGEST_SPOKEN, "pattern": SAYABLE}
    )


class EntryView(BaseModel):
    """An entry of a lexicon."""

    language: str
    written: str
    spoken: str
    origin: Origin


class UseView(BaseModel):
    """A narration that reads a written form: ask for its article again to hear the entry in it."""

    id: str
    title: str
    count: int
    source_url: str | None
    created_at: datetime


class UsedEntryView(EntryView):
    """An entry and where it is read: a page of narrations, newest first."""

    uses: int
    uses_exact: bool
    """False for a phrase that may be read more often: its newest narrations alone are looked through."""

    narrations: list[UseView]


class ScriptLine(BaseModel):
    """A Line: what is written, and what is said."""

    part: Part
    block: int
    kind: BlockKind
    start: int
    end: int
    written: str
    spoken: str
    pause_ms: int


class ScriptView(BaseModel):
    """What would be read."""

    language: str
    title: str
    lines: list[ScriptLine]


class PeaksView(BaseModel):
    """The loudest sample of each window, from 0 to 255."""

    window_ms: float
    peaks: tuple[int, ...]


class CacheView(BaseModel):
    """What the cache holds."""

    clips: int
    clip_bytes: int
    narrations: int
    narration_bytes: int
    articles: int
    let_go: int
    """Articles whose narration was evicted; made again when somebody asks."""

    index: str
    """How far the index is; empty when it is up to date."""

    max_bytes: int | None


class SpeechRequest(BaseModel):
    """OpenAI's speech request; members that mean nothing here (`model`, `instructions`) are ignored."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"input": "Good morning.", "voice": "alloy"}]})

    input: Text = Field(min_length=1, max_length=100_000)
    model: str = Field("announcer", max_length=200)
    voice: str | None = Field(None, max_length=200)
    response_format: Literal["mp3", "wav", "flac", "opus", "pcm"] = "mp3"
    stream_format: Literal["audio", "sse"] = Field(
        "audio", description="`sse`: the sound as server-sent events, speech.audio.delta and speech.audio.done."
    )
    speed: Annotated[float, Field(strict=True, ge=0.25, le=4.0, description="1 is the voice's own pace.")] = 1.0
    language: LanguageTag | None = None
    lexicon: OwnLexicon = Field(default_factory=dict, description="How words of this text are said.")
    stream: bool = Field(True, strict=True)


class ModelView(BaseModel):
    """A model as OpenAI's clients list it."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: Literal["announcer"] = "announcer"


class ModelsView(BaseModel):
    """What `GET /v1/models` lists."""

    object: Literal["list"] = "list"
    data: list[ModelView]


class SpeechModelsView(BaseModel):
    """What `GET /v1/audio/models` lists."""

    models: list[ModelView]


class SpeechVoice(BaseModel):
    """A voice as clients of OpenAI's form choose it."""

    id: str
    name: str
    language: str


class SpeechVoicesView(BaseModel):
    """What `GET /v1/audio/voices` lists."""

    voices: list[SpeechVoice]
