"""An article as a CMS sends it: the body of `POST /narrate`, or a line of an export."""

import re
from dataclasses import replace
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.fields import FieldInfo

from app.forms import ADDRESS, ARTICLE_ID, LANGUAGE_TAG, MOMENT
from app.ingest.recognise import Markup
from app.lexicon.entries import LONGEST_SPOKEN, LONGEST_WRITTEN, SAYABLE
from app.narration.wish import Wish
from app.text.article import Part

MIN_SPEED, MAX_SPEED = 0.5, 2.0
MOST_ENTRIES = 500
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def _well_formed(text: str) -> str:
    """Half a character, which JSON can hold and UTF-8 cannot, becomes U+FFFD; no other character moves."""
    try:
        text.encode()  # a tenth of the time
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", text)
    return text


def _written(moment: Any) -> Any:
    """Not a number, which might count seconds or milliseconds."""
    if not isinstance(moment, str) or "T" not in moment.upper():
        raise ValueError(MOMENT)
    return moment


Text = Annotated[str, AfterValidator(_well_formed)]
ArticleId = Annotated[str, Field(min_length=1, max_length=200, pattern=ARTICLE_ID)]
Speed = Annotated[float, Field(strict=True, ge=MIN_SPEED, le=MAX_SPEED, description="1 is the voice's own pace.")]
LanguageTag = Annotated[
    str,
    Field(
        min_length=2,
        max_length=35,
        pattern=LANGUAGE_TAG,
        description="BCP 47, such as tr or en-GB.",
    ),
]


def _few(entries: Any) -> Any:
    """Refuses too many by their number, before each is looked at."""
    if isinstance(entries, dict) and len(entries) > MOST_ENTRIES:
        raise ValueError(f"more than {MOST_ENTRIES} members")
    return entries


OwnLexicon = Annotated[
    dict[
        Annotated[Text, Field(min_length=1, max_length=LONGEST_WRITTEN)],
        Annotated[Text, Field(max_length=LONGEST_SPOKEN, json_schema_extra={"pattern": SAYABLE})],
    ],
    Field(max_length=MOST_ENTRIES),
    BeforeValidator(_few),
]
"""Entries of one request's own, before all others."""


def _most(field: FieldInfo | None) -> int:
    """How many members a list or object may have."""
    return next((each.max_length for each in field.metadata if hasattr(each, "max_length")), 0) if field else 0


def _given(name: str) -> dict[str, Any]:
    """The JSON Schema of that member being there."""
    return {"required": [name], "properties": {name: {"type": "string"}}}


class ReadingKind(StrEnum):
    """A reading of an article."""

    FULL = "full"
    SUMMARY = "summary"


class NarrateRequest(BaseModel):
    """An article to be read: exactly one of `text`, `html` and `url`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "if": _given("text"),
            "then": {"properties": {"html": {"type": "null"}, "url": {"type": "null"}}},
            "else": {
                "oneOf": [_given("html"), _given("url")],
                "properties": {"markup": {"enum": [Markup.TEXT.value, Markup.HTML.value, None]}},
            },
            "examples": [
                {
                    "title": "Council keeps the library",
                    "text": "The vote was close.\n\nNobody left before midnight.",
                    "language": "en",
                    "article_id": "2026-4711",
                }
            ],
        },
    )

    text: Text | None = None
    html: Text | None = None
    url: str | None = Field(None, max_length=2_000)
    markup: Markup | None = Field(None, description="What `text` is written in; without it what it is recognised as.")
    title: Text | None = Field(None, max_length=1_000)
    language: LanguageTag | None = None
    voice: str | None = Field(None, max_length=200)
    speed: Speed = 1.0
    summary: tuple[Annotated[Text, Field(max_length=5_000)], ...] = Field((), max_length=50)
    parts: tuple[Part, ...] = Field(tuple(Part), min_length=1, max_length=3)
    readings: tuple[ReadingKind, ...] = Field(
        (ReadingKind.FULL,),
        max_length=2,
        description="`summary`: title and summary as a narration of their own, too.",
        json_schema_extra={"contains": {"const": "full"}},
    )
    article_id: ArticleId | None = None
    source_url: str | None = Field(None, max_length=2_000, pattern=ADDRESS)
    lexicon: OwnLexicon = Field(default_factory=dict)
    jingles: bool = Field(True, strict=True, description="The site's own sounds before and after it.")
    automatic_summary: bool | None = Field(
        None, strict=True, description="Without summary: read three sentences as one."
    )
    section: Text | None = Field(None, max_length=200)
    byline: Text | None = Field(None, max_length=300)
    published_at: Annotated[AwareDatetime, BeforeValidator(_written)] | None = None
    callback_url: str | None = Field(None, max_length=2_000, description="Told when it is ready, or has failed.")

    @model_validator(mode="before")
    @classmethod
    def _counted(cls, data: Any) -> Any:
        """Refuses too many members by their number: to look at each of a million takes seconds and a gigabyte."""
        if not isinstance(data, dict):
            return data
        if len(data) > len(cls.model_fields):
            raise ValueError(f"there are {len(cls.model_fields)} members at most")
        for name, value in data.items():
            if isinstance(value, (list, tuple, dict)) and len(value) > _most(cls.model_fields.get(name)):
                raise ValueError(f"{name}: more than {_most(cls.model_fields.get(name))} members")
        return data

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if [self.text, self.html, self.url].count(None) != 2:
            raise ValueError("give exactly one of text, html and url")
        if ReadingKind.FULL not in self.readings:
            raise ValueError("readings must hold full")
        if self.markup in (Markup.SSML, Markup.MARKDOWN) and self.text is None:
            raise ValueError("SSML and Markdown are sent as text")
        return self

    def wish(self, usual: Wish) -> Wish:
        """What is wanted: as said here, else as usual."""
        said, automatic = self.model_fields_set, self.automatic_summary
        return replace(
            usual,
            text=self.text,
            html=self.html,
            url=self.url,
            markup=self.markup,
            title=self.title,
            language=self.language or usual.language,
            voice=self.voice or usual.voice,
            speed=self.speed if "speed" in said else usual.speed,
            summary=self.summary,
            parts=tuple(part for part in Part if part in self.parts) if "parts" in said else usual.parts,
            lexicon=tuple(sorted(self.lexicon.items())),
            jingles=self.jingles,
            automatic_summary=usual.automatic_summary if automatic is None else automatic,
            with_summary=ReadingKind.SUMMARY in self.readings,
            source_url=self.source_url,
            section=self.section or usual.section,
            byline=self.byline,
            published_at=self.published_at,
        )
