"""`/lexicon/{language}`: how the newsroom says its names."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from app.announcer import Announcer
from app.api.access import Here, editing
from app.api.openapi import refuses
from app.api.paging import Part
from app.api.schemas import EntryView, Pronunciation, UsedEntryView, UseView
from app.errors import InvalidLexiconError, UnknownLexiconEntryError
from app.lexicon import Entry
from app.lexicon.entries import LONGEST_WRITTEN, SAYABLE
from app.newsroom.request import LanguageTag
from app.text.language import primary_subtag

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
async def entry(language: Language, written: Written, announcer: Here, part: Part) -> UsedEntryView:
    """One entry, and the newest narrations that its written form is read in; `Link` leads to the next ones."""
    found = await asyncio.to_thread(announcer.lexicons.get, language, written)
    return await _used(announcer, language, found, part)


@router.put("/{written:path}", responses=refuses(InvalidLexiconError))
async def set_entry(
    language: Language, written: Written, told: Pronunciation, announcer: Here, part: Part
) -> UsedEntryView:
    """Say it so from now on; names the newest narrations that were read before."""
    found = await asyncio.to_thread(announcer.lexicons.set, language, written, told.spoken)
    return await _used(announcer, language, found, part)


@router.delete("/{written:path}", status_code=204, responses=NAMED)
async def remove_entry(language: Language, written: Written, announcer: Here) -> Response:
    """Let the rules read it again."""
    await asyncio.to_thread(announcer.lexicons.remove, language, written)
    return Response(status_code=204)


async def _used(announcer: Announcer, language: str, entry: Entry, part: Part) -> UsedEntryView:
    run, store = announcer.bulkheads.desk.run, announcer.store
    counted = await run(store.count_uses, language, entry.written)
    page = await run(store.page_of_uses, language, entry.written, limit=part.limit, after=part.after)
    part.ends(page.after)
    return UsedEntryView(
        language=primary_subtag(language),
        written=entry.written,
        spoken=entry.spoken,
        origin=entry.origin,
        uses=counted.uses,
        uses_exact=counted.is_exact,
        narrations=[
            UseView(
                id=use.narration.id,
                title=use.narration.title,
                count=use.count,
                source_url=use.narration.source_url,
                created_at=use.narration.created_at,
            )
            for use in page.items
        ],
    )
