"""The headline of a page: what its reader sees above the article, told from what its head says for other sites."""

import re
from collections.abc import Iterable, Sequence
from html import unescape
from typing import Any

from app.ingest.passages import UNSEEN, Passage
from app.ingest.words import words_of
from app.text.article import BlockKind

SAME = 0.75
"""Share of the words of the longer of two headlines that both have: curly and straight quotes, a word more or less."""
KIN = 0.6
"""The same of the shorter, for a headline beside the one that is written for search engines."""
FEWEST = 3
"""Words that two headlines must have for that."""
HALF = 0.5
CLOSE = 8
"""Passages above the article: an h1 there is its headline, whatever its page says; farther up it may be the site's."""
CUT = 95
"""Characters from which on a headline may have been cut off for search engines."""
LONGEST = 60
"""Words; a longer text is none."""
_TAG = re.compile(r"<[^<>]{1,200}>")
PARTS = re.compile(r"\s+(?:[|\-–—·•»/]|::|>|&raquo;)\s+|\s*\|\s*")
"""What parts a title from the names of its site and section."""
LONGEST_SITE = 5
"""Words of a site's name that nothing on the page confirms."""


def clean(text: object) -> str:
    """A headline without entities, even those that were escaped twice, markup, and what has no width."""
    if not isinstance(text, str):
        return ""
    for _ in range(2):
        text = unescape(text)
    return " ".join(UNSEEN.sub("", _TAG.sub("", text)).split())


def without_site(title: str, sites: Iterable[str]) -> str:
    """A title without the names of its site: those that are known, and a short last part behind a bar."""
    names = [words_of(site) for site in sites if site]
    parts = PARTS.split(title)
    separators = PARTS.findall(title)
    first, last = 0, len(parts)
    while last - first > 1 and (
        _is_site(parts[last - 1], names)
        or ("|" in separators[last - 2] and len(words_of(parts[last - 1])) <= LONGEST_SITE and last == len(parts))
    ):
        last -= 1
    while last - first > 1 and _is_site(parts[first], names):
        first += 1
    kept = parts[first]
    for number in range(first + 1, last):
        kept += separators[number - 1] + parts[number]
    return kept.strip()


def is_same(text: str, titles: Iterable[str]) -> bool:
    """Whether a text says what one of the titles says."""
    own = words_of(text)
    return 0 < len(own) <= LONGEST and any(
        _shared(own, told) >= SAME * max(len(own), len(told)) for told in map(words_of, titles)
    )


def headline(above: Sequence[Passage], stated: str | None, titles: Sequence[str]) -> str | None:
    """The headline, as it stands above the article where it does, for that has neither entities nor a site's name.

    `stated` is what the page says the headline is: it may be cut off, or for search engines. `titles` are made for
    other sites: an h1 that is one of them is right, and where they only resemble it, it is too. What is stated holds
    where it says the same.
    """
    seen = [passage.text.replace("\n", " ") for passage in above if is_h1(passage)]
    told = [words_of(title) for title in titles]
    agreed = next((text for text in seen if len(own := words_of(text)) >= FEWEST and own in told), None)
    if agreed and not (stated and is_same(agreed, [stated])):
        return agreed
    if stated and (not seen or _is_kin(stated, (*seen, *titles))):
        return next((text for text in seen if _is_whole(text, stated)), stated)
    nearest = seen[::-1]
    for title in titles:
        parts = PARTS.split(title)
        if found := next((text for text in nearest if _is_kin(title, [text], HALF) or is_same(text, parts)), None):
            return found
    headings = (passage.text for passage in reversed(above) if passage.kind is BlockKind.HEADING)
    told += [own for title in titles for part in PARTS.split(title) if len(own := words_of(part)) >= FEWEST]
    if found := next((text for text in headings if words_of(text) in told), None):
        return found
    lines = (passage.text for passage in above if passage.text.count(" ") < LONGEST)
    if not seen and (found := next((text for text in lines if words_of(text) in told), None)):
        return found
    close = next((passage.text.replace("\n", " ") for passage in above[-CLOSE:] if is_h1(passage)), None)
    return close or (titles[0] if titles else next(iter(nearest), stated))


def _is_kin(title: str, others: Iterable[str], least: float = 0) -> bool:
    told = words_of(title)
    return any(
        len(own) >= FEWEST and _shared(own, told) > max(KIN * min(len(own), len(told)), least * len(told))
        for own in map(words_of, others)
    )


def _is_whole(text: str, stated: str) -> bool:
    """Whether a headline is the one that is stated, written out: with its own quotes, and its end where that is cut."""
    own, told = words_of(text), words_of(stated)
    is_cut = len(stated) >= CUT or stated.endswith(("…", "..."))
    return own == told or (is_cut and len(told) > FEWEST and own[: len(told) - 1] == told[:-1])


def is_h1(passage: Passage) -> bool:
    """Whether it is the page's or its article's first heading, and not the way to the first page."""
    element = passage.element
    heading = element if element.tag == "h1" else next(element.iterancestors("h1"), None)
    return heading is not None and not any(
        leads_home(link) for link in (*heading.iter("a"), *heading.iterancestors("a"))
    )


def leads_home(link: Any) -> bool:
    """Whether a link leads to its site's first page."""
    return link.get("rel") == "home" or link.get("href") in ("/", "./", "/index.html")


def _is_site(part: str, names: Sequence[list[str]]) -> bool:
    own = words_of(part)
    return not own or any("".join(own) in "".join(name) or "".join(name) in "".join(own) for name in names if name)


def _shared(first: list[str], second: list[str]) -> int:
    left = list(second)
    count = 0
    for word in first:
        if word in left:
            left.remove(word)
            count += 1
    return count
