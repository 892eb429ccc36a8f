"""Suffixes on every kind of token: as written, as another reading would have them, without their apostrophe."""

import pytest

from tests.text.spoken.turkish.reading import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("6'le", "altıyla"),
        ("3 TL'yken", "üç lirayken"),
        ("30'ken", "otuzken"),
        ("2026'yken", "iki bin yirmi altıyken"),
        ("3 km'miş", "üç kilometreymiş"),
        ("5 GB'ydi", "beş gigabayttı"),
        ("%6'sa", "yüzde altıysa"),
        ("3'ydü", "üçtü"),
        ("3'ce", "üççe"),
        ("5 GB'ca", "beş gigabaytça"),
        ("6'ca", "altıca"),
        ("4'lük", "dörtlük"),
        ("6'sı", "altısı"),
        ("6'sına", "altısına"),
        ("TÜİK'nca", "tüikçe"),
        ("PDF'ini", "pe de fesini"),
        ("50 TL'sinden", "elli lirasından"),
        ("PDF'in", "pe de fenin"),
        ("MEB'nca", "me e bence"),
    ],
)
def test_a_suffix_fits_the_word_that_is_spoken(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("4.000'er lira", "dörder bin lira"),
        ("2.000.000'ar", "ikişer milyon"),
        ("1.500'er", "bin beş yüzer"),
        ("300'er", "üç yüzer"),
        ("1.000'er", "biner"),
    ],
)
def test_shares_of_thousands(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("m²ye", "metrekareye"),
        ("5 m³ü", "beş metreküpü"),
        ("cm³ten", "santimetreküpten"),
        ("5 kmlik", "beş kilometrelik"),
        ("50 TLye", "elli liraya"),
        ("%20lik", "yüzde yirmilik"),
        ("19. yy.ın sonu", "on dokuzuncu yüzyılın sonu"),
        ("5 dk.da", "beş dakikada"),
        ("elma vb.leri", "elma ve benzerleri"),
        ("Atatürk Cad.nde", "atatürk caddesinde"),
        ("TBMMde", "te be me mede"),
        ("NATOya", "natoya"),
        ("3ü geldi", "üçü geldi"),
        # words of their own
        ("3 hala", "üç hala"),
        ("2 sala", "iki sala"),
        ("3 gün", "üç gün"),
        ("5 saya", "beş saya"),
        ("PCIe kartı", "pcıe kartı"),
        ("DDoS", "ddos"),
    ],
)
def test_a_suffix_that_has_lost_its_apostrophe(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("150 HP'ye", "yüz elli beygir gücüne"),
        ("150 bg'lik", "yüz elli beygirlik"),
        ("136 PS gücünde", "yüz otuz altı beygir gücünde"),
        ("136 HP", "yüz otuz altı beygir gücü"),
        ("136 kW gücünde", "yüz otuz altı kilovat gücünde"),
    ],
)
def test_horsepower(written: str, spoken: str) -> None:
    assert said(written) == spoken
