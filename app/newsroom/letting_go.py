"""How long narrations are kept, by age and section: the newsroom's `[[let_go]]`.

What goes is as if it had been evicted for room: the article's record stays, and it is made again when somebody asks.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from app.newsroom.config import LetGo
from app.newsroom.periods import period_s
from app.store.base import Store
from app.store.questions import Which

AT_ONCE = 500
WITNESSES = 20
SLACK = timedelta(days=7)


def let_go(rules: Sequence[LetGo], store: Store, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> int:
    """Evict what is older than its rule has it, and was not asked for meanwhile, `AT_ONCE` at most; how many went.

    Raises StoreError.
    """
    today = _today(store, now()) if rules else now()
    gone, named = 0, list[str]()
    for rule in rules:
        before = today - timedelta(seconds=period_s(rule.after))
        gone += store.let_go(Which(section=rule.section, besides=tuple(named), before=before), AT_ONCE - gone)
        if rule.section is None:
            break
        named.append(rule.section)
    return gone


def _today(store: Store, now: datetime) -> datetime:
    """Now, but no later than a week after the newest narrations: a clock that jumps must not empty the archive."""
    newest = store.page_of_narrations(limit=WITNESSES).items
    return min([now, *(each.created_at + SLACK for each in newest)])
