"""Where the next article of a page begins, on sites that load one below the other."""

from collections.abc import Sequence
from typing import Any

from app.ingest.declared import Declared
from app.ingest.headline import is_h1, is_same
from app.ingest.passages import Passage
from app.ingest.region import PROSE_WORDS, stands_in

FEWEST = 3
"""Paragraphs of an article."""
MOST_HEADS = 20


def following_article(passages: Sequence[Passage], about: Declared) -> int:
    """The number of the passage that begins it: of an h1 in an element like the one around the page's headline.

    The number of passages where there is none.
    """
    titles = [*about.titles, *([about.headline] if about.headline else [])]
    heads = [number for number, each in enumerate(passages) if is_h1(each)]
    own = next((number for number in heads if is_same(passages[number].text, titles)), None)
    if own is None:
        return len(passages)
    around = [passages[own].element, *passages[own].element.iterancestors()]
    for head in [number for number in heads if number > own][:MOST_HEADS]:
        box, beside = _like(passages[head], around)
        if box is None or is_same(passages[head].text, titles):
            continue
        begin = next(number for number, each in enumerate(passages) if stands_in(each.element, (box,)))
        has_text = sum(_is_prose_in(beside, each) for each in passages) >= FEWEST
        if has_text and not any(_is_prose_in(box, each) for each in passages[begin:head]):
            return begin
    return len(passages)


def _is_prose_in(box: Any, passage: Passage) -> bool:
    return passage.text.count(" ") >= PROSE_WORDS and stands_in(passage.element, (box,))


def _like(head: Passage, around: Sequence[Any]) -> tuple[Any, Any]:
    """The element around a heading that stands beside one of `around` and is of its name and class, and that one."""
    for each in (head.element, *head.element.iterancestors()):
        parent = each.getparent()
        if parent in around:
            beside = around[around.index(parent) - 1]
            is_like = beside is not each and each.tag == beside.tag and each.get("class") == beside.get("class")
            return (each, beside) if is_like else (None, None)
    return None, None
