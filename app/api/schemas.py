"""What is sent and answered as JSON."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from app.article import Part
from app.errors import AnnouncerError
from app.lexicon import Origin
from app.newsroom.reading import Reading, Story
from app.render import Render, Status
from app.store.base import Narration
from app.wanted import Markup, Wanted

MIN_SPEED, MAX_SPEED = 0.5, 2.0
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _well_formed(text: str) -> str:
    """Half a character, which JSON can hold and UTF-8 cannot, becomes U+FFFD; no other character moves."""
    return _LONE_SURROGATE.sub("\ufffd", text)


Text = Annotated[str, AfterValidator(_well_formed)]
ArticleId = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f/\\]+$")]
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
        if self.markup is Markup.SSML and self.text is None:
            raise ValueError("SSML is sent as text")
        return self

    def wanted(self) -> Wanted:
        """The same for the domain."""
        return Wanted(
            automatic_summary=bool(self.automatic_summary),
            text=self.text,
            html=self.html,
            markup=self.markup,
            title=self.title,
            language=self.language,
            voice=self.voice,
            speed=self.speed,
            summary=self.summary,
            parts=tuple(part for part in Part if part in self.parts),
            source_url=self.source_url,
            lexicon=tuple(sorted(self.lexicon.items())),
        )

    def story(self, reading: Reading) -> Story:
        """The article that was sent, read as its source says where it does not say itself."""
        wanted = replace(
            self.wanted(),
            language=self.language or reading.language,
            voice=self.voice or reading.voice,
            automatic_summary=self._automatic(reading),
        )
        if "speed" not in self.model_fields_set:
            wanted = replace(wanted, speed=reading.speed)
        if "parts" not in self.model_fields_set:
            wanted = replace(wanted, parts=reading.parts)
        return Story(wanted, self.section or reading.section, self.byline, self.published_at)

    def reading(self, reading: Reading) -> Reading:
        """How the article at `url` is to be read: as said here, else as its source says."""
        given = {name: getattr(self, name) for name in ("speed", "parts") if name in self.model_fields_set}
        return replace(
            reading,
            language=self.language or reading.language,
            voice=self.voice or reading.voice,
            section=self.section or reading.section,
            automatic_summary=self._automatic(reading),
            **given,
        )

    def over(self, story: Story) -> Story:
        """What was found at `url`, with what is said here in its place."""
        return replace(
            story,
            wanted=replace(
                story.wanted,
                title=self.title or story.wanted.title,
                summary=self.summary or story.wanted.summary,
                lexicon=tuple(sorted(self.lexicon.items())),
                source_url=self.source_url or story.wanted.source_url,
            ),
            byline=self.byline or story.byline,
            published_at=self.published_at or story.published_at,
        )

    def _automatic(self, reading: Reading) -> bool:
        return reading.automatic_summary if self.automatic_summary is None else self.automatic_summary


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
    timeline_url: str
    captions_url: str
    player_url: str
    embed_html: str
    created_at: datetime | None
    error: ProblemView | None = None


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


class SpeechRequest(BaseModel):
    """OpenAI's speech request; members that mean nothing here are ignored."""

    input: Text = Field(min_length=1, max_length=100_000)
    model: str = Field("announcer", max_length=200)
    voice: str | None = Field(None, max_length=200)
    response_format: Literal["mp3", "wav", "flac", "opus", "pcm"] = "mp3"
    speed: Speed = 1.0
    language: LanguageTag | None = None
    stream: bool = True


def ready_view(narration: Narration, base_url: str, *, cached: bool = True) -> NarrationView:
    """The view of a published narration."""
    return NarrationView(
        id=narration.id,
        status=Status.READY,
        title=narration.title,
        language=narration.language,
        voice=narration.voice,
        duration_s=narration.duration_ms / 1000,
        estimated_duration_s=narration.duration_ms / 1000,
        progress=Progress(lines_done=narration.lines, lines_total=narration.lines),
        cached=cached,
        created_at=narration.created_at,
        **_addresses(narration.id, base_url),
    )


def render_view(render: Render, base_url: str) -> NarrationView:
    """The view of a render, which may just have succeeded or failed."""
    if render.narration is not None:
        return ready_view(render.narration, base_url, cached=False)
    script = render.order.script
    return NarrationView(
        id=render.order.id,
        status=render.status,
        title=script.title,
        language=script.language,
        voice=render.order.voice.key,
        duration_s=None,
        estimated_duration_s=round(render.estimated_duration_s, 1),
        progress=Progress(lines_done=render.lines_done, lines_total=len(script.lines)),
        cached=False,
        created_at=None,
        error=_problem_view(render.error),
        **_addresses(render.order.id, base_url),
    )


def _problem_view(error: AnnouncerError | None) -> ProblemView | None:
    return None if error is None else ProblemView(code=error.code, title=error.title, detail=error.detail)


def _addresses(narration_id: str, base_url: str) -> dict[str, Any]:
    narration = f"{base_url}/narrations/{narration_id}"
    return {
        "audio_url": f"{narration}/audio.mp3",
        "timeline_url": f"{narration}/timeline.json",
        "captions_url": f"{narration}/captions.vtt",
        "player_url": f"{base_url}/player/{narration_id}",
        "embed_html": f'<script type="module" src="{base_url}/static/announcer.js"></script>'
        f'<ai-announcer src="{narration}"></ai-announcer>',
    }
