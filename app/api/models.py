"""What clients of OpenAI's form ask for before they speak: models and voices. Public, as `GET /voices` is."""

from fastapi import APIRouter

from app.announcer import Announcer
from app.api.access import Here
from app.api.openapi import refuses
from app.api.schemas import ModelsView, ModelView, SpeechModelsView, SpeechVoice, SpeechVoicesView
from app.errors import NotFoundError
from app.voices import Voice

MODELS = ("announcer", "tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""Our own name, and those that clients send unasked: all mean the voices of this machine."""

router = APIRouter(prefix="/v1", tags=["speech"])


@router.get("/models")
async def models() -> ModelsView:
    """The names of models that may be said; they all mean the same."""
    return ModelsView(data=[ModelView(id=name) for name in MODELS])


@router.get("/models/{model_id}", responses=refuses(NotFoundError))
async def model(model_id: str) -> ModelView:
    """One of them."""
    if model_id not in MODELS:
        raise NotFoundError(f"There are the models {', '.join(MODELS)}.")
    return ModelView(id=model_id)


@router.get("/audio/models")
async def speech_models() -> SpeechModelsView:
    """The same, as Open WebUI asks for them."""
    return SpeechModelsView(models=[ModelView(id=name) for name in MODELS])


@router.get("/audio/voices")
async def speech_voices(announcer: Here) -> SpeechVoicesView:
    """The voices that can speak, the languages' default ones first."""
    installed = await announcer.bulkheads.desk.run(_installed, announcer)
    return SpeechVoicesView(
        voices=[
            SpeechVoice(id=voice.key, name=f"{voice.key} ({voice.language})", language=voice.language)
            for voice in installed
        ]
    )


def _installed(announcer: Announcer) -> list[Voice]:
    """Those that can speak. Blocks: who chose what may stand on another machine."""
    chosen = set(announcer.default_voices.current().values())
    installed = [voice for voice in announcer.voices.voices() if voice.available]
    return sorted(installed, key=lambda voice: voice.key not in chosen)
