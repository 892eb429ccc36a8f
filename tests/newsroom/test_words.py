"""How the words of a wish are found: at an address, or in the page that was handed over."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from app.ingest.documents import Documents
from app.ingest.fetch import Document
from app.ingest.found import NO_VALIDATORS
from app.ingest.recognise import Markup
from app.narration.wish import Wish
from app.newsroom.files import wish_from
from app.newsroom.pages import Pages
from tests.newspaper import PARAGRAPHS, page

MANY = {
    "tr": PARAGRAPHS["tr"].format(place="Lindmark").replace("\n\n", " ").strip().split("\n"),
    "hu": [
        "Hétfőn újra megnyitották a régi folyami hidat, miután két évig javították, és vitatkoztak a pénzről.",
        "A járművezetők a kikötőig érő sorban vártak, a polgármester pedig kávét osztott mindenkinek, aki kért.",
        "A következő lezárást tavaszra tervezik, amikor a sétány lámpáit fényesebbekre cserélik.",
    ],
    "zu": [
        "Abantu abaningi baphume ngezinkulungwane bezobona ibhuloho elidala livulwa futhi ngoMsombuluko ekuseni.",
        "Imeya ithe iyajabula kakhulu ngoba umsebenzi usuphelile, kodwa akekho owazi ukuthi ubani ozokhokha imali.",
        "Umkhandlu uzovota emasontweni amabili azayo, kanti abahlali bathi sebelinde isikhathi eside kakhulu.",
    ],
    "id": [
        "Jembatan tua di atas sungai itu dibuka kembali pada hari Senin setelah dua tahun perbaikan yang panjang.",
        "Para pengemudi menunggu dalam antrean yang mencapai pelabuhan, dan wali kota membagikan kopi.",
        "Penutupan berikutnya direncanakan pada musim semi, ketika lampu di sepanjang jalan akan diganti.",
    ],
}


@dataclass(frozen=True)
class Fetched:
    """A fetcher that has one page."""

    content: bytes

    async def fetch(self, address: str, _known: object) -> Document:
        return Document(address, self.content, "text/html", None, NO_VALIDATORS)


@pytest.fixture
async def documents() -> AsyncIterator[Documents]:
    made = Documents()
    yield made
    await made.close()


def pages(documents: Documents, content: str = "") -> Pages:
    fetcher: Any = Fetched(content.encode())
    return Pages(fetcher, documents)


def html(paragraphs: list[str], language: str) -> str:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    return f"<!doctype html><html lang={language}><body><article><h1>x</h1>{text}</article></body></html>"


@pytest.mark.parametrize(
    ("written", "declared", "read"),
    [
        ("tr", "en", "tr"),
        ("hu", "en", "en"),
        ("zu", "en", "en"),
        ("id", "en", "en"),
        ("hu", "de", "de"),
        ("tr", "tr", "tr"),
    ],
)
async def test_a_page_is_switched_to_our_other_language_on_evidence_alone(
    documents: Documents, written: str, declared: str, read: str
) -> None:
    found = await pages(documents, html(MANY[written] * 2, declared)).words(Wish(url="https://news.example/1"))
    assert found.language == read


@pytest.mark.slow
@pytest.mark.parametrize("given", ["html", "text"])
async def test_a_whole_page_that_is_handed_over_is_read_like_one_at_an_address(
    documents: Documents, given: str
) -> None:
    content = page("Library stays")
    found = await pages(documents).words(Wish(**{given: content}))  # type: ignore[arg-type]
    assert found.title == "Library stays"
    assert found.language == "en"
    assert found.html is not None
    assert "Related" not in found.html
    assert "council of Lindmark" in found.html
    asked = await pages(documents, content).words(Wish(url="https://news.example/1"))
    assert found.html == asked.html


@pytest.mark.slow
async def test_an_articles_own_html_and_few_words_in_a_page_stay_as_they_are(documents: Documents) -> None:
    for wish in (
        Wish(html="<p>Related: an article's own words.</p>"),
        Wish(html="<!doctype html><html><body><p>Three words only.</p></body></html>"),
        Wish(text="<!doctype html><html><body><p>Text.</p></body></html>", markup=Markup.TEXT),
    ):
        assert await pages(documents).words(wish) == wish


def test_a_page_in_a_file_is_read_like_one_at_an_address_whatever_its_charset(tmp_path: Any) -> None:
    file = tmp_path / "page.html"
    content = page("Kütüphane", language="tr", head='<meta charset="iso-8859-9">')
    file.write_bytes(content.encode("iso-8859-9"))
    found = wish_from(str(file), Wish(), 1_000_000)
    assert (found.title, found.language) == ("Kütüphane", "tr")
    assert found.html is not None
    assert "Tartışma gece yarısına" in found.html
    assert "Related" not in found.html


def test_a_file_of_markdown_is_markdown_and_a_text_is_what_it_is_recognised_as(tmp_path: Any) -> None:
    for name, markup in (("a.md", Markup.MARKDOWN), ("a.txt", None)):
        (tmp_path / name).write_text("Just words.")
        assert wish_from(str(tmp_path / name), Wish(), 1_000).markup is markup
