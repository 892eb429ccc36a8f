"""Ordinals, ranges, scores, fractions, phones."""

import pytest

from tests.text.spoken.turkish.reading import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1., 2. ve 3. sırada", "birinci ikinci ve üçüncü sırada"),
        ("3.'lük", "üçüncülük"),
        ("2.lik", "ikincilik"),
        ("1.si", "birincisi"),
        ("5.kat", "beşinci kat"),
        ("1.000. gün", "bininci gün"),
        ("7. “Yapay Zekâ” Zirvesi", "yedinci yapay zekâ zirvesi"),
        ("299/1. madde", "iki yüz doksan dokuz bölü birinci madde"),
        ("2'inci", "ikinci"),
        ("5'nci", "beşinci"),
        ("3üncü", "üçüncü"),
        ("10 milyonuncu", "on milyonuncu"),
        ("10-12. yüzyıllar", "on on ikinci yüzyıllar"),
        ("XV.–XVI. yüzyıl", "on beşinci on altıncı yüzyıl"),
    ],
)
def test_ordinals(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("15-20 kişi", "on beş ila yirmi kişi"),
        ("1,5-2 milyon", "bir virgül beş ila iki milyon"),
        ("3-0'lık", "üç sıfırlık"),
        ("78-75", "yetmiş sekiz yetmiş beş"),
        ("0-0", "sıfır sıfır"),
        ("Beşiktaş 1-3 Galatasaray", "beşiktaş bir üç galatasaray"),
        ("maç 1-2 bitti", "maç bir iki bitti"),
        ("Ankara 3-5 Ekim", "ankara üç ila beş ekim"),
        ("4-3-3", "dört üç üç"),
        ("3-2'yle", "üç ikiyle"),
    ],
)
def test_ranges_and_scores(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1/2'si", "ikide biri"),
        ("1/3'ü", "üçte biri"),
        ("2/3'ünü", "üçte ikisini"),
        ("3/4'lük", "dörtte üçlük"),
        ("¼'ü", "dörtte biri"),
        ("2½", "iki buçuk"),
        ("7/24", "yedi yirmi dört"),
        ("50/50", "elli elli"),
        ("120/80", "yüz yirmi bölü seksen"),
        ("1/25.000", "yirmi beş binde bir"),
        ("2/B", "iki be"),
        ("4/C'li", "dört celi"),
        ("No: 3/5", "numara üç bölü beş"),
        ("Türkiye'nin 1/3'ü", "türkiye'nin üçte biri"),
    ],
)
def test_fractions(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("(0312) 555 10 20", "sıfır üç yüz on iki beş yüz elli beş on yirmi"),
        ("0 (532) 123 45 67", "sıfır beş yüz otuz iki yüz yirmi üç kırk beş altmış yedi"),
        ("+90 532 123 45 67", "artı doksan beş yüz otuz iki yüz yirmi üç kırk beş altmış yedi"),
        ("05321234567", "sıfır beş yüz otuz iki yüz yirmi üç kırk beş altmış yedi"),
        ("+905321234567", "artı doksan beş yüz otuz iki yüz yirmi üç kırk beş altmış yedi"),
        ("444 0 123", "dört yüz kırk dört sıfır yüz yirmi üç"),
        ("112'yi", "yüz on ikiyi"),
    ],
)
def test_phones(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("10 000", "on bin"),
        ("3x3", "üç çarpı üç"),
        ("5x", "beş kat"),
        ("8.5 milyon", "sekiz virgül beş milyon"),
        ("~100", "yaklaşık yüz"),
        ("≥5", "büyük eşittir beş"),
        ("№ 7", "numara yedi"),
        ("3 ü", "üçü"),
        ("3 te 2 si", "üçte ikisi"),
        ("2026 da", "iki bin yirmi altı da"),
        ("6 ya da 7", "altı ya da yedi"),
        ("90+3'te", "doksan artı üçte"),
    ],
)
def test_other_numbers(written: str, spoken: str) -> None:
    assert said(written) == spoken
