"""Where sentences end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.sentences import LONGEST, TOLERATED, split_sentences


def pieces(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Adams met Sen. Cole.|They spoke for two hours.",
        "Non-U.S. buyers left.|U.S. officials stayed.",
        "He lives in the U.S. and works at 5 p.m. daily.",
        "It grew 3.5 percent.|Version 2.1.4 is out.",
        "J. K. Rowling wrote it.|It sold well.",
        "“Is it over?” she asked.|Nobody knew.",
        "Wait... what?|Yes.",
        "See https://example.org/a.b?c=d. for more.",
        "It costs $5.|That is a lot.",
        "Mr. and Mrs. Hall left at 10 a.m. on Friday.",
        "No. 5 won.|No. 6 lost.",
        "Yahoo! and Jeopardy! merged today.",
        "I saw it.|iPhone sales rose.",
        "The plan: 1. Act.|2. Wait.|3. Win.",
    ],
)
def test_english(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "Prof. Dr. Ayşe Kara konuştu.|Salon doldu.",
        "Takım 3. sırada.|Rakibi 4. oldu.",
        "II. Dünya Savaşı 1945'te bitti.|Şehir yıkıldı.",
        "Elma, armut vb. meyveler satıldı.|Kalanı atıldı.",
        "M.Ö. 300 yılında kuruldu.|Sonra yıkıldı.",
        "Atatürk Bul. No. 12 boşaltıldı.|Yangın söndü.",
        "“Geliyor musun?” diye sordu.|“Evet.”",
        "Toplam 2,5 milyar TL.|Bu bir rekor.",
        "M. Kemal 19. yüzyılda doğdu.",
        "Seçim 2023'te yapıldı.|Yenisi 2028'de.",
    ],
)
def test_turkish(text: str) -> None:
    assert pieces(text.replace("|", " "), "tr") == text.split("|")


def test_lists_and_bullets_within_a_paragraph() -> None:
    assert pieces("1) The first 2) The second") == ["1) The first", "2) The second"]
    assert pieces("• one • two") == ["• one", "• two"]
    assert pieces("The fees for 1. above and 2. above are low.") == ["The fees for 1. above and 2. above are low."]


def test_a_wrapped_paragraph_is_one_text_and_a_verse_is_many() -> None:
    wrapped = "The council met on Monday evening in the old\ntown hall to discuss the closing of the bridge."
    assert pieces(wrapped) == [wrapped]
    assert pieces("roses are red\nviolets are blue\nsugar is sweet") == [
        "roses are red",
        "violets are blue",
        "sugar is sweet",
    ]


def test_an_endless_sentence_is_cut_where_one_breathes() -> None:
    text = "; ".join(["the clause that follows is as long as the one before it was"] * 20)
    found = pieces(text)
    assert all(len(piece) <= LONGEST for piece in found)
    assert all(piece.endswith(";") for piece in found[:-1])
    assert max(map(len, pieces("a" * 10_000))) <= LONGEST


@given(text=st.text(alphabet=st.characters(), max_size=400), language=st.sampled_from(["en", "tr", "de", "xx"]))
def test_the_pieces_and_the_white_space_between_them_are_the_text(text: str, language: str) -> None:
    at = 0
    for start, end in split_sentences(text, language):
        assert text[at:start].strip() == ""
        assert text[start:end].strip() == text[start:end] != ""
        assert end - start <= TOLERATED
        at = end
    assert text[at:].strip() == ""


@given(
    words=st.lists(
        st.sampled_from(["Dr.", "3.", "II.", "a.m.", "Then", "vb.", "“x”", "1)", "b)", "U.S.", "\n", "…", "x"])
    )
)
def test_hard_words_in_any_order_lose_nothing(words: list[str]) -> None:
    text = " ".join(words)
    for language in ("en", "tr"):
        assert "".join("".join(pieces(text, language)).split()) == "".join(text.split())


def test_a_bullet_before_a_number_belongs_to_its_item() -> None:
    assert pieces("• 9. The first item • 10. The second item") == ["• 9. The first item", "• 10. The second item"]


def test_a_quotation_that_is_never_closed_hides_no_ends() -> None:
    sentences = [f"Speaker number {number} asked the council for more time." for number in range(12)]
    assert pieces('He said: "' + " ".join(sentences))[1:] == sentences[1:]


def test_a_long_quotation_is_cut_at_its_own_sentences() -> None:
    sentences = [f"Speaker number {number} asked the council for much more time." for number in range(8)]
    found = pieces("“" + " ".join(sentences) + "” she said.")
    assert len(found) > 1
    assert all(piece.endswith(("time.", "said.")) for piece in found)
    assert max(map(len, found)) <= TOLERATED


def test_a_sentence_hardly_longer_than_usual_is_left_whole() -> None:
    sentence = "It " + "was told again, " * 20 + "and nobody listened."
    assert LONGEST < len(sentence) <= TOLERATED
    assert pieces(sentence) == [sentence]


def test_a_table_with_more_ends_than_prose_is_cut_at_all_of_them() -> None:
    assert len(split_sentences("1. A. " * 50, "tr")) < 50
    assert len(split_sentences("1. A. " * 10_000, "tr")) > 10_000


def test_what_begins_with_a_bullet_may_be_several_sentences() -> None:
    text = "• It rained. Nobody came. Was it worth it?"
    assert [text[start:end] for start, end in split_sentences(text, "en")] == [
        "• It rained.", "Nobody came.", "Was it worth it?",
    ]  # fmt: skip


def test_a_quotation_before_hides_no_ends() -> None:
    quotes = 'She said: "This is great." He said: "It is." '
    text = quotes + "• First of all, we met. “The laws of the land,” he wrote, “are old.” That was that. " + quotes * 2
    assert "That was that." in [text[start:end] for start, end in split_sentences(text, "en")]
