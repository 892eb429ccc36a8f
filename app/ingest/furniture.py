"""What stands in an article and is none: boxes by what their page calls them, lines by their words."""

import itertools
import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

LONGEST = 60
"""Words of a line that its words give away."""
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
BOXES = frozenset(("aside", "caption", "dialog", "figcaption", "figure", "footer", "form", "menu", "nav", "table"))
ADS = frozenset(("data-ad-client", "data-ad-slot", "data-ad-unit"))
ROLES = frozenset(("navigation", "search", "banner", "contentinfo", "complementary", "dialog", "menu"))
CAPTION = 40
"""Words from which on a text is more than a caption."""
SHORT_HEADING = 10
"""Words."""
MOST_INSIDE = 20
"""Elements in a heading, or around a caption."""
REMARKED = ("[", "(@", "pic.", "t.co/")
MEDIA = ("amp-img", "audio", "canvas", "iframe", "img", "object", "picture", "svg", "table", "video")
LONGEST_ID = 3
"""Words of an id that names a place; a longer one is its heading's text."""
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@cache
def rules() -> dict[str, Any]:
    """The places, lines and labels of data/furniture.toml."""
    return tomllib.loads(files("app.ingest").joinpath("data/furniture.toml").read_text(encoding="utf-8"))


@cache
def _rules(what: str) -> re.Pattern[str]:
    """What a line of furniture begins with, in any language of the data."""
    those = [rule for language in rules()[what].values() for rule in language]
    return re.compile("|".join(f"(?:{rule})" for rule in those), re.IGNORECASE)


def words_in(name: str) -> set[str]:
    """The words of a class or an id, single and two in a row."""
    parts = [part.casefold() for part in _PART.findall(name)]
    return {*parts, *(f"{first} {second}" for first, second in pairwise(parts))}


@lru_cache(10_000)
def _named(name: str, what: str) -> bool:
    return not words_in(name).isdisjoint(rules()["places"][what])


def is_furniture(text: str) -> bool:
    """Whether the words of all its lines say that they are furniture: an advertisement's mark, a call, a date."""
    return text.count(" ") < LONGEST and (
        bool(_rules("lines").match(text)) or ("\n" in text and all(map(_rules("lines").match, text.split("\n"))))
    )


def is_box(element: Any) -> bool:
    """Whether an element is by its name no running text."""
    return (
        is_boxed(element)
        or element.get("role") in ROLES
        or is_notes(element)
        or is_embed(element)
        or (element.tag == "article" and _is_card(element))
        or not ADS.isdisjoint(element.attrib)
    )


def is_boxed(element: Any) -> bool:
    """Whether its tag says that it is no running text: not a table that only sets it, nor a figure that is a quote."""
    if element.tag not in BOXES or (element.tag == "table" and element.get("role") in ("presentation", "none")):
        return False
    return not (
        element.tag == "figure"
        and element.find(".//blockquote") is not None
        and next(element.iter(*MEDIA), None) is None
        and not _named(element.get("class", "")[:500], "furniture")
    )


def _is_card(article: Any) -> bool:
    """Whether an article inside another one is the way to a page of its own: its heading is a link."""
    heading = next(article.iter(*HEADINGS), None)
    if heading is None:
        return False
    link = next(itertools.chain(heading.iter("a"), heading.iterancestors("a")), None)
    if link is None or link.get("href", "#").startswith("#"):
        return False
    return "".join(link.itertext()).split() == "".join(heading.itertext()).split()


def is_furniture_place(element: Any, words: int) -> bool:
    """Whether an element is a box beside the article, by its name or by what the page calls it.

    `words` are those of the passage in question: what stands beside a picture is its caption if it is short.
    """
    if is_box(element):
        return True
    names = [element.get("class", "")[:500], element.get("data-component", "")[:100]]
    if len(_PART.findall(own := element.get("id", "")[:100])) <= LONGEST_ID:
        names.append(own)
    return any(_named(name, "furniture") or (words < CAPTION and _named(name, "media")) for name in names)


def is_notes(element: Any) -> bool:
    """Whether it is a section of footnotes or sources."""
    if element.get("role") == "doc-endnotes":
        return True
    return element.tag in ("div", "section", "ol", "ul") and _named(element.get("class", "")[:500], "notes")


def is_heading_of_notes(text: str) -> bool:
    """Whether a heading says that what is below it are footnotes or sources."""
    return bool(_rules("notes").fullmatch(text))


def is_embed(element: Any) -> bool:
    """Whether it shows what another site plays or posted, without words for ears."""
    return element.tag in ("blockquote", "div", "section") and _named(element.get("class", "")[:500], "embeds")


