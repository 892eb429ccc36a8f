"""`POST /narrations/{id}/listens`: somebody pressed play. Counts, and nothing else."""

import asyncio
import logging

from fastapi import APIRouter

from app.announcer import Announcer
from app.api.access import Here, NarrationId, find
from app.api.openapi import FINDING, refuses
from app.api.schemas import ListensView
from app.errors import StoreError, TooManyRequestsError
from app.store.counts import Count, Counted

LOG = logging.getLogger(__name__)

router = APIRouter(prefix="/narrations/{narration_id}", tags=["narrations"])


@router.post("/listens", responses=refuses(*FINDING, TooManyRequestsError))
async def listens(narration_id: NarrationId, announcer: Here) -> ListensView:
    """Count a listener; needs no key, since readers press play. Raises TooManyRequestsError above people's pace."""
    await find(announcer, narration_id)
    if not announcer.pace.allows(narration_id):
        raise TooManyRequestsError("That narration was just counted many times.", retry_after_s=1)
    count = await asyncio.to_thread(announcer.counts.add, narration_id, Counted.LISTENS)
    return ListensView(listens=count.listens)


async def seen(announcer: Announcer, page: str, narration_id: str | None) -> Count:
    """Count a view of a page, unless that comes faster than people do it; with how often its narration was heard.

    A page is shown whether or not it counts.
    """
    counts = announcer.counts
    try:
        count = counts.add if announcer.pace.allows(page) else lambda key, _: counts.get(key)
        views = (await asyncio.to_thread(count, page, Counted.VIEWS)).views
        heard = await asyncio.to_thread(counts.get, narration_id) if narration_id else Count()
    except StoreError as error:
        LOG.warning("a view could not be counted: %s", error)
        return Count()
    return Count(views, heard.listens)
