"""Titles, streets, companies, products, Roman numerals, addresses."""

import pytest

from tests.text.spoken.turkish.reading import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Yrd. Doç. Dr. Er", "yardımcı doçent doktor er"),
        ("Bakan Yrd. Er", "bakan yardımcısı er"),
        ("Dr. Öğr. Üyesi", "doktor öğretim üyesi"),
        ("Korg. Er", "korgeneral er"),
        ("Em. Tümg. Er", "emekli tümgeneral er"),
        ("Prof.Dr. Er", "profesör doktor er"),
        ("Dr Ayşe", "doktor ayşe"),
        ("Gen. Md. Er", "genel müdürü er"),
        ("Gen. Er", "general er"),
        ("Bel. Bşk. Er", "belediye başkanı er"),
        ("St. Petersburg", "sent petersburg"),
        ("Gn.Md. Er", "genel müdürü er"),
        ("Av Mevsimi", "av mevsimi"),
    ],
)
def test_titles_and_ranks(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Lale Cad.'nde", "lale caddesinde"),
        ("Cad. kapandı", "cadde kapandı"),
        ("Gül Sk. No:12/3", "gül sokağı numara on iki bölü üç"),
        ("5 No'lu", "beş numaralı"),
        ("3 nolu", "üç numaralı"),
        ("A.Ş.'ye", "anonim şirketine"),
        ("San. ve Tic. Ltd. Şti.'nin", "sanayi ve ticaret limited şirketinin"),
    ],
)
def test_streets_and_companies(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("bkz. s. 12", "bakınız sayfa on iki"),
        ("md. 3", "madde üç"),
        ("a.g.e.", "adı geçen eser"),
        ("MÖ 300", "milattan önce üç yüz"),
        ("M.S. 2. yy.", "milattan sonra ikinci yüzyıl"),
        ("18. yy'da", "on sekizinci yüzyılda"),
        ("XIX. yy.'ın", "on dokuzuncu yüzyılın"),
        ("S. Arabistan", "suudi arabistan"),
        ("K.Maraş'ta", "kahramanmaraşta"),
        ("M. Ö. 300", "milattan önce üç yüz"),
        ("büyük bir haz.", "büyük bir haz"),
    ],
)
def test_references_and_eras(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("I. ve II. Dünya Savaşı", "birinci ve ikinci dünya savaşı"),
        ("XX. yüzyılda", "yirminci yüzyılda"),
        ("Bölüm IV", "bölüm dört"),
        ("II'nci", "ikinci"),
        ("XIX'uncu", "on dokuzuncu"),
        ("VIX", "vix"),
        ("V. Murat", "beşinci murat"),
        ("V. Putin", "ve putin"),
    ],
)
def test_roman_numerals_by_place(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("GPT-4o'nun", "ci pi ti dört onun"),
        ("iPhone 17'nin", "iphone on yedinin"),
        ("F-16'lar", "ef on altılar"),
        ("S-400'ün", "es dört yüzün"),
        ("TB2'ler", "te be ikiler"),
        ("8x7B", "sekiz çarpı yedi be"),
        ("4K", "dört ka"),
        ("C++'da", "si artı artıda"),
        ("React.js", "react ce es"),
        ("H&M", "eyç end em"),
        ("v3.1'i", "sürüm üç nokta biri"),
    ],
)
def test_products(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("ornek.gov.tr'den", "ornek nokta gov nokta te reden"),
        ("ali@bbc.co.uk", "ali et bi bi si nokta ko nokta yu key"),
        ("#YapayZeka2026", "hashtag yapay zeka iki bin yirmi altı"),
        ("#AI", "hashtag ey ay"),
        ("r/artificial", "r bölü artificial"),
        ("PKK/YPG", "pe ka ka ye pe ge"),
        ("ve/veya", "ve veya"),
    ],
)
def test_addresses_and_tags(written: str, spoken: str) -> None:
    assert said(written) == spoken
