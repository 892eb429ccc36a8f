"""Where an article is over: the readers' comments, a release's contacts, a journal's back matter, its author's line."""

import re
from collections.abc import Sequence

from app.ingest.declared import Declared
from app.ingest.following import FEWEST
from app.ingest.furniture import is_closing, is_end, is_matter_after, is_who_wrote
from app.ingest.region import stands_in
from app.ingest.seen import ENDS, Seen
from app.ingest.words import words_of

LEFT = 1 / 3
"""Share of an article's words that what stands after it may have."""
MOST_BOXES = 20
LAST = 3
"""Passages at the end among which its author is told of."""


def before_its_end(seen: Sequence[Seen], inside: Sequence[int]) -> list[int]:
    """Those above the readers' comments, a release's contacts or back matter, where an article stands above those."""
    inside = _without_readers_boxes(seen, inside)
    words, told = 0, 0
    in_all = sum(len(seen[number].words) for number in inside)
    for count, number in enumerate(inside):
        each = seen[number]
        is_over = told >= FEWEST and (
            is_closing(each.passage.text)
            or (each.is_heading and is_end(each.passage.text))
            or (_is_label(each) and is_matter_after(each.passage.text) and in_all - words <= LEFT * in_all)
        )
        if is_over:
            return list(inside[:count])
        told += each.is_prose
        words += len(each.words)
    return list(inside)


def _without_readers_boxes(seen: Sequence[Seen], inside: Sequence[int]) -> list[int]:
    """Those that stand in no box of the readers': below its heading, which is beyond the article."""
    own = set(inside)
    headings = [
        number
        for number, each in enumerate(seen)
        if number not in own and each.is_heading and is_end(each.passage.text)
    ][:MOST_BOXES]
    for heading in headings:
        box = (seen[heading].passage.element.getparent(),)
        own -= {number for number in own if number > heading and stands_in(seen[number].passage.element, box)}
    return sorted(own)


def _is_label(each: Seen) -> bool:
    return each.is_heading or not (each.is_item or each.is_prose or each.passage.text.endswith((".", "!", "?")))


def without_loose_ends(seen: Sequence[Seen], chosen: Sequence[int], about: Declared) -> list[int]:
    """Without the site's name in the last line, what says who the author is, and headings that nothing follows."""
    sites = [words_of(site) for site in about.sites]
    kept = list(chosen[:-LAST])
    kept += [number for number in chosen[-LAST:] if not _is_who_wrote(seen[number], about)]
    if kept and seen[kept[-1]].words in sites:
        kept.pop()
    while kept and seen[kept[-1]].is_heading:
        kept.pop()
    return kept


def _is_who_wrote(each: Seen, about: Declared) -> bool:
    """Whether it tells who somebody is: the author by name, or, set off from the text, whoever else."""
    text = each.passage.text
    if each.is_heading or not text.endswith(ENDS) or not is_who_wrote(text):
        return False
    authors = [name.strip() for name in re.split(r",|;|&|\band\b|\bve\b", about.byline or "") if " " in name.strip()]
    return each.is_emphasised or any(text.casefold().startswith(name.casefold()) for name in authors)
