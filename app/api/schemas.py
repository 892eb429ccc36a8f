"""What is sent and answered as JSON."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.lexicon import Origin
from app.narration.render import Status
from app.newsroom.request import LanguageTag, Text
from app.text.article import BlockKind, Part


class Progress(BaseModel):
    """How far the render is."""

    lines_done: int
    lines_total: int


class ProblemView(BaseModel):
    """Why a narration failed."""

    code: str
    title: str
    detail: str


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


class VoiceView(BaseModel):
    """An installed voice."""

    key: str
    language: str
    locale: str
    quality: str
    sample_rate_hz: int
    size_bytes: int
    status: str
    fault: str | None
    for_trying_out: bool


class Pronunciation(BaseModel):
    """How a written form is said: a respelling, or IPA phonemes in double brackets."""

    model_config = ConfigDict(extra="forbid")

    spoken: Text = Field(min_length=1, max_length=1_000)


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

    input: Text = Field(min_length=1, max_length=100_000)
    model: str = Field("announcer", max_length=200)
    voice: str | None = Field(None, max_length=200)
    response_format: Literal["mp3", "wav", "flac", "opus", "pcm"] = "mp3"
    stream_format: Literal["audio", "sse"] = Field(
        "audio", description="`sse`: the sound as server-sent events, speech.audio.delta and speech.audio.done."
    )
    speed: Annotated[float, Field(ge=0.25, le=4.0, description="1 is the voice's own pace.")] = 1.0
    language: LanguageTag | None = None
    stream: bool = True


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