def is_lead_place(element: Any) -> bool:
    """Whether the page calls an element, or the one around it, its lead."""
    around = [element, element.getparent()]
    return any(_named(each.get("class", "")[:500], "lead") for each in around if each is not None)


def is_label(text: str) -> bool:
    """Whether a line says that what follows it are links to other articles, or paid for."""
    return bool(_rules("labels").match(text)) or is_sponsored(text)


def is_sponsored(text: str) -> bool:
    """Whether a line says that somebody paid for what follows it."""
    return text.count(" ") < SHORT_HEADING and bool(_rules("sponsors").match(text))


def is_end(text: str) -> bool:
    """Whether a heading says that the article is over, and that its readers have the word."""
    return text.count(" ") < SHORT_HEADING and bool(_rules("ends").match(text))


def is_closing(text: str) -> bool:
    """Whether a line says that what follows it is not the text: a press release's contacts, notes to editors."""
    return text.count(" ") < LONGEST and bool(_rules("closing").match(text))


def is_matter_after(text: str) -> bool:
    """Whether a heading is of what follows an article, if that is short: whom it is about, a journal's back matter."""
    return text.count(" ") < SHORT_HEADING and bool(_rules("after").match(text))


def is_who_wrote(text: str) -> bool:
    """Whether a line tells who somebody is: "Jane Doe is a reporter in London."."""
    return text.count(" ") < LONGEST and bool(_rules("writers").match(text))


def is_label_of_points(text: str) -> bool:
    """Whether a line says that what follows it sums up the article."""
    return text.count(" ") < SHORT_HEADING and bool(_rules("points").match(text))


def is_points_place(element: Any) -> bool:
    """Whether the page calls a list, or what is around it, the points of its article."""
    around = [element, *itertools.islice(element.iterancestors(), 2)]
    return any(_named(each.get("class", "")[:500], "points") for each in around)


def is_hidden_place(element: Any) -> bool:
    """Whether an element's class hides it; a page for small and large screens hides some things only there."""
    names = element.get("class", "")[:500].split()
    is_called_so = not _hidden().isdisjoint(names) and not any(":" in name for name in names)
    return is_called_so and not _speaks_for_another(element)


def _speaks_for_another(element: Any) -> bool:
    """Whether it says to ears what the one beside it says to eyes: "4 of 5 stars", a word whose initial is large."""
    beside = [each for each in (element.getprevious(), element.getnext()) if each is not None]
    return any(each.get("aria-hidden") == "true" and re.search(r"\w", "".join(each.itertext())) for each in beside)


@cache
def _hidden() -> frozenset[str]:
    return frozenset(rules()["places"]["hidden"])


def is_hidden(element: Any) -> bool:
    """Whether its page hides it from a reader."""
    style = element.get("style", "").replace(" ", "").lower()
    return (
        "hidden" in element.attrib
        or element.get("aria-hidden") == "true"
        or "display:none" in style
        or "visibility:hidden" in style
    )


def is_continued_place(element: Any) -> bool:
    """Whether the page calls an element the rest of a text, that its reader has to open."""
    return any(_named(name, "continued") for name in (element.get("class", "")[:500], element.get("id", "")[:100]))


def is_in_line(element: Any) -> bool:
    """Whether an inline element is none of its line's words: an edit link, a side note, a heading's link to itself."""
    is_called_so = _named(element.get("class", "")[:500], "in_line")
    return (is_called_so or (element.tag == "a" and _is_link_to_itself(element))) and not _is_all_of_its_block(element)


def _is_link_to_itself(link: Any) -> bool:
    """Whether a link in a heading leads to that heading."""
    place = link.get("href", "").rpartition("#")[2] if "#" in link.get("href", "") else ""
    heading = next(link.iterancestors(*HEADINGS), None) if place else None
    if heading is None:
        return False
    around = (heading, heading.getparent(), link, *itertools.islice(heading.iterdescendants(), MOST_INSIDE))
    return any(place in (each.get("id"), each.get("name")) for each in around if each is not None)


def _is_all_of_its_block(element: Any) -> bool:
    around = next(element.iterancestors(*HEADINGS, "p", "li", "div"), None)
    if around is None:
        return False
    room = sum(len(text.strip()) for text in element.itertext())
    return all((room := room - len(text.strip())) >= 0 for text in around.itertext())


def is_initial(element: Any) -> bool:
    """Whether a block is the large first letter of a text."""
    return element.tag in ("div", "p") and _named(element.get("class", "")[:500], "initial")


def without_remarks(line: str) -> str:
    """A line without what editors remark in it, "[citation needed]", and where a post's picture is."""
    return _remarks().sub("", line) if any(mark in line for mark in REMARKED) else line


@cache
def _remarks() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{'|'.join(rules()['remarks'])})", re.IGNORECASE)
