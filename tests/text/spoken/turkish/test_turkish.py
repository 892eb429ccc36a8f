"""Turkish as a newsreader says it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.text.spoken import speak
from app.text.spoken.turkish.numbers import cardinal, ordinal, roman
from app.text.spoken.turkish.suffixes import attached, lower, parted, possessed
from tests.text.spoken.turkish.reading import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("0", "sıfır"), ("21", "yirmi bir"), ("100", "yüz"), ("101", "yüz bir"), ("1000", "bin"),
        ("1.500", "bin beş yüz"),
        ("2.000.000", "iki milyon"), ("1.001.000", "bir milyon bin"), ("007", "sıfır sıfır yedi"),
    ],
)  # fmt: skip
def test_whole_numbers(written: str, spoken: str) -> None:
    assert cardinal(written) == spoken
    assert said(written) == spoken


@given(number=st.integers(0, 10**15 - 1))
def test_every_number_has_words_of_its_own(number: int) -> None:
    words = cardinal(str(number))
    assert words
    assert cardinal(str(number + 1)) != words
    assert ordinal(str(number)).endswith(("nci", "ncı", "ncu", "ncü"))


@pytest.mark.parametrize(
    ("letters", "value"), [("I", 1), ("IV", 4), ("XIX", 19), ("XLII", 42), ("IIII", None), ("VX", None)]
)
def test_roman_numerals(letters: str, value: int | None) -> None:
    assert roman(letters) == value


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2,5", "iki virgül beş"),
        ("3,05", "üç virgül sıfır beş"),
        ("%12,5'i", "yüzde on iki virgül beşi"),
        ("%50-60", "yüzde elli ila altmış"),
        ("%40'ı", "yüzde kırkı"),
        ("4'e", "dörde"),
        ("2026'nın", "iki bin yirmi altının"),
        ("8'inci", "sekizinci"),
        ("3. sırada", "üçüncü sırada"),
        ("II. Dünya Savaşı", "ikinci dünya savaşı"),
        ("XIV. Louis", "on dördüncü louis"),
        ("24.11.2026", "yirmi dört kasım iki bin yirmi altı"),
        ("1/2/2024'te", "bir şubat iki bin yirmi dörtte"),
        ("14.30'da", "on dört otuzda"),
        ("saat 14.00'te", "saat on dörtte"),
        ("09:05", "dokuz sıfır beş"),
        ("₺250'yi", "iki yüz elli lirayı"),
        ("$1,2 milyon", "bir virgül iki milyon dolar"),
        ("2,5 milyar TL'ye", "iki virgül beş milyar liraya"),
        ("100 USD'den", "yüz dolardan"),
        ("3 mlr €", "üç milyar avro"),
        ("-5 °C'ye", "eksi beş dereceye"),
        ("25 km'lik", "yirmi beş kilometrelik"),
        ("120 km/sa", "saatte yüz yirmi kilometre"),
        ("5 m²", "beş metrekare"),
        ("3 GB", "üç gigabayt"),
        ("3-5 yıl", "üç ila beş yıl"),
        ("2-1 kazandı", "iki bir kazandı"),
        ("3/4", "dörtte üç"),
        ("½ litre", "yarım litre"),
        ("5'te 1'i", "beşte biri"),
        ("Prof. Dr. Kaya", "profesör doktor kaya"),
        ("Atatürk Cad. No: 12", "atatürk caddesi numara on iki"),
        ("elma vb. şeyler", "elma ve benzeri şeyler"),
        ("M.Ö. 300", "milattan önce üç yüz"),
        ("TBMM'nin", "te be me menin"),
        ("ABD", "a be de"),
        ("NATO", "nato"),
        ("AFAD'ın", "afadın"),
        ("ÖSYM", "ö se ye me"),
        ("GPT-4", "ci pi ti dört"),
        ("Mistral 7B v0.3", "mistral yedi be sürüm sıfır nokta üç"),
        ("Qwen 3.5", "qwen üç nokta beş"),
        ("5G altyapısı", "beş ge altyapısı"),
        ("www.example.com/haber-1", "example nokta kom bölü haber tire bir"),
        ("info@example.com.tr", "info et example nokta kom nokta te re"),
        ("@ahmet #deprem", "et ahmet hashtag deprem"),
        ("0212 555 12 34", "sıfır iki yüz on iki beş yüz elli beş on iki otuz dört"),
        ("BÜYÜK ZAM GELİYOR VE HERKES BEKLİYOR", "büyük zam geliyor ve herkes bekliyor"),
        ("Bitti 😀 [1]", "bitti"),
    ],
)
def test_a_class_of_written_forms(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("word", "suffix", "whole"),
    [
        ("lira", "ye", "liraya"),
        ("lira", "nin", "liranın"),
        ("dolar", "i", "doları"),
        ("avro", "yu", "avroyu"),
        ("kilogram", "den", "kilogramdan"),
        ("vat", "de", "vatta"),
        ("metre", "lık", "metrelik"),
        ("litre", "ün", "litrenin"),
        ("sterlin", "ye", "sterline"),
        ("saat", "lık", "saatlik"),
        ("lira", "daki", "liradaki"),
        ("lira", "nınki", "liranınki"),
        ("iki", "inci", "ikinci"),
        ("beş", "nci", "beşinci"),
        ("iki", "er", "ikişer"),
        ("dört", "şer", "dörder"),
        ("bir", "si", "biri"),
        ("ka", "İN", "kanın"),
        ("üç", "gen", "üçgen"),
    ],
)
def test_a_suffix_takes_the_vowels_of_what_is_said(word: str, suffix: str, whole: str) -> None:
    assert attached(word, suffix) == whole


def test_a_suffix_written_for_the_word_stays() -> None:
    assert attached("iki", "nci") == "ikinci"
    assert attached("dört", "ün") == "dördün"
    assert attached("dört", "te") == "dörtte"
    assert attached("beş", None) == "beş"


@pytest.mark.parametrize(
    ("word", "suffix", "whole"),
    [
        ("caddesi", "de", "caddesinde"),
        ("şirketi", "ye", "şirketine"),
        ("şirketi", "nin", "şirketinin"),
        ("sokağı", "ı", "sokağını"),
        ("bulvarı", "", "bulvarı"),
    ],
)
def test_a_possessive_takes_an_n_before_a_case(word: str, suffix: str, whole: str) -> None:
    assert possessed(word, suffix) == whole


def test_a_part_of_a_whole_takes_the_possessive() -> None:
    assert parted("üçte iki", "ü") == "üçte ikisi"
    assert parted("dörtte üç", "ü") == "dörtte üçü"


@given(
    word=st.sampled_from("bir iki üç dört beş altı lira avro dolar saat me ka".split()),
    suffix=st.text("abdeıiklnrsştuüyz", min_size=1, max_size=6),
)
def test_a_suffix_never_changes_the_word_but_its_last_letter(word: str, suffix: str) -> None:
    assert attached(word, suffix)[: len(word) - 1] == word[:-1]


def test_capitals_are_lowered_the_turkish_way() -> None:
    assert lower("ISPARTA İZMİR") == "ısparta izmir"


@given(text=st.text(alphabet=st.characters(), max_size=200))
def test_any_text_leaves_no_digit_and_spans_in_order(text: str) -> None:
    tokens = speak(text, "tr")
    assert not any(character.isdigit() for token in tokens for character in token.text)
    assert [token.start for token in tokens] == sorted(token.start for token in tokens)
    assert all(0 <= token.start < token.end <= len(text) for token in tokens)


@given(text=st.text(alphabet="0123456789.,:/-–%₺$'eiTLkmIVX () ", max_size=60))
def test_hard_combinations_leave_no_digit(text: str) -> None:
    assert not any(character.isdigit() for token in speak(text, "tr") for character in token.text)
