"""What is sent and answered as JSON."""

import re
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.article import BlockKind, Part
from app.lexicon import Origin
from app.newsroom.reading import Reading, Story
from app.render import Status
from app.wanted import Markup

MIN_SPEED, MAX_SPEED = 0.5, 2.0
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _well_formed(text: str) -> str:
    """Half a character, which JSON can hold and UTF-8 cannot, becomes U+FFFD; no other character moves."""
    return _LONE_SURROGATE.sub("\ufffd", text)


Text = Annotated[str, AfterValidator(_well_formed)]
ArticleId = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]


class ReadingKind(StrEnum):
    """A reading of an article."""

    FULL = "full"
    SUMMARY = "summary"


Speed = Annotated[float, Field(ge=MIN_SPEED, le=MAX_SPEED, description="1 is the voice's own pace.")]
LanguageTag = Annotated[str, Field(min_length=2, max_length=35, description="BCP 47, such as tr or en-GB.")]


class NarrateRequest(BaseModel):
    """An article to be read: exactly one of `text`, `html` and `url`."""

    model_config = ConfigDict(extra="forbid")

    text: Text | None = None
    html: Text | None = None
    url: str | None = Field(None, max_length=2_000)
    markup: Markup = Field(Markup.TEXT, description="What `text` is written in.")
    title: Text | None = Field(None, max_length=1_000)
    language: LanguageTag | None = None
    voice: str | None = Field(None, max_length=200)
    speed: Speed = 1.0
    summary: tuple[Annotated[Text, Field(max_length=5_000)], ...] = Field((), max_length=50)
    parts: tuple[Part, ...] = Field(tuple(Part), min_length=1, max_length=3)
    readings: tuple[ReadingKind, ...] = Field(
        (ReadingKind.FULL,), max_length=2, description="`summary`: title and summary as a narration of their own, too."
    )
    article_id: ArticleId | None = None
    source_url: str | None = Field(None, max_length=2_000, pattern=r"^https?://\S+$")
    lexicon: dict[Annotated[Text, Field(min_length=1, max_length=100)], Annotated[Text, Field(max_length=200)]] = Field(
        default_factory=dict, max_length=500
    )
    automatic_summary: bool | None = Field(None, description="Without summary: read three sentences as one.")
    section: Text | None = Field(None, max_length=200)
    byline: Text | None = Field(None, max_length=300)
    published_at: AwareDatetime | None = None
    callback_url: str | None = Field(None, max_length=2_000, description="Told when it is ready, or has failed.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if [self.text, self.html, self.url].count(None) != 2:
            raise ValueError("give exactly one of text, html and url")
        if ReadingKind.FULL not in self.readings:
            raise ValueError("readings must hold full")
        if self.markup is Markup.SSML and self.text is None:
            raise ValueError("SSML is sent as text")
        return self

    def story(self, reading: Reading) -> Story:
        """The article that was sent, read as its source says where it does not say itself."""
        how = self.reading(reading)
        wanted = replace(
            how.wanted(),
            text=self.text,
            html=self.html,
            markup=self.markup,
            title=self.title,
            summary=self.summary,
            source_url=self.source_url,
            lexicon=self._lexicon,
        )
        return Story(wanted, how.section, self.byline, self.published_at, with_summary=self._with_summary)

    def reading(self, reading: Reading) -> Reading:
        """How the article is to be read: as said here, else as its source says."""
        said, automatic = self.model_fields_set, self.automatic_summary
        return replace(
            reading,
            language=self.language or reading.language,
            voice=self.voice or reading.voice,
            speed=self.speed if "speed" in said else reading.speed,
            parts=tuple(part for part in Part if part in self.parts) if "parts" in said else reading.parts,
            section=self.section or reading.section,
            automatic_summary=reading.automatic_summary if automatic is None else automatic,
        )

    def over(self, story: Story) -> Story:
        """What was found at `url`, with what is said here in its place."""
        return replace(
            story,
            wanted=replace(
                story.wanted,
                title=self.title or story.wanted.title,
                summary=self.summary or story.wanted.summary,
                lexicon=self._lexicon,
                source_url=self.source_url or story.wanted.source_url,
            ),
            byline=self.byline or story.byline,
            published_at=self.published_at or story.published_at,
            with_summary=self._with_summary,
        )

    @property
    def _lexicon(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(self.lexicon.items()))

    @property
    def _with_summary(self) -> bool:
        return ReadingKind.SUMMARY in self.readings


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
    """An entry and where it is read; narrations newest first, at most 1,000 of them."""

    uses: int
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
    max_bytes: int | None


class SpeechRequest(BaseModel):
    """OpenAI's speech request; members that mean nothing here are ignored."""

    input: Text = Field(min_length=1, max_length=100_000)
    model: str = Field("announcer", max_length=200)
    voice: str | None = Field(None, max_length=200)
    response_format: Literal["mp3", "wav", "flac", "opus", "pcm"] = "mp3"
    speed: Speed = 1.0
    language: LanguageTag | None = None
    stream: bool = True
