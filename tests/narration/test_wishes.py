"""What nodes tell each other of what is being read: found until it is made, and never in the way of who reads."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import StoreError
from app.ingest.found import Validators
from app.ingest.recognise import Markup
from app.narration.wish import Wish
from app.narration.wishes import Wishes
from app.store.shelf import FileShelf, Shelf
from app.text.article import Part
from tests.narration.test_reading import ENGLISH
from tests.store.things import timeline

WISH = Wish(
    text=f"{ENGLISH} \ud800",
    markup=Markup.MARKDOWN,
    summary=("It stays.",),
    parts=(Part.TITLE,),
    lexicon=(("council", "board"),),
    published_at=datetime(2026, 11, 27, 8, 30, tzinfo=UTC),
    validators=Validators("etag", "Fri, 27 Nov 2026 08:30:00 GMT"),
)
STORY = "news/\ud800/1"


class Full(FileShelf):
    """A disk that takes nothing more, and lets go of nothing."""

    def write(self, path: str, data: bytes) -> None:
        raise StoreError(path)

    def remove(self, path: str) -> None:
        raise StoreError(path)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return FileShelf(tmp_path)


@pytest.fixture
def here(shelf: Shelf) -> Wishes:
    return Wishes(shelf)


@pytest.fixture
def there(shelf: Shelf) -> Wishes:
    return Wishes(shelf)


def test_another_node_finds_the_whole_wish(here: Wishes, there: Wishes) -> None:
    here.keep("n1", WISH)
    here.keep("n2", Wish(html="<p>Rain."))
    assert there.find("n1") == WISH
    assert there.find("n2") == Wish(html="<p>Rain.")
    assert there.find("n3") is None


def test_another_node_hears_how_far_it_is(here: Wishes, there: Wishes) -> None:
    assert there.said("n1") is None
    here.say("n1", timeline())
    assert there.said("n1") == timeline()
    assert there.find("n1") is None


def test_what_is_made_is_told_to_nobody_more(here: Wishes, there: Wishes) -> None:
    for narration_id in ("n1", "n2"):
        here.keep(narration_id, WISH)
        here.say(narration_id, timeline())
    here.forget("n1")
    assert (there.find("n1"), there.said("n1")) == (None, None)
    assert (there.find("n2"), there.said("n2")) == (WISH, timeline())


def test_an_article_leads_to_what_is_read_of_it_until_that_arrived(here: Wishes, there: Wishes) -> None:
    assert there.led(STORY) is None
    here.lead(STORY, "n1")
    here.lead("story", "n9")
    assert (there.led(STORY), there.led("story")) == ("n1", "n9")
    here.lead(STORY, "n2")
    there.arrived(STORY, "n1")  # the older one, made late
    assert here.led(STORY) == "n2"
    there.arrived(STORY, "n2")
    assert (here.led(STORY), here.led("story")) == (None, "n9")


def test_what_nobody_understands_is_as_good_as_nothing(shelf: Shelf, here: Wishes) -> None:
    here.keep("n1", WISH)
    here.lead(STORY, "n1")
    for path in _all(shelf, "wishes"):
        shelf.write(path, b"half a rec")
    assert (here.find("n1"), here.led(STORY)) == (None, None)
    here._tell("wishes/n1.json", {"text": "Rain.", "sung": True, "speed": "fast"})
    assert here.find("n1") is None


def test_who_reads_goes_on_although_nothing_can_be_told(shelf: Shelf, tmp_path: Path) -> None:
    Wishes(shelf).lead(STORY, "n1")
    here = Wishes(Full(tmp_path))
    here.keep("n1", WISH)
    here.say("n1", timeline())
    here.lead("story", "n1")
    here.arrived(STORY, "n1")
    here.forget("n1")
    assert (here.find("n1"), here.said("n1"), here.led("story")) == (None, None, None)
    assert here.led(STORY) == "n1"


def test_a_wish_is_known_by_all_that_is_wished() -> None:
    others = [
        Wish(),
        Wish(text="Rain."),
        Wish(html="Rain."),
        Wish(text="Rain. \ud800"),
        Wish(text="Rain.", speed=1.1),
        Wish(text="Rain.", jingles=False),
        WISH,
    ]
    assert len({wish.digest() for wish in others}) == len(others)
    assert WISH.digest() == replace(WISH).digest()


def _all(shelf: Shelf, folder: str) -> list[str]:
    return [f"{each}/{name}" for each in (folder, f"{folder}/articles") for name in shelf.names(each) if "." in name]
