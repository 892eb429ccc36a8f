"""Dates, seasons and times of day."""

import pytest

from tests.text.spoken.turkish.reading import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("30.08.1922'nin", "otuz ağustos bin dokuz yüz yirmi ikinin"),
        ("3/11/2025", "üç kasım iki bin yirmi beş"),
        ("17-06-2024'te", "on yedi haziran iki bin yirmi dörtte"),
        ("2026-11-24", "yirmi dört kasım iki bin yirmi altı"),
        ("01.09.2026 - 30.06.2027", "bir eylül iki bin yirmi altı ila otuz haziran iki bin yirmi yedi"),
        ("45.13.2026", "kırk beş nokta on üç nokta iki bin yirmi altı"),
        ("1-15 Mart", "bir ila on beş mart"),
        ("5-6-7 Eylül", "beş altı yedi eylül"),
        ("30 Ağustos'ta", "otuz ağustos'ta"),
    ],
)
def test_dates(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1453'te", "bin dört yüz elli üçte"),
        ("2024'ün", "iki bin yirmi dördün"),
        ("1970'li yıllar", "bin dokuz yüz yetmişli yıllar"),
        ("80'lerin", "seksenlerin"),
        ("'60'lar", "altmışlar"),
        ("1990larda", "bin dokuz yüz doksanlarda"),
        ("2023-2024 öğretim yılı", "iki bin yirmi üç iki bin yirmi dört öğretim yılı"),
        ("2025/26 sezonu", "iki bin yirmi beş yirmi altı sezonu"),
        ("1914-1918 arasında", "bin dokuz yüz on dört ila bin dokuz yüz on sekiz arasında"),
        ("4Ç25'te", "iki bin yirmi beş dördüncü çeyrekte"),
    ],
)
def test_years_and_decades(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("saat 8.30'da", "saat sekiz otuzda"),
        ("17.45'e kadar", "on yedi kırk beşe kadar"),
        ("20.00’de", "yirmide"),
        ("08:05", "sekiz sıfır beş"),
        ("sabah 06.15", "sabah altı on beş"),
        ("saat 00.30'da", "saat sıfır sıfır otuzda"),
        ("14.30-16.00 arasında", "on dört otuz ila on altı arasında"),
        ("09:00-17:30", "dokuz ila on yedi otuz"),
        ("Cuma 19.00", "cuma on dokuz"),
        ("TSİ 22.00'de", "türkiye saatiyle yirmi ikide"),
        ("1:05:20", "bir saat beş dakika yirmi saniye"),
    ],
)
def test_times_of_day(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Ubuntu 22.04", "ubuntu yirmi iki nokta sıfır dört"),
        ("10.25 puan", "on virgül yirmi beş puan"),
        ("3.12", "üç nokta on iki"),
        ("16:9", "on altıya dokuz"),
    ],
)
def test_what_only_looks_like_a_time(written: str, spoken: str) -> None:
    assert said(written) == spoken
