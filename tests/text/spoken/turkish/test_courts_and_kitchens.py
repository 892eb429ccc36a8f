"""What stands for words in judgments, recipes, races and captions."""

import pytest

from app.text.spoken.turkish.foreign import respelled
from tests.text.spoken.turkish.reading import said


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "2023/456 E., 2024/12 K. sayılı",
            "iki bin yirmi üç bölü dört yüz elli altı esas iki bin yirmi dört bölü on iki karar sayılı",
        ),
        ("E: 2021/15, K. 2022/34", "esas iki bin yirmi bir bölü on beş karar iki bin yirmi iki bölü otuz dört"),
        ("K: 5, D: 3", "kat beş daire üç"),
        ("Yargıtay 12. CD'ye", "yargıtay on ikinci ceza dairesine"),
        ("Grubun 2. CD'si", "grubun ikinci si disi"),
        ("6284 s. Kanun", "altı bin iki yüz seksen dört sayılı kanun"),
        ("bkz. s. 45", "bakınız sayfa kırk beş"),
        ("5237 s.K.'nın", "beş bin iki yüz otuz yedi sayılı kanunun"),
        ("Tebligat K. m.28", "tebligat kanunu madde yirmi sekiz"),
        ("Danıştay 6. D.'nin", "danıştay altıncı dairesinin"),
        ("C. Savcısı, C.Başsavcılığı", "cumhuriyet savcısı cumhuriyet başsavcılığı"),
        ("Anayasa Mah.'ne, Gül Mah.'ne", "anayasa mahkemesine gül mahallesine"),
        ("(D.1951 - Ö. 26.11.2026)", "doğum bin dokuz yüz elli bir ölüm yirmi altı kasım iki bin yirmi altı"),
        ("19. HD'ye", "on dokuzuncu hukuk dairesine"),
        (
            "2026/3-112 E. sayılı",
            "iki bin yirmi altı bölü üç tire yüz on iki esas sayılı",
        ),
        ("359/b'den", "üç yüz elli dokuz bölü beden"),
    ],
)
def test_files_of_courts(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2 yk. un", "iki yemek kaşığı un"),
        ("2'şer yk salça", "ikişer yemek kaşığı salça"),
        ("½ çb. süt", "yarım çay bardağı süt"),
        ("3/4 su b. şeker", "dörtte üç su bardağı şeker"),
        ("200 C'de", "iki yüz derecede"),
        ("40 C sınıfı", "kırk ce sınıfı"),
        ("12 aylık ort.", "on iki aylık ortalama"),
    ],
)
def test_recipes(written: str, spoken: str) -> None:
    assert said(written).removesuffix(".") == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1:32.608'lik", "bir otuz iki nokta altı yüz sekizlik"),
        ("3:05,20", "üç sıfır beş nokta yirmi"),
        ("1.34.52'lik", "bir otuz dört nokta elli ikilik"),
        ("2.30.15'le", "iki otuz nokta on beşle"),
        ("0.067 sn farkla", "sıfır nokta sıfır altmış yedi saniye farkla"),
        ("14:30'da", "on dört otuzda"),
        ("0-100 km/s", "saatte sıfır ila yüz kilometre"),
        ("3-5 km/s", "saniyede üç ila beş kilometre"),
        ("3.36,41'lik", "üç otuz altı nokta kırk birlik"),
        ("3.364,1", "üç bin üç yüz altmış dört virgül bir"),
        ("180⁰C'ye", "yüz seksen dereceye"),
        ("280 lira/kg", "kilogram başına iki yüz seksen lira"),
        ("450+'nın", "dört yüz elli artının"),
        ("450+ kişi", "dört yüz elli artı kişi"),
        ("(DK. 67)", "dakika altmış yedi"),
        ("40 Gb/s", "kırk gigabit saniye"),
        ("123 no.lu karar", "yüz yirmi üç numaralı karar"),
        ("8/256 GB", "sekiz bölü iki yüz elli altı gigabayt"),
        ("4 trn dolara", "dört trilyon dolara"),
        ("2025-26'da", "iki bin yirmi beş yirmi altıda"),
        ("1916-2016", "bin dokuz yüz on altı ila iki bin on altı"),
        ("(+/- %5)", "artı eksi yüzde beş"),
        ("20 ng/mL'nin", "mililitrede yirmi nanogramın"),
        ("250 kcal/100 g", "yüz gramda iki yüz elli kilokalori"),
        ("2x45 dk", "iki çarpı kırk beş dakika"),
        ("8,2x'ten", "sekiz virgül iki kattan"),
        ("28.000 km/s", "saatte yirmi sekiz bin kilometre"),
        ("300.000 km/s", "saniyede üç yüz bin kilometre"),
        ("0 Rh (-)", "sıfır rh eksi"),
        ("+12.345 sn'lik", "artı on iki nokta üç yüz kırk beş saniyelik"),
        ("1:10.8'lik", "bir on nokta sekizlik"),
        ("50'şer MB'lık", "ellişer megabaytlık"),
        ("2,5'er kg ve 3'er gün", "iki virgül beşer kilogram ve üçer gün"),
        ("140/dk'ydı", "dakikada yüz kırktı"),
        ("12 MWp'lik", "on iki megavat piklik"),
        ("1:2,35 oranında", "bire iki virgül otuz beş oranında"),
    ],
)
def test_figures(written: str, spoken: str) -> None:
    assert said(written) == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Vučić'in", "vuçiçin"),
        ("Jokić", "yokiç"),
        ("João", "joao"),
        ("Beyoncé'ye", "beyonseye"),
        ("Dominique", "dominik"),
        ("Friedrich", "friedrih"),
        ("Abramovich", "abramoviç"),
        ("Greenwich", "grinviç"),
    ],
)
def test_foreign_letters(written: str, spoken: str) -> None:
    assert respelled(written) == spoken


@pytest.mark.parametrize("written", ["Kâzım", "Önce", "Hacıbektaş"])
def test_turkish_letters_stay(written: str) -> None:
    assert respelled(written) is None


def test_capitals_with_a_circumflex() -> None:
    assert said("HÂKİM KARARI AÇIKLADI") == "hâkim kararı açıkladı"
