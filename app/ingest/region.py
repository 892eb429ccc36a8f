"""Where on a page the article is: the smallest element that holds what was found of it."""

import itertools
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.ingest.furniture import CAPTION, is_box, is_furniture_place

PROSE_WORDS = 10
"""A passage of fewer words may be anything."""
TOGETHER = 0.9
"""Share of the words found that a region holds: the rest is what was found beside the article."""
MOST = 0.4
"""Share of the region's prose from which on an element is no figure, table or box in it, but its layout."""
DEEPEST, MOST_BESIDE = 5, 6
"""Elements in each other, and beside each other, that may stand around all of a block's text."""
LEVELS = 12
"""Elements of a path."""
TWEETS = frozenset(("twitter-tweet", "bluesky-embed", "mastodon-embed"))
"""What is quoted so is the article's wherever it stands."""

Weighed = Sequence[tuple[Any, int]]
"""Elements and how many words each holds itself."""


@dataclass(frozen=True, slots=True)
class Region:
    """The elements an article is in: mostly one; some sites part a long article in several of a kind."""

    elements: frozenset[Any]
    words: dict[Any, int]
    """Of prose, in each element of the page."""

    posts: dict[Any, int]
    """Of prose in the `article` elements that stand in an element."""

    named: Counter[tuple[str, str]]
    """Of prose in the elements of each name and class."""

    _known: dict[tuple[bool, bool], dict[Any, bool]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """What was found out about places."""

    def holds(self, element: Any, words: int, *, is_sure: bool) -> bool:
        """Whether a passage of so many words in an element stands in the region, and there in no box.

        What is sure to be prose may stand in a place of any name: "photo-story", "social-housing".
        """
        most = MOST * sum(self.words.get(each, 0) for each in self.elements)
        element = element if is_sure else innermost(element)
        known = self._known.setdefault((is_sure, words < CAPTION), {None: False, **dict.fromkeys(self.elements, True)})
        passed = []
        while element not in known:
            passed.append(element)
            if element.tag == "blockquote" and not TWEETS.isdisjoint(element.get("class", "").split()):
                known[element] = any(each in self.elements for each in element.iterancestors())
                break
            is_furniture = is_box(element) if is_sure else is_furniture_place(element, CAPTION)
            is_media = not (is_furniture or is_sure) and is_furniture_place(element, words)
            held = self._of_its_name(element) if is_media else self._among_its_kind(element)
            if (is_furniture or is_media) and held < most:
                known[element] = False
                break
            element = element.getparent()
        known.update(dict.fromkeys(passed, known[element]))
        return known[element]

    def path(self, element: Any) -> tuple[tuple[str, str], ...]:
        """The names and classes of an element and those around it, as far as the region."""
        around = itertools.islice(itertools.chain((element,), element.iterancestors()), LEVELS)
        inside = itertools.takewhile(lambda each: each not in self.elements, around)
        return tuple((each.tag, each.get("class", "")) for each in inside)

    def is_post(self, element: Any) -> bool:
        """Whether an element stands in an `article` that has others beside it, all of them in the region."""
        post = next(element.iterancestors("article"), None)
        around = None if post is None else post.getparent()
        return stands_in(around, self.elements) and self.posts.get(around, 0) > self.words.get(post, 0)

    def _of_its_name(self, element: Any) -> int:
        """The words in all elements of an element's name and class: a gallery may hold the text of its article."""
        return self.named[element.tag, element.get("class", "")]

    def _among_its_kind(self, element: Any) -> int:
        """The words in an element; of an article among others those of all: they may be the posts of a live blog."""
        return self.posts.get(element.getparent(), 0) if element.tag == "article" else self.words.get(element, 0)


def region_of(found: Weighed, prose: Weighed, titles: Collection[Any] = ()) -> Region:
    """The region of what was found, on a page that has this prose, and its title in those elements."""
    among = _within(found)
    enough = TOGETHER * sum(words for _, words in found)
    holding = [each for each, words in among.items() if words >= enough]
    innermost = min(holding, key=lambda each: (among[each], -sum(1 for _ in each.iterancestors())))
    words = _within(prose)
    posts: Counter[Any] = Counter()
    named: Counter[tuple[str, str]] = Counter()
    for each, own in words.items():
        named[each.tag, each.get("class", "")] += own
        if each.tag == "article":
            posts[each.getparent()] += own
    more = (*_more(innermost, words), *_posts(innermost, words, titles))
    return Region(frozenset((innermost, *more)), words, posts, named)


def _posts(region: Any, words: dict[Any, int], titles: Collection[Any]) -> list[Any]:
    """The other posts of a live blog, if the region is in one: articles of a class in a row, below the page's title."""
    post = region if region.tag == "article" else next(region.iterancestors("article"), None)
    if post is None or not post.get("class") or not titles or any(stands_in(each, (post,)) for each in titles):
        return []
    beside = [each for each in post.getparent() if each.tag == "article" and each.get("class") == post.get("class")]
    told = [each for each in beside if words.get(each, 0) >= PROSE_WORDS and not is_box(each)]
    return told if len(told) > 1 else []


def innermost(element: Any) -> Any:
    """The element that holds all of a block's text: often a span whose name says what that is."""
    for _ in range(DEEPEST):
        holding = [each for each in itertools.islice(element, MOST_BESIDE) if _has_text(each)]
        if len(element) > MOST_BESIDE or len(holding) != 1 or (element.text or "").strip():
            break
        if any((each.tail or "").strip() for each in element):
            break
        element = holding[0]
    return element


def _has_text(element: Any) -> bool:
    return isinstance(element.tag, str) and any(text.strip() for text in element.itertext())


def stands_in(element: Any, any_of: Collection[Any]) -> bool:
    """Whether an element is one of those, or stands in one."""
    return bool(any_of) and element is not None and any(each in any_of for each in (element, *element.iterancestors()))


def article_of(element: Any) -> Any:
    """The `article` or `main` around an element, None where there is none."""
    return next(element.iterancestors("article", "main"), None)


def _within(weighed: Weighed) -> dict[Any, int]:
    words: dict[Any, int] = {}
    for element, own in weighed:
        for each in (element, *element.iterancestors()):
            words[each] = words.get(each, 0) + own
    return words


def _more(region: Any, words: dict[Any, int]) -> list[Any]:
    """The elements in which the region goes on: of its name and class, and in the same article of the page."""
    around, named = article_of(region), region.get("class")
    if around is None or not named or region.tag == "article":
        return []
    return [
        each
        for each in around.iter(region.tag)
        if each is not region
        and each.get("class") == named
        and words.get(each, 0) >= PROSE_WORDS
        and article_of(each) is around
    ]
