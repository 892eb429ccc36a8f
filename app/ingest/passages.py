"""A tree of HTML -> its passages: the runs of text that a browser would set as blocks, in order.

Every element outside `BLOCKS` is inline, whatever its name, as in a browser: what it holds goes on in its sentence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from app.ingest.furniture import HEADINGS, is_in_line, is_initial, without_remarks
from app.ingest.notes import Marks, without_notes
from app.ingest.raised import is_note_mark, raised
from app.text.article import BlockKind

BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p
    plaintext pre search section summary table tbody td tfoot th thead tr ul xmp
    """.split()
)
UNREAD = frozenset(
    """
    amp-ad amp-auto-ads amp-consent amp-embed amp-facebook amp-iframe amp-instagram amp-list amp-sidebar
    amp-social-share amp-sticky-ad amp-tiktok amp-twitter amp-user-notification amp-video amp-youtube
    applet area audio base basefont bgsound button canvas command datalist del embed frame head iframe img input link
    map math meta meter noembed noframes noscript object param picture pre progress rp rt s samp script select source
    strike style svg template textarea title track video xmp
    """.split()
)
"""What a page holds that is no text, or none for ears: code, controls, pictures, what was struck out."""
SIGNS = {"br": "\n", "q": "“"}
MARKS = frozenset(("a", "span", "sup"))
"""What may be the mark of a note."""
KINDS = {
    **dict.fromkeys(HEADINGS, BlockKind.HEADING),
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
}
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]|(?<=[A-Za-zÀ-ɏ])[\u200c\u200d]"
)
"""Characters without a width; a joiner only where the script needs none."""
PARTED = re.compile(r"\n[ \n]*\n")
_SHOWN = re.compile(r"\bdisplay\s*:\s*(inline|block)\b", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[A-Za-z]{2,8});")
"""What was escaped twice."""
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text between two block boundaries."""

    kind: BlockKind
    text: str
    """White space is one space; a line break that the page asks for is a newline."""

    linked: int
    """Characters of it that are links."""

    element: Any
    """The innermost block that it lies in."""

    is_note: bool = False


def passages(root: Any, is_left_out: Callable[[Any], bool] = lambda _: False) -> list[Passage]:
    """The passages under an element, without the elements `is_left_out` says of, and without what is never read."""
    return list(without_notes(list(_passages(root, is_left_out))))


def _passages(root: Any, is_left_out: Callable[[Any], bool]) -> Iterator[Passage]:
    reader = _Reader(root)
    element, descend = root, True
    while True:
        if descend:
            inside = reader.enter(element, is_left_out)
            yield from reader.finished()
            if inside and len(element):
                element = element[0]
                continue
            if inside:
                reader.leave(element)
                yield from reader.finished()
        if element is root:
            break
        reader.write(element.tail)
        following = element.getnext()
        if following is not None:
            element, descend = following, True
        else:
            element, descend = element.getparent(), False
            reader.leave(element)
            yield from reader.finished()
    reader.break_block()
    yield from reader.finished()


class _Reader:
    """Gathers text between block boundaries."""

    def __init__(self, root: Any) -> None:
        self._pieces: list[str] = []
        self._linked = 0
        self._links = 0
        self._kinds: list[BlockKind] = []
        self._blocks: list[Any] = [root]
        self._finished: list[Passage] = []
        self._marks = Marks()
        self._is_note = False
        self._is_begun = False

    def enter(self, element: Any, is_left_out: Callable[[Any], bool]) -> bool:
        """Whether its children are to be read."""
        tag = element.tag
        if not isinstance(tag, str):
            return False  # a comment or an instruction: what is around it goes on
        is_block = _is_block(element)
        if is_block:
            self.break_block()
        if _is_unread(element) or is_left_out(element) or (not is_block and _is_beside_text(element)):
            self._mark(element)
            return False
        if tag == "sup":
            self._raise(element)
            return False
        if tag in SIGNS:
            self._pieces.append(SIGNS[tag])
        if tag == "a":
            self._links += 1
        if is_block:
            self._blocks.append(element)
            if kind := KINDS.get(tag):
                self._kinds.append(kind)
        self.write(element.text)
        return True

    def leave(self, element: Any) -> None:
        tag = element.tag
        if tag == "q":
            self._pieces.append("”")
        elif tag == "a":
            self._links -= 1
        if _is_block(element):
            self.break_block()
            self._blocks.pop()
            if tag in KINDS:
                self._kinds.pop()

    def write(self, text: str | None) -> None:
        if text:
            seen = _SPACE.sub(" ", UNSEEN.sub("", _ENTITY.sub(_unescaped, text) if "&" in text else text))
            self._pieces.append(seen)
            self._is_begun = self._is_begun or seen != " "
            if self._links:
                self._linked += len(seen)

    def _raise(self, element: Any) -> None:
        if written := raised(element, "".join(self._pieces[-8:])):
            self._pieces.append(written)
        else:
            self._mark(element)

    def _mark(self, element: Any) -> None:
        """What is not read may be the mark of a note."""
        if element.tag in MARKS and self._marks.meet(element, is_first=not self._is_begun):
            self._is_note = self._blocks[-1].tag not in HEADINGS

    def break_block(self) -> None:
        written = "".join(self._pieces)
        self._pieces.clear()
        self._is_begun = False
        linked, self._linked = self._linked, 0
        is_note, self._is_note = self._is_note, False
        kind = self._kinds[-1] if self._kinds else BlockKind.PARAGRAPH
        for run in PARTED.split(written):
            lines = (" ".join(without_remarks(line).split()) for line in run.split("\n"))
            if text := "\n".join(line for line in lines if line):
                self._finished.append(Passage(kind, text, min(linked, len(text)), self._blocks[-1], is_note))

    def finished(self) -> list[Passage]:
        """The passages that ended since the last call."""
        done, self._finished = self._finished, []
        return done


def _is_block(element: Any) -> bool:
    """Whether a browser begins a line with it and ends one; a large first letter is of the word that it begins."""
    style = element.get("style")
    if style and (shown := _SHOWN.search(style[:500])):
        return shown[1].lower() == "block"
    return element.tag in BLOCKS and not is_initial(element)


def _is_unread(element: Any) -> bool:
    """Whether it is no text; a button that is all of a heading opens what is below it, and is its text."""
    return element.tag in UNREAD and not (element.tag == "button" and _is_all_of_a_heading(element))


def _is_all_of_a_heading(element: Any) -> bool:
    around = element.getparent()
    if around is None or around.tag not in HEADINGS:
        return False
    return len(around) == 1 and not f"{around.text or ''}{element.tail or ''}".strip()


def _is_beside_text(element: Any) -> bool:
    """Whether it stands in a line and is none of its words: a note's mark, a heading's own link, code of many lines."""
    return is_note_mark(element) or is_in_line(element) or (element.tag == "code" and _is_of_lines(element))


def _is_of_lines(code: Any) -> bool:
    return code.find(".//br") is not None or "\n" in "".join(code.itertext()).strip()


def _unescaped(entity: re.Match[str]) -> str:
    return unescape(entity[0])
