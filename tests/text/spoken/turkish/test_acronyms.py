"""Acronyms: as words, letter by letter, in the foreign way; headlines."""

import pytest

from tests.text.spoken.turkish.reading import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("TÜİK'in", "tüikin"),
        ("MİT'e", "mite"),
        ("YÖK'ün", "yökün"),
        ("DİSK", "disk"),
        ("İHA'lar", "ihalar"),
        ("TÜFE", "tüfe"),
        ("FIFA'ya", "fifaya"),
        ("UNESCO", "unesko"),
        ("COP30", "kop otuz"),
    ],
)
def test_as_words(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("EPDK", "e pe de ke"),
        ("HAGB", "he a ge be"),
        ("AİHM'nin", "a i he menin"),
        ("İTÜ'de", "i te üde"),
        ("MSB", "me se be"),
        ("UAEA", "u a e a"),
        ("LGBTİ+", "le ge be te i artı"),
        ("A.B.D.'den", "a be deden"),
        ("T.C'nin", "te cenin"),
        ("M. S. Kaya", "me se kaya"),
    ],
)
def test_letter_by_letter(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("MEB'in", "mebin"),
        ("MEB'nin", "me e benin"),
        ("BTK'nın", "be te kanın"),
        ("BTK'nin", "be te kenin"),
        ("RTÜK'ün", "retükün"),
        ("IMF'nin", "ay em efin"),
        ("ABD'DE", "a be dede"),
    ],
)
def test_the_suffix_tells_how_the_writer_says_it(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("CEO'su", "si i osu"),
        ("LLM'ler", "el el emler"),
        ("GPU'ya", "ci pi yuya"),
        ("BBC'nin", "bi bi sinin"),
        ("SMS'le", "es em esle"),
        ("WTO'nun", "dabılyu ti onun"),
        ("MB faizi", "me be faizi"),
    ],
)
def test_the_foreign_way(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("TCMB FAİZ KARARINI AÇIKLADI", "te ce me be faiz kararını açıkladı"),
        ("ABD BAŞKANI İSTANBUL'A GELDİ", "a be de başkanı istanbula geldi"),
        ("SON DAKİKA", "son dakika"),
        ("PROF. DR. AYŞE KAYA UYARDI", "profesör doktor ayşe kaya uyardı"),
    ],
)
def test_headlines_in_capitals(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("X'te", "ikste"),
        ("Z kuşağı", "ze kuşağı"),
        ("C vitamini", "ce vitamini"),
        ("O gün", "o gün"),
        ("A. Turan Alkan", "a turan alkan"),
        ("J. K. Rowling", "je ke rowling"),
    ],
)
def test_letters_alone(written: str, spoken: str) -> None:
    assert said(written) == spoken
