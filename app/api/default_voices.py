"""`/voices/default`: which voice reads a language where nobody names one."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Path, Response

from app.announcer import Announcer
from app.api.access import Here, keeping_voices
from app.api.openapi import refuses
from app.api.schemas import ChosenVoice, DefaultVoiceView
from app.api.voice_views import default_view
from app.errors import DefaultVoiceFixedError, NoVoiceForLanguageError, UnknownVoiceError, VoiceUnavailableError
from app.languages import language_name
from app.newsroom.request import LanguageTag
from app.text.language import NATIVE_LANGUAGES, primary_subtag

router = APIRouter(prefix="/voices/default", tags=["voices"])

Language = Annotated[LanguageTag, Path(description="BCP 47; the first part counts.")]


@router.get("")
async def defaults(announcer: Here) -> list[DefaultVoiceView]:
    """Of each language that a voice speaks, and of those that are always recognised."""
    return await announcer.bulkheads.desk.run(_all, announcer)


@router.get("/{language}")
async def default(language: Language, announcer: Here) -> DefaultVoiceView:
    """Of one language."""
    return await announcer.bulkheads.desk.run(default_view, announcer, primary_subtag(language))


@router.put(
    "/{language}",
    dependencies=[Depends(keeping_voices)],
    responses=refuses(UnknownVoiceError, NoVoiceForLanguageError, VoiceUnavailableError, DefaultVoiceFixedError),
)
async def choose(language: Language, chosen: ChosenVoice, announcer: Here, later: BackgroundTasks) -> DefaultVoiceView:
    """Let this voice read the language from now on, in every process that shares the store."""
    language = primary_subtag(language)
    await announcer.bulkheads.desk.run(_choose, announcer, language, chosen.voice)
    later.add_task(announcer.warm_again)
    return await announcer.bulkheads.desk.run(default_view, announcer, language)


@router.delete(
    "/{language}",
    status_code=204,
    dependencies=[Depends(keeping_voices)],
    responses=refuses(DefaultVoiceFixedError),
)
async def forget(language: Language, announcer: Here, later: BackgroundTasks) -> Response:
    """Let the best one installed read it again."""
    await asyncio.to_thread(announcer.default_voices.forget, language)
    later.add_task(announcer.warm_again)
    return Response(status_code=204)


def _all(announcer: Announcer) -> list[DefaultVoiceView]:
    languages = dict.fromkeys((*NATIVE_LANGUAGES, *announcer.voices.languages()))
    return [default_view(announcer, language) for language in languages]


def _choose(announcer: Announcer, language: str, key: str) -> None:
    voice = announcer.voices.get(key)
    if voice.language != language:
        spoken, asked = language_name(voice.language), language_name(language)
        raise NoVoiceForLanguageError(f"The voice {key} speaks {spoken}, not {asked}.")
    announcer.default_voices.choose(language, key)
