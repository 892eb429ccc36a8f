"""Money, percent, units and what is said of them."""

import pytest

from tests.text.spoken.turkish.reading import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("₺1.250,75", "bin iki yüz elli virgül yetmiş beş lira"),
        ("$3.5 milyon", "üç virgül beş milyon dolar"),
        ("750TL'lik", "yedi yüz elli liralık"),
        ("5-10 TL'ye", "beş ila on liraya"),
        ("$5-10 milyon", "beş ila on milyon dolar"),
        ("100 $'a", "yüz dolara"),
        ("2 mlr €'luk", "iki milyar avroluk"),
        ("500 bin USD'ye", "beş yüz bin dolara"),
        ("TL'nin", "liranın"),
        ("TL'deki", "liradaki"),
        ("50 TL/kg", "kilogram başına elli lira"),
        ("dolar/TL", "dolar lira"),
        ("1 bin 250 TL", "bin iki yüz elli lira"),
        ("$5 milyon dolarlık", "beş milyon dolarlık"),
    ],
)
def test_money(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("%-2,3", "yüzde eksi iki virgül üç"),
        ("-%4", "eksi yüzde dört"),
        ("%5-%10", "yüzde beş ila on"),
        ("%60-70'i", "yüzde altmış ila yetmişi"),
        ("30%", "yüzde otuz"),
        ("%3.5", "yüzde üç virgül beş"),
        ("‰4", "binde dört"),
        ("%50'Sİ", "yüzde ellisi"),
        ("yüzde %50", "yüzde elli"),
    ],
)
def test_percent(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("16GB", "on altı gigabayt"),
        ("75 kWh'lik", "yetmiş beş kilovatsaatlik"),
        ("100 m²'lik", "yüz metrekarelik"),
        ("500 bin km'lik", "beş yüz bin kilometrelik"),
        ("20-30 km'lik", "yirmi ila otuz kilometrelik"),
        ("1.80 m", "bir virgül seksen metre"),
        ("38,5°C'ye", "otuz sekiz virgül beş dereceye"),
        ("–5 derece", "eksi beş derece"),
        ("3 nm'lik", "üç nanometrelik"),
        ("5.000 mAh", "beş bin miliamper saat"),
        ("220V", "iki yüz yirmi volt"),
        ("km'den", "kilometreden"),
        ("30 µg/m³", "metreküpte otuz mikrogram"),
        ("6 lt/100 km", "yüz kilometrede altı litre"),
        ("110 km/s", "saatte yüz on kilometre"),
        ("7,8 km/s", "saniyede yedi virgül sekiz kilometre"),
        ("5 KM'LİK", "beş kilometrelik"),
        ("25°C derece", "yirmi beş derece"),
        ("5 km. uzakta", "beş kilometre uzakta"),
        ("-2/8°C", "eksi iki ila sekiz derece"),
        ("4x100 m", "dört çarpı yüz metre"),
    ],
)
def test_units(written: str, spoken: str) -> None:
    assert said(written) == spoken
