"""Passages with words in them, and what can be told of each by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.ingest.declared import Declared
from app.ingest.headline import is_h1, is_same
from app.ingest.passages import Passage
from app.ingest.region import PROSE_WORDS
from app.ingest.words import covered, words_of
from app.text.article import BlockKind

FOUND = 0.5
"""Share of a passage's words that must have been found."""
MOSTLY_LINKS = 0.6
ONLY_LINKS = 0.9
QUOTES = "\"'”’»"
ENDS = (*".!?…:;。！？।", *QUOTES)
RUNNING = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt"))
"""Elements of running text: what they say twice was meant to be."""
EMPHASIS = ("em", "i", "small", "cite")


@dataclass(frozen=True, slots=True)
class Seen:
    """A passage with words in it."""

    passage: Passage
    words: list[str]
    is_found: bool
    """By trafilatura."""

    @property
    def is_prose(self) -> bool:
        """Whether it is a paragraph's worth of words, and those not links."""
        return len(self.words) >= PROSE_WORDS and not self.is_linked(MOSTLY_LINKS)

    @property
    def is_heading(self) -> bool:
        """Whether it is the heading of something."""
        return self.passage.kind is BlockKind.HEADING

    @property
    def is_item(self) -> bool:
        """Whether it is an item of a list."""
        return self.passage.kind is BlockKind.LIST_ITEM

    @property
    def is_emphasised(self) -> bool:
        """Whether all of it is set in italics or small letters."""
        text = self.passage.text
        set_off = (each for tag in EMPHASIS for each in self.passage.element.iter(tag))
        return any(" ".join(each.text_content().split()) == text.replace("\n", " ") for each in set_off)

    def is_linked(self, share: float) -> bool:
        """Whether that share of it is links."""
        return self.passage.linked >= share * len(self.passage.text)

    def is_title(self, about: Declared) -> bool:
        """Whether it is the page's first heading, or says what the page says its title is."""
        titles = about.titles if about.headline is None else (about.headline, *about.titles)
        return is_h1(self.passage) or is_same(self.passage.text, titles)


def seen_of(passages: Sequence[Passage], found: Sequence[str]) -> list[Seen]:
    """Those with words; found are those of which most words lie in runs that `found` has as often."""
    words = [words_of(each.text) for each in passages]
    hits = covered([word for own in words for word in own], found)
    seen, start = [], 0
    for passage, own in zip(passages, words, strict=True):
        if own:
            seen.append(Seen(passage, own, sum(hits[start : start + len(own)]) >= FOUND * len(own)))
        start += len(own)
    return seen
