"""SSML -> Article: the few elements of W3C's Speech Synthesis Markup Language 1.1 that an article needs.

`speak`, `p`, `s`, `break`, `sub`, `phoneme` (IPA) and `say-as`; anything else is refused, for leaving it out in
silence would read what its author did not mean.
"""

import re
from collections.abc import Sequence

from lxml import etree

from app.errors import EmptyArticleError, InvalidMarkupError
from app.text.article import Article, Block, BlockKind, Directive
from app.text.delivery import LONGEST_PAUSE_MS
from app.text.spoken import ordinal, spell

STRENGTHS_MS = {"none": 0, "x-weak": 100, "weak": 200, "medium": 400, "strong": 700, "x-strong": 1_000}
READ_AS_WRITTEN = frozenset(("cardinal", "number", "date", "time", "currency", "telephone", "address"))
"""Our rules read these by their form."""
SPELLED = frozenset(("characters", "spell-out", "verbatim", "digits"))
_TIME = re.compile(r"\+?(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})(ms|s)\Z")
_LANGUAGE = re.compile(r"<speak\b[^>]{0,2000}?\bxml:lang\s*=\s*[\"']([A-Za-z0-9_-]{2,35})[\"']")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_DECLARED = 5_000
DEEPEST = 50
_PHONEMES = re.compile(r"[^\[\]\x00-\x1f]{1,200}\Z")


def ssml_article(ssml: str, *, language: str, title: str | None = None, summary: Sequence[str] = ()) -> Article:
    """The text of the document, blocks parted by a blank line, with what its markup says of it.

    Raises InvalidMarkupError, EmptyArticleError when there is no text.
    """
    reader = _Reader(language)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    source = _XML_DECLARATION.sub("", ssml, count=1)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise InvalidMarkupError(f"The SSML is not well-formed: {error.msg}.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise InvalidMarkupError("The SSML must not hold a document type.")
    if _name(root) != "speak":
        raise InvalidMarkupError("SSML begins with <speak>.")
    reader.read(root, 0)
    reader.end_block()
    if not reader.blocks:
        raise EmptyArticleError("The SSML has no text.")
    points = tuple(point for point in summary if point.strip())
    return Article(
        language,
        "".join(reader.text),
        tuple(reader.blocks),
        title if title and title.strip() else None,
        points,
        tuple(reader.directives),
    )


def ssml_language(ssml: str) -> str | None:
    """The xml:lang of `speak`, None when there is none."""
    found = _LANGUAGE.search(ssml, 0, _DECLARED)
    return found[1].replace("_", "-") if found else None


class _Reader:
    """One walk over the document: text without needless white space, blocks, directives."""

    def __init__(self, language: str) -> None:
        self.text: list[str] = []
        self.blocks: list[Block] = []
        self.directives: list[Directive] = []
        self._language = language
        self._length = 0
        self._begun: int | None = None
        self._space = False

    def read(self, element: etree._Element, depth: int) -> None:
        name = _name(element)
        if depth > DEEPEST:
            raise InvalidMarkupError(f"The SSML is nested more than {DEEPEST} deep (line {element.sourceline}).")
        if name == "p":
            self.end_block()
        if name in ("sub", "phoneme", "say-as"):
            self._told(element, name)
        elif name == "break":
            at = self._length
            self.directives.append(Directive(at, at, pause_ms=_break_ms(element)))
        elif name in ("speak", "p", "s"):
            self.write(element.text or "")
            for child in element:
                self.read(child, depth + 1)
                self.write(child.tail or "")
        else:
            raise InvalidMarkupError(
                f"<{name}> (line {element.sourceline}) is not understood; "
                "speak, p, s, break, sub, phoneme and say-as are."
            )
        if name == "p":
            self.end_block()

    def write(self, text: str) -> None:
        """Append running text; white space is one space, and none at a block's edges."""
        words = text.split()
        self._space = self._space or text[:1].isspace()
        for word in words:
            self._append(word)
            self._space = True
        if words and not text[-1:].isspace():
            self._space = False

    def end_block(self) -> None:
        if self._begun is not None:
            self.blocks.append(Block(BlockKind.PARAGRAPH, self._begun, self._length))
        self._begun, self._space = None, False

    def _append(self, word: str) -> None:
        between = "\n\n" if self.blocks else ""
        gap = between if self._begun is None else " " if self._space else ""
        self.text += [gap, word]
        self._length += len(gap) + len(word)
        if self._begun is None:
            self._begun = self._length - len(word)

    def _told(self, element: etree._Element, name: str) -> None:
        if len(element):
            raise InvalidMarkupError(f"<{name}> (line {element.sourceline}) holds text only.")
        written = " ".join((element.text or "").split())
        if not written:
            return
        spoken = self._spoken(element, name, written)
        self._space = self._space or (element.text or "")[:1].isspace()
        before = self._length
        self._append(written)
        self._space = False
        if spoken is not None:
            start = self._length - len(written)
            self.directives.append(Directive(max(before, start), self._length, spoken=spoken))

    def _spoken(self, element: etree._Element, name: str, written: str) -> str | None:
        """How it is said; None when the rules are to say it."""
        where = f"<{name}> (line {element.sourceline})"
        if name == "sub":
            alias = " ".join((element.get("alias") or "").split())
            if not any(map(str.isalnum, alias)):
                raise InvalidMarkupError(f"{where} needs an alias to say.")
            return alias
        if name == "phoneme":
            phonemes = (element.get("ph") or "").strip()
            if element.get("alphabet", "ipa").lower() != "ipa" or not _PHONEMES.match(phonemes):
                raise InvalidMarkupError(f"{where} needs IPA phonemes in ph.")
            return f"[[{phonemes}]]"
        kind = (element.get("interpret-as") or "").lower()
        if kind in SPELLED:
            return spell(written, self._language)
        if kind == "ordinal":
            return ordinal(written, self._language)
        if kind not in READ_AS_WRITTEN:
            known = ", ".join(sorted({*SPELLED, *READ_AS_WRITTEN, "ordinal"}))
            raise InvalidMarkupError(f'{where}: interpret-as="{kind}" is not one of {known}.')
        return None


def _name(element: etree._Element) -> str:
    if not isinstance(element.tag, str):
        raise InvalidMarkupError(f"Entities are not read (line {element.sourceline}).")
    return element.tag.rpartition("}")[2]


def _break_ms(element: etree._Element) -> int:
    time = element.get("time")
    if time is None:
        strength = element.get("strength", "medium")
        if strength not in STRENGTHS_MS:
            raise InvalidMarkupError(f'<break strength="{strength}"> (line {element.sourceline}) is not known.')
        return STRENGTHS_MS[strength]
    found = _TIME.match(time.strip())
    if found is None:
        raise InvalidMarkupError(f'<break time="{time}"> (line {element.sourceline}): write 500ms or 1.5s.')
    return min(round(float(found[1]) * (1_000 if found[2] == "s" else 1)), LONGEST_PAUSE_MS)
