"""`/lexicon/{language}`: how the newsroom says its names."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from app.announcer import Announcer
from app.api.access import Here, editing
from app.api.openapi import refuses
from app.api.schemas import EntryView, Pronunciation, UsedEntryView, UseView
from app.errors import InvalidLexiconError, UnknownLexiconEntryError
from app.lexicon import Entry, find_uses
from app.lexicon.entries import LONGEST_WRITTEN, SAYABLE
from app.newsroom.request import LanguageTag
from app.text.language import primary_subtag

MOST_NAMED = 1_000

NAMED = refuses(UnknownLexiconEntryError, InvalidLexiconError)

router = APIRouter(prefix="/lexicon/{language}", tags=["lexicon"], dependencies=[Depends(editing)])

Language = Annotated[LanguageTag, Path()]
Written = Annotated[
    str, Path(max_length=4 * LONGEST_WRITTEN, json_schema_extra={"maxLength": LONGEST_WRITTEN, "pattern": SAYABLE})
]
"""What may come decomposed (NFD) is declared as it is kept."""


@router.get("", responses=refuses(InvalidLexiconError))
async def entries(language: Language, announcer: Here) -> list[EntryView]:
    """Every entry that holds, the starter list's too."""
    found = await asyncio.to_thread(announcer.lexicons.entries, language)
    language = primary_subtag(language)
    return [
        EntryView(language=language, written=each.written, spoken=each.spoken, origin=each.origin) for each in found
    ]


@router.get("/{written:path}", responses=NAMED)
async def entry(language: Language, written: Written, announcer: Here) -> UsedEntryView:
    """One entry, and the narrations that its written form is read in."""
    found = await asyncio.to_thread(announcer.lexicons.get, language, written)
    return await announcer.bulkheads.desk.run(_used, announcer, language, found)


@router.put("/{written:path}", responses=refuses(InvalidLexiconError))
async def set_entry(language: Language, written: Written, told: Pronunciation, announcer: Here) -> UsedEntryView:
    """Say it so from now on; names the narrations that were read before."""
    found = await asyncio.to_thread(announcer.lexicons.set, language, written, told.spoken)
    return await announcer.bulkheads.desk.run(_used, announcer, language, found)


@router.delete("/{written:path}", status_code=204, responses=NAMED)
async def remove_entry(language: Language, written: Written, announcer: Here) -> Response:
    """Let the rules read it again."""
    await asyncio.to_thread(announcer.lexicons.remove, language, written)
    return Response(status_code=204)


def _used(announcer: Announcer, language: str, entry: Entry) -> UsedEntryView:
    uses = list(find_uses(announcer.store, language, entry.written))
    return UsedEntryView(
        language=primary_subtag(language),
        written=entry.written,
        spoken=entry.spoken,
        origin=entry.origin,
        uses=sum(use.count for use in uses),
        narrations=[
            UseView(
                id=use.narration.id,
                title=use.narration.title,
                count=use.count,
                source_url=use.narration.source_url,
                created_at=use.narration.created_at,
            )
            for use in uses[:MOST_NAMED]
        ],
    )
