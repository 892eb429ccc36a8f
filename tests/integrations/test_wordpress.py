"""The WordPress plugin on PHP's own command line, with WordPress's functions by their signatures."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PLUGIN = Path(__file__).parents[2] / "integrations" / "wordpress" / "announcer.php"
TAG = (
    '<ai-announcer article-url="https://news.example/?p=7&amp;x=&quot;&lt;y&gt;" playlist="/feeds/en.json" '
    'look="large">'
    "</ai-announcer>"
)


@pytest.fixture(scope="module")
def shown() -> dict[str, Any]:
    if shutil.which("php") is None:
        pytest.skip("no PHP: apt-get install php-cli")
    stubs = Path(__file__).parent / "wordpress.php"
    done = subprocess.run(
        ["php", "-d", "error_reporting=-1", "-d", "display_errors=stderr", stubs, PLUGIN],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_an_article_gets_the_player_above_it_and_its_module(shown: dict[str, Any]) -> None:
    assert shown["good"]["content"] == f"{TAG}<p>Text</p>"
    assert shown["good"]["loaded"] == {"ai-announcer": "https://audio.example.org/static/announcer.js"}


def test_before_it_is_set_up_nothing_changes(shown: dict[str, Any]) -> None:
    assert shown["fresh"]["content"] == "<p>Text</p>"
    assert shown["fresh"]["loaded"] == []


def test_lists_excerpts_and_articles_that_place_it_themselves_get_none(shown: dict[str, Any]) -> None:
    assert (shown["list"]["content"], shown["list"]["loaded"]) == ("<p>Text</p>", [])
    assert shown["elsewhere"] == "<p>Text</p>"
    assert shown["placed"] == "<p>Text</p>[announcer]"
    assert shown["shortcode"] == TAG


def test_the_settings_page_shows_what_is_kept_and_the_tag(shown: dict[str, Any]) -> None:
    assert 'value="https://audio.example.org/"' in shown["page"]
    assert '<option value="large" selected>' in shown["page"]
    assert "&lt;ai-announcer article-url=" in shown["page"]


def test_what_is_no_address_is_not_kept_and_nothing_breaks_out_of_an_attribute(shown: dict[str, Any]) -> None:
    assert shown["bad"]["kept"] == {"server": "", "playlist": "", "look": "standard", "types": ["post"]}
    assert shown["bad"]["content"] == "<p>Text</p>"
    assert "<b>" not in shown["hostile"]["content"]
    assert 'playlist="&quot;&gt;x"' in shown["hostile"]["content"]


def test_a_shortcode_brings_the_module_where_no_player_would_be(shown: dict[str, Any]) -> None:
    assert shown["loaded by the shortcode"] == {"ai-announcer": "https://audio.example.org/static/announcer.js"}
    assert shown["in a feed"] == ""


def test_the_settings_page_is_turkish_on_a_turkish_site_and_whole(shown: dict[str, Any]) -> None:
    english = re.findall(r"(?:esc_html_+e?|translate)\('([^']+)'", PLUGIN.read_text())
    assert "Spikerin adresi" in shown["turkish"]
    assert [words for words in english if f">{words}<" in shown["turkish"]] == []
    assert shown["links"] == [
        '<a href="https://news.example/wp-admin/options-general.php?page=announcer">Ayarlar</a>',
        "<a>Deactivate</a>",
    ]


def test_nothing_is_left_behind_when_it_is_deleted(shown: dict[str, Any]) -> None:
    assert shown["deleted"] == ["announcer"]
