"""Turkish spelled out for voices that read letters: nothing is lost in silence, and other normalisers find no work."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ingest.markup import html_article
from app.speech.turkish import LETTERS, from_ipa, letters
from app.text.script import build_script
from app.text.spoken import speak
from app.web.samples import stories

KNOWN = LETTERS | frozenset(" .,!?'-")
KINDS = (
    "5 kişi geldi, 3. sırada 2'si kaldı.",
    "%15 indirim, yüzde 3,5 artış.",
    "12,5 kg un, 3 km² alan, 90 km/sa hız, -5 °C sıcaklık.",
    "Dr. Ayşe Yılmaz, Prof. Dr. Can ve Av. Ece geldi; No. 5, Cad. 12, vb.",
    "TRT, NATO, AB, TBMM ve THY açıkladı; ABD'nin, G-20'ye.",
    "29 Ekim 1923'te, 3.11.2026 tarihinde, 1990'lı yıllarda.",
    "Saat 14.30'da, 09:05'te başladı; 3 dk 20 sn sürdü.",
    "1.250.000 TL, 45,90 ₺, 3 milyon $, 20 €.",
    "3. Ordu, II. Dünya Savaşı, 21. yüzyıl.",
    "www.ornek.com.tr ve bilgi@ornek.com adresleri.",
    "Maç 2-1 bitti, 10-15 kişi, 1939-1945 arası.",
    "0212 555 12 34 numaralı telefon.",
    "1/2 oranında, ¾ su, x = 5 + 3.",
    "Kâr, lâle, hâlâ ve rüzgâr.",
    "Ne dedi? “Gel!” dedi… Gitmedi.",
    "Işık ile İpek, Iğdır'da IŞIK dedi; İstanbul-Ankara hattı.",
    "Bir, iki; üç: dört (beş) – altı.",
)


def lines() -> list[str]:
    """The kinds and the sample articles, as they are spoken."""
    bodies = [sample.html for (language, _), sample in stories().items() if language == "tr"]
    scripts = [build_script(html_article(body, language="tr")) for body in bodies]
    spoken = [" ".join(token.text for token in speak(text, "tr")) for text in KINDS]
    return [*spoken, *(line.spoken for script in scripts for line in script.lines)]


def test_emas_normaliser_finds_nothing_to_do() -> None:
    normaliser = pytest.importorskip(
        "normalizer_tr", reason="normalizer-tr, of the extra dev, is not here"
    ).Normalizer()
    for line in lines():
        theirs = normaliser.normalize(line, ambiguity_policy="fallback").normalized_text
        assert letters(theirs, KNOWN) == letters(line, KNOWN)


def test_seslens_normaliser_finds_nothing_to_do_and_its_reading_is_ours() -> None:
    package = pytest.importorskip("turkce_vurgu", reason="turkce-vurgu, of the extra seslen, is not here")
    from app.speech.seslen.reading import say  # noqa: PLC0415 - needs the package

    for line in lines():
        assert "".join(*say(line)) == package.g2p(line, vurgu=True)


def test_a_word_that_is_an_abbreviation_elsewhere_stays_a_word() -> None:
    pytest.importorskip("turkce_vurgu", reason="turkce-vurgu, of the extra seslen, is not here")
    from app.speech.seslen.reading import say  # noqa: PLC0415 - needs the package

    assert "".join(*say("Onu sok çantaya.")) == "oˈnu ˈsok ˈtʃantaja."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("IŞIK İLE Iğdır", "ışık ile ığdır"),
        ("José Łukasz Müller Straße", "jose lukasz müller strasse"),
        ("kâr, hâlâ", "kar, hala"),
        ("William Xavier Quinn", "villiam ksavier kuinn"),
        ("“Gel!” – dedi…", "gel! , dedi."),
        ("e-posta (yeni)", "e-posta yeni"),
    ],
)
def test_letters_that_turkish_lacks_are_read_as_a_turk_would(written: str, read: str) -> None:
    assert letters(written, KNOWN) == read


@pytest.mark.parametrize("word", ["東京", "Москва", "Αθήνα", "القاهرة", "42", "ⅷ", "ψ"])
def test_words_of_other_letters_are_heard_and_keep_their_stop(word: str) -> None:
    read = letters(f"Sonra {word}, geldi.", KNOWN)
    assert len(read) > len("sonra , geldi.")
    assert read.startswith("sonra ")
    assert read.endswith(", geldi.")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_whatever_is_written_only_known_letters_come(text: str) -> None:
    assert set(letters(text, KNOWN)) <= KNOWN


@pytest.mark.parametrize(
    ("ipa", "spelled"),
    [
        ("tʃˈet", "çet"),
        ("t͡ʃˈet", "çet"),
        ("dʒˈenevɾe", "cenevre"),
        ("ʃˈœøyɯ", "şööüı"),
        ("jˈutubɯɾ", "yutubır"),
        ("nˈjuː jˈɔɹk", "nyu york"),
    ],
)
def test_ipa_is_spelled_as_it_sounds(ipa: str, spelled: str) -> None:
    assert from_ipa(ipa) == spelled
