"""The words of an article that its page keeps as data for its script to show, where it shows none itself."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

from lxml import html

from app.ingest.declared import Declared
from app.ingest.headline import is_same

LONGEST = 5_000_000
"""Characters of a script that is looked into."""
MOST_VALUES = 50_000
MOST_FIELDS = 100
"""Of an object that are looked at."""
DEEPEST = 60
SHORTEST = 300
"""Characters of an article."""
FEWEST = 3
"""Paragraphs of one."""
AROUND = 4
"""Values around a text among which its title stands."""
ENDS = tuple(".!?…:;\"'”’»)")


def payload_text(tree: html.HtmlElement, about: Declared) -> str | None:
    """The longest text, as lines or HTML, in a page's JSON that stands beside one of its titles; None without one."""
    titles = [*about.titles, *([about.headline] if about.headline else [])]
    found: list[str] = []
    for script in tree.iterfind('.//script[@type="application/json"]'):
        if len(script.text or "") <= LONGEST:
            try:
                found += _texts(json.loads(script.text or ""), titles)
            except (ValueError, RecursionError):
                continue
    return max(found, key=len, default=None)


def _texts(data: Any, titles: list[str]) -> Iterator[str]:
    """The texts in objects that are, or stand in, an object that says one of the titles."""
    pending: list[tuple[Any, int, int]] = [(data, 0, 0)]
    seen = 0
    while pending and seen < MOST_VALUES:
        value, depth, near = pending.pop()
        seen += 1
        if isinstance(value, dict):
            near = AROUND if _says(value, titles) else near
        elif isinstance(value, list) and near and (text := _paragraphs(value)):
            yield text
        elif isinstance(value, str) and near and _is_markup(value):
            yield value
        if isinstance(value, dict | list) and depth < DEEPEST:
            inside = value.values() if isinstance(value, dict) else value
            pending += [(each, depth + 1, max(near - 1, 0)) for each in inside]


def _says(value: dict[str, Any], titles: list[str]) -> bool:
    first = itertools.islice(value.values(), MOST_FIELDS)
    told = [each.get("rendered") if isinstance(each, dict) else each for each in first]
    return any(isinstance(each, str) and len(each) <= SHORTEST and is_same(each, titles) for each in told)


def _is_markup(text: str) -> bool:
    return len(text) >= SHORTEST and text.count("</p>") >= FEWEST


def _paragraphs(values: list[Any]) -> str | None:
    """The lines of a list of blocks, each a text or an object of which one value is its text."""
    lines = [line for each in values if (line := _line(each))]
    is_text = len(lines) >= FEWEST and sum(line.endswith(ENDS) for line in lines) * 2 > len(lines)
    text = "\n".join(lines)
    return text if is_text and len(text) >= SHORTEST else None


def _line(value: Any) -> str | None:
    fields = itertools.islice(value.values(), MOST_FIELDS) if isinstance(value, dict) else ()
    told = [value] if isinstance(value, str) else list(fields)
    texts = [each for each in told if isinstance(each, str) and " " in each]
    return max(texts, key=len, default=None)
