import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from app.store.counts import Count
from app.web.pages import STATIC_DIR, article_page, player_page
from app.web.samples import samples, stories
from app.web.sound import Sound

SOUND = Sound("abc", "en_US-tone-medium", 62.4)
COMMAND = "announcer voices install tr_TR-ema-high"
MODULES = ("static/announcer.js", "../static/announcer.js", "static/article.js", "static/studio.js")
DOCS = Path(__file__).parents[2] / "docs" / "embedding.md"


class Tags(HTMLParser):
    """Every start tag with its attributes, and the tags left open."""

    VOID = frozenset({"meta", "link", "br", "img", "input"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def every_page() -> list[str]:
    return [
        article_page("en", site_name="Announcer", sound=SOUND),
        article_page("tr", site_name="Announcer", install_command=COMMAND),
        article_page("tr", site_name="Announcer"),
        article_page("tr", slug="names", site_name="Announcer", sound=SOUND, count=Count(3, 1)),
        player_page("abc", title="A reading", language="en"),
    ]


@pytest.mark.parametrize("page", every_page())
def test_pages_hold_nothing_that_a_strict_policy_refuses(page: str) -> None:
    for tag, attributes in Tags(page).seen:
        assert tag != "style"
        assert not any(name == "style" or name.startswith("on") for name in attributes)
        assert tag != "script" or attributes.get("src") in MODULES or attributes["type"] == "application/ld+json"


@pytest.mark.parametrize("page", every_page())
def test_pages_close_what_they_open(page: str) -> None:
    assert Tags(page).open == []


@pytest.mark.parametrize("language", ["en", "tr"])
def test_the_samples_say_the_same_in_both_languages(language: str) -> None:
    sample, english = samples()[language], samples()["en"]
    assert len(sample.summary) == 3
    assert 330 <= len(re.sub(r"<[^<>]*>", " ", sample.html).split()) <= 450
    assert re.findall(r"<\w+", sample.html) == re.findall(r"<\w+", english.html)
    assert sample.page.keys() == english.page.keys()
    assert sample.date == english.date


def test_titles_and_site_names_are_text_not_markup() -> None:
    page = player_page("abc", title="<script>alert(1)</script>", language="en")
    assert "<script>alert" not in page
    assert "Tom &amp; Co" in article_page("en", site_name="Tom & Co", sound=SOUND)


def test_the_page_says_no_voice_only_when_there_is_no_narration() -> None:
    assert "kurulu değil" not in article_page("tr", site_name="A", sound=SOUND, install_command=COMMAND)
    assert COMMAND in article_page("tr", site_name="A", install_command=COMMAND)


def test_a_voice_for_trying_out_stands_beside_the_command_for_a_better_one() -> None:
    page = article_page("tr", site_name="A", sound=SOUND, install_command=COMMAND)
    assert "<ai-announcer" in page
    assert "Daha iyisi için:" in page
    assert COMMAND in page
    assert "Daha iyisi" not in article_page("tr", site_name="A", sound=SOUND)


def test_a_language_without_a_sample_is_refused() -> None:
    with pytest.raises(KeyError):
        article_page("de", site_name="Announcer")


def test_the_documentation_names_every_custom_property_attribute_and_key_and_no_other() -> None:
    module = "".join(file.read_text() for file in sorted(STATIC_DIR.glob("announcer*.js"), reverse=True))
    docs = DOCS.read_text()
    assert set(re.findall(r"--announcer-[a-z-]+", module)) == set(re.findall(r"--announcer-[a-z-]+", docs))
    observed = re.search(r"observedAttributes = \[(.*?)\]", (STATIC_DIR / "announcer.js").read_text(), re.DOTALL)
    attributes = docs[docs.index("## Attributes") : docs.index("## Properties")]
    assert observed
    assert re.findall(r'"([a-z-]+)"', observed[1]) == re.findall(r"^\| `([a-z-]+)` \|", attributes, re.MULTILINE)
    keys = re.search(r"const KEYS = \{(.*?)\}", module, re.DOTALL)
    assert keys
    letters = re.findall(r'(?<![\w"])"?([a-z<>])"?: "', keys[1])
    table = docs[docs.index("## Keys") : docs.index("## Looks")]
    assert "m" in letters
    assert [key for key in letters if f"`{key}`" not in table] == []


def test_the_types_name_every_reason_that_a_player_can_fail() -> None:
    module, types = (STATIC_DIR / "announcer.js").read_text(), (STATIC_DIR / "narration.d.ts").read_text()
    trouble = re.search(r"type Trouble = (.*);", types)
    assert trouble
    for code in re.findall(r'"([a-z]+)"', trouble[1]):
        assert f"\n  {code}: [" in module
        assert f"`{code}`" in DOCS.read_text()


def linked_data(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        page.split('<script type="application/ld+json">')[1].split("</script>", maxsplit=1)[0]
    )
    return found


def test_machines_are_told_of_the_sound_and_of_who_speaks() -> None:
    article = linked_data(article_page("en", site_name="Tom & Co</script>", base_url="https://a.example", sound=SOUND))
    audio = article["audio"]
    assert article["@type"] == "NewsArticle"
    assert article["publisher"]["name"] == "Tom & Co</script>"
    assert audio["contentUrl"] == "https://a.example/narrations/abc/audio.mp3"
    assert audio["duration"] == "PT62S"
    assert audio["digitalSourceType"].endswith("TrainedAlgorithmicMediaDigitalSource")
    assert "AI-voiced" in audio["creditText"]
    assert "audio" not in linked_data(article_page("tr", site_name="A"))


@pytest.mark.parametrize("slug", [slug for language, slug in stories() if language == "en"])
def test_every_story_is_there_in_both_languages_and_each_names_the_other(slug: str) -> None:
    english, turkish = stories()["en", slug], stories()["tr", slug]
    assert len(english.summary) == len(turkish.summary) == 3
    assert len(english.why) == len(turkish.why)
    assert re.findall(r"<\w+", english.html) == re.findall(r"<\w+", turkish.html)
    for sample, other in ((english, turkish), (turkish, english)):
        tags = Tags(article_page(sample.language, slug=slug, site_name="A", base_url="https://a.example")).seen
        alternates = {a["hreflang"]: a["href"] for tag, a in tags if tag == "link" and "hreflang" in a}
        assert alternates[other.language] == f"https://a.example/{other.address}"
        links = [a["href"] for tag, a in tags if tag == "a"]
        assert f"./{other.address}" in links
        assert sum(f"./{story.address}" in links for (code, name), story in stories().items() if name != slug) == 2


def test_every_term_leads_to_its_explanation() -> None:
    tags = Tags(article_page("tr", site_name="A", sound=SOUND)).seen
    ids = {attributes.get("id") for _, attributes in tags}
    linked = [attributes for _, attributes in tags if attributes.get("class") == "term"]
    assert len(linked) >= 4
    for attributes in linked:
        assert attributes["href"] == f"#{attributes['aria-describedby']}"
        assert attributes["aria-describedby"] in ids


def test_the_page_offers_its_player_to_other_pages() -> None:
    tags = Tags(article_page("en", site_name="A", base_url="https://a.example", sound=SOUND)).seen
    (oembed,) = [a for tag, a in tags if tag == "link" and a.get("type") == "application/json+oembed"]
    assert oembed["href"] == "https://a.example/oembed?format=json&url=https%3A//a.example/player/abc"
