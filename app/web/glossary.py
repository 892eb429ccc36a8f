"""The terms of an article that readers may want explained: one file a language, matched in the text."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

GLOSSARY_DIR = Path(__file__).parent / "glossary"

_MARKUP = re.compile(r"(<[^<>]*>)")
_ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)")
_LEFT_ALONE = frozenset({"a", "h1", "h2", "h3", "h4", "h5", "h6", "code", "pre"})


@dataclass(frozen=True, slots=True)
class Term:
    """A term, what it means, and the forms it is found by (a final * stands for any ending)."""

    id: str
    term: str
    definition: str
    forms: tuple[str, ...]

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds any of the forms as whole words; case counts only for capitals, such as AI."""
        return re.compile("|".join(rf"(?<!\w){_form(form)}(?!\w)" for form in self.forms))


def _form(form: str) -> str:
    stem = re.escape(form.removesuffix("*")) + (r"\w*" if form.endswith("*") else "")
    return stem if form.isupper() else f"(?i:{stem})"


@cache
def glossary(language: str) -> tuple[Term, ...]:
    """The terms of a language, in the order of its file; none for a language without one."""
    path = GLOSSARY_DIR / f"{language}.toml"
    if language not in {found.stem for found in GLOSSARY_DIR.glob("*.toml")}:
        return ()
    written = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(Term(name, term["term"], term["definition"], tuple(term["forms"])) for name, term in written.items())


@lru_cache(maxsize=64)
def explained(html: str, language: str) -> tuple[str, tuple[Term, ...]]:
    """An article's HTML with each term linked to its explanation where it first stands, and those terms in order.

    The text stays as it is, character for character. Headings, links and code are left alone. Where two terms begin at
    the same place the longer one is taken.
    """
    wanted = list(glossary(language))
    found: list[Term] = []
    pieces: list[str] = []
    inside: list[str] = []
    for piece in _MARKUP.split(html):
        if element := _ELEMENT.match(piece):
            closing, name = element.groups()
            if name in _LEFT_ALONE:
                if not closing:
                    inside.append(name)
                elif inside:
                    inside.pop()
            pieces.append(piece)
        else:
            pieces.append(piece if inside else _linked(piece, wanted, found))
    return "".join(pieces), tuple(found)


def _linked(text: str, wanted: list[Term], found: list[Term]) -> str:
    """The text with links; the terms that were found move from `wanted` to `found`."""
    done, position = "", 0
    while True:
        hits = [(hit, term) for term in wanted if (hit := term.pattern.search(text, position))]
        if not hits:
            return done + text[position:]
        hit, term = min(hits, key=lambda each: (each[0].start(), -each[0].end()))
        wanted.remove(term)
        found.append(term)
        link = f'<a class="term" href="#term-{term.id}" aria-describedby="term-{term.id}">{hit[0]}</a>'
        done += text[position : hit.start()] + link
        position = hit.end()
