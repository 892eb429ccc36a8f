"""Each rule of app/ingest/data/furniture.toml: on how many real pages it takes furniture away, on how many text.

`python -m benchmarks.furniture` prints "helps harms rule", the most harmful first, then the rules that no page needs.
A rule counts on a page where it matches a passage in the article's region, whatever other rules match it too.
"""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.errors import AnnouncerError
from app.ingest import page
from app.ingest.declared import Declared
from app.ingest.furniture import LONGEST, rules, words_in
from app.ingest.passages import Passage
from app.ingest.region import Region, region_of
from app.ingest.seen import Seen, seen_of
from app.ingest.selection import Selection, select
from app.ingest.words import covered, words_of
from benchmarks.pages import ARCHIVE, unpacked

PAGES: dict[str, tuple[set[str], set[str]]] = {}
"""Of each rule the pages it helps and those it harms."""


def main() -> None:
    """Count them on the shared pages, if they are there."""
    if not ARCHIVE.exists():
        print(f"{ARCHIVE.name}: not counted, ANNOUNCER_BENCHMARKS names no folder that holds it.")
        return
    with unpacked() as folder:
        for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
            _counted(folder, json.loads(line))
    for rule, (helped, harmed) in sorted(PAGES.items(), key=lambda each: (-len(each[1][1]), -len(each[1][0]))):
        print(f"{len(helped):4} {len(harmed):4}  {rule}")
    print("not needed:", *(rule for rule in _all_rules() if rule not in PAGES), sep="\n      ")


def _counted(folder: Path, row: dict[str, Any]) -> None:
    def watched(passages: Sequence[Passage], found: str, about: Declared, kept: Sequence[Any]) -> Selection:
        _count(row["name"], words_of(row["text"]), seen_of(passages, words_of(found)))
        return select(passages, found, about, kept)

    page.select = watched  # type: ignore[assignment]
    try:
        page.read_page((folder / "pages" / f"{row['name']}.html").read_bytes())
    except AnnouncerError:
        return
    finally:
        page.select = select


def _count(name: str, wanted: Sequence[str], seen: Sequence[Seen]) -> None:
    believed = [(each.passage.element, len(each.words)) for each in seen if each.is_prose and each.is_found]
    if not believed:
        return
    region = region_of(believed, [(each.passage.element, len(each.words)) for each in seen if each.is_prose])
    hits = iter(covered([word for each in seen for word in each.words], wanted))
    for each in seen:
        is_text = sum(next(hits) for _ in each.words) > len(each.words) / 2
        if region.holds(each.passage.element, len(each.words), is_sure=True):
            for rule in _matching(each, region):
                PAGES.setdefault(rule, (set(), set()))[is_text].add(name)


def _matching(each: Seen, region: Region) -> Iterator[str]:
    text = each.passage.text
    for rule, pattern in _patterns():
        if text.count(" ") < LONGEST and pattern.match(text):
            yield rule
    places = {place for kind in ("furniture", "media", "notes") for place in rules()["places"][kind]}
    element = each.passage.element
    while element is not None and element not in region.elements:
        named = words_in(f"{element.get('class', '')} {element.get('id', '')}"[:500])
        yield from (f"place {place}" for place in places & named)
        element = element.getparent()


def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [
        (f"{kind} {language}: {rule}", re.compile(rule, re.IGNORECASE))
        for kind in ("lines", "labels")
        for language, those in rules()[kind].items()
        for rule in those
    ]


def _all_rules() -> list[str]:
    places = [place for kind in ("furniture", "media", "notes") for place in rules()["places"][kind]]
    return [*(f"place {place}" for place in places), *(rule for rule, _ in _patterns())]


if __name__ == "__main__":
    main()
