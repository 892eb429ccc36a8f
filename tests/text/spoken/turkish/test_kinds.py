"""Kinds of Turkish news wording: suffixes behind quotes, signs before amounts, short months, halves, foreign names."""

from pathlib import Path

import pytest

from app.lexicon.lexicons import Lexicons
from app.store.shelf import FileShelf
from app.text.spoken import speak
from app.text.spoken.turkish.foreign import respelled

CASES = [
    ("“Kulüp”ün başkanı", "Kulüp'ün başkanı"),
    ("“Dune”u ve (Ankara)da", "Dune'u ve, Ankara'da"),
    ("1:25.000 ölçekli harita", "bire yirmi beş bin ölçekli harita"),
    ("tur 1:25.000 sürdü", "tur bir yirmi beş nokta sıfır sıfır sıfır sürdü"),
    ("3'cü kez, 10'cu gün", "üçüncü kez, onuncu gün"),
    ("E. Tümg. Can Er ve E. Kaya", "emekli tümgeneral Can Er ve e Kaya"),
    ("hava 12/24 derece", "hava on iki ila yirmi dört derece"),
    ("3/-2 derece", "üç ila eksi iki derece"),
    ("TSİ 03.47'de", "türkiye saatiyle üç kırk yedide"),
    ("22.00 TSİ'den önce, TSİ'ye göre", "yirmi iki türkiye saatinden önce, türkiye saatine göre"),
    ("JN.1'in yayıldığı", "je ne nokta birin yayıldığı"),
    ("XBB.1.5 ve BA.5 alt varyantları", "iks be be nokta bir nokta beş ve be a nokta beş alt varyantları"),
    ("(AFAD)'a bildirildi", "afada bildirildi"),
    ("(SGK)'nın kararı", "se ge kanın kararı"),
    ('"Ayla"yı izledi', "Ayla'yı izledi"),
    ("€12,5 milyona", "on iki virgül beş milyon avroya"),
    ("$250 bine", "iki yüz elli bin dolara"),
    ("€3 milyarlık", "üç milyar avroluk"),
    ("$2 milyar 500 milyonluk", "iki milyar beş yüz milyon dolarlık"),
    ("15 Tem 2016'da", "on beş temmuz iki bin on altıda"),
    ("38,92°K, 32,85°D", "otuz sekiz virgül doksan iki derece kuzey, otuz iki virgül seksen beş derece doğu"),
    ('65" ekran', "altmış beş inç ekran"),
    ("1:100.000 ölçek", "bire yüz bin ölçek"),
    ("1/2 kilo", "yarım kilo"),
    ("2 1/2 saat", "iki buçuk saat"),
    ("Setler 25-21, 23-25 bitti", "Setler yirmi beş yirmi bir, yirmi üç yirmi beş bitti"),
    ("Boeing 737-800", "Boeing yedi yüz otuz yedi sekiz yüz"),
    ("Yeni bir CD.", "Yeni bir si di."),
    ("FATİH CD. NO: 5", "fatih caddesi numara beş"),
    ("V. Yılmaz konuştu", "ve Yılmaz konuştu"),
    ("V. Murat döneminde", "beşinci Murat döneminde"),
    ("V. Tıp Kurultayı", "beşinci Tıp Kurultayı"),
    ("10⁶ hücre", "on üzeri altı hücre"),
    ("10⁻⁹'a", "on üzeri eksi dokuza"),
    ("TC Kimlik No: 12345678901", "te ce Kimlik numara bir iki üç dört beş altı yedi sekiz dokuz sıfır bir"),
    ("TCK 158/1-f'den", "te ce ka yüz elli sekiz bölü bir feden"),
    ("90/5. maddesi", "doksan bölü beşinci maddesi"),
    ("41,01 K, 28,98 D", "kırk bir virgül sıfır bir kuzey, yirmi sekiz virgül doksan sekiz doğu"),
    ("12. km'sinde", "on ikinci kilometresinde"),
    ("faiz 100 bp'lik", "faiz yüz baz puanlık"),
    ("Gül Sok.'ta, Ak Cad.'de", "Gül sokakta, Ak caddesinde"),
    ("giyim vb.'ye", "giyim ve benzerine"),
    ("H5N1'e", "he beş ne bire"),
    ("Haz. 2025'te", "haziran iki bin yirmi beşte"),
    ("F.BAHÇE", "Fenerbahçe"),
    ("444 0 123'ü arayın", "dört yüz kırk dört, sıfır, yüz yirmi üçü arayın"),
    ("@ornek'in hesabı", "et ornekin hesabı"),
    ("ALİ MI GELDİ?", "ali mı geldi?"),
    ("Instagram'da", "İnstagram'da"),
    ("Irak ve Isparta", "Irak ve Isparta"),
    ("FOX'ta", "foxta"),
    ("Doç.Dr.Ali Er, Uzm.Çvş. Can Ak", "doçent doktor Ali Er, uzman çavuş Can Ak"),
    ("P. Ütğm. Er, J. Kd. Çvş. Ak", "piyade üsteğmen Er, jandarma kıdemli çavuş Ak"),
    ("İYİ P. Gen. Bşk. Er", "iyi pe genel başkanı Er"),
    ("1453. Sk.'ta, Gül Sk.'nda, 7. Cad.'de", "bin dört yüz elli üçüncü sokakta, Gül sokağında, yedinci caddede"),
    ("1923 Sk. ve Lale Cad No 5", "bin dokuz yüz yirmi üç sokak ve Lale caddesi numara beş"),
    ("8 mah.de, Sok Bir Şarkı", "sekiz mahallede, Sok Bir Şarkı"),
    ("Bşk.lığı, Vakıflar Gn. Md.lüğünce", "başkanlığı, Vakıflar genel müdürlüğünce"),
    ("2. Ordu K.lığı, Bak.lığın", "ikinci ordu komutanlığı, bakanlığın"),
    ("II.Dünya Savaşı, V.Murat, V.Putin", "ikinci Dünya Savaşı, beşinci Murat, ve Putin"),
    ("II'nci ve 4.ncü", "ikinci ve dördüncü"),
    ("24.11.26'da, 10.12.26.3", "yirmi dört kasım iki bin yirmi altıda, on nokta on iki nokta yirmi altı nokta üç"),
    (
        "1Y26'da, 9A26'da, 3Q26",
        "iki bin yirmi altı birinci yarıyılda, iki bin yirmi altı dokuz ayda, iki bin yirmi altı üçüncü çeyrek",
    ),
    ("17/25 Aralık", "on yedi yirmi beş Aralık"),
    ("2026-27 Eğitim Yılı", "iki bin yirmi altı yirmi yedi Eğitim Yılı"),
    ("21 Ağu. 2026 Cmt. günü", "yirmi bir ağustos iki bin yirmi altı cumartesi günü"),
    ("Ankara 8/-1", "Ankara sekiz ila eksi bir"),
    ("Kat:-1'de", "Kat: eksi birde"),
    ("12.500,00.-TL", "on iki bin beş yüz virgül sıfır sıfır lira"),
    ("2,5 Mlr $", "iki virgül beş milyar dolar"),
    (
        "0312 555 10 20 / 0312 555 10 21",
        "sıfır üç yüz on iki, beş yüz elli beş, on, yirmi, sıfır üç yüz on iki, beş yüz elli beş, on, yirmi bir",
    ),
    ("4440123 ve 0850'li", "dört yüz kırk dört, sıfır, yüz yirmi üç ve sıfır sekiz yüz ellili"),
    ("vergi no 1234567, dosya", "vergi numara bir iki üç dört beş altı yedi, dosya"),
    ("H. 1293 / M. 1876", "he. bin iki yüz doksan üç me. bin sekiz yüz yetmiş altı"),
    ("ciro y/y arttı", "ciro yıllık bazda arttı"),
    ("VW ID.4", "vi dabılyu ay di nokta dört"),
    ("imsak 06.18, 7.30 gibi", "imsak altı on sekiz, yedi otuz gibi"),
    ("384 s., 2026", "üç yüz seksen dört sayfa, iki bin yirmi altı"),
    ("4-C'liler, Z'liler, MS 2. yy, MS1", "dört celiler, zeliler, milattan sonra ikinci yüzyıl, em es bir"),
    ("BB-'ye, A- notu, AA+'dan", "be be eksiye, a eksi notu, a a artıdan"),
    ("EURUSD ve XAU/USD", "avro dolar ve ons altın dolar"),
    ("Cts 20.00, 5 no.'lu", "cumartesi yirmi, beş numaralı"),
    ("36.5K-30.4D'de, 4K-8K", "otuz altı virgül beş kuzey, otuz virgül dört doğuda, dört ka sekiz ka"),
    ("1.,2. ve 1-2-3. sınıf", "birinci, ikinci ve bir iki üçüncü sınıf"),
    ("5 m x 3 m, 120x60x45 cm'lik", "beş metre çarpı üç metre, yüz yirmi çarpı altmış çarpı kırk beş santimetrelik"),
    ("(I) sayılı cetvel, EK-1", "bir, sayılı cetvel, ek bir"),
    (
        "30 Kasım/1 Aralık, 1 Receb 1448 / 10 Aralık",
        "otuz Kasım bir Aralık, bir Receb bin dört yüz kırk sekiz on Aralık",
    ),
    ("100 mt., 4,5 cent/kWh", "yüz metre, kilovatsaat başına dört virgül beş cent"),
    ("%61-%39, %3-5", "yüzde altmış bir yüzde otuz dokuz, yüzde üç ila beş"),
    ("Adalet Kom., Kom. Can Er", "Adalet komisyonu, komiser Can Er"),
    ("A.O.T.(11) ve M.K.T.(8) 112'ye", "a o te, on bir, ve me ke te, sekiz, yüz on ikiye"),
    ("Para AŞ'nin ve Ak AŞ; AŞ, EV", "Para anonim şirketinin ve Ak anonim şirketi; a şe, e ve"),
    ("BALIKESİR", "balıkesir"),
    ("3 KÖY VE 7 EV HASAR ALDI\nYangın sürüyor", "üç köy ve yedi ev hasar aldı Yangın sürüyor"),
    ("01 Ocak 2026 - 00:10:25", "bir Ocak iki bin yirmi altı, sıfır sıfır on yirmi beş"),
    ("27 Kasım 2026 - 14.30", "yirmi yedi Kasım iki bin yirmi altı, on dört otuz"),
    ("saat 03:12:05'te, saat 05.10.22'de", "saat üç on iki sıfır beşte, saat beş on yirmi ikide"),
    ("1.600 c.c. motor, Fed.", "bin altı yüz santimetreküp motor, Fed."),
    (
        "1,2,3,4 Sıra No'lu ve 2,5",
        "bir, iki, üç, dört Sıra numaralı ve iki virgül beş",
    ),
    ("34 TL 2401 ve 06 KM 12 plakalı", "otuz dört te le iki bin dört yüz bir ve sıfır altı ke me on iki plakalı"),
    ("10 TL 50 kuruş", "on lira elli kuruş"),
    ("Ercan P. ile eşi Ayşe A. yaralandı", "Ercan pe ile eşi Ayşe a yaralandı"),
    (
        "TR 33 0006 1005 1978 6457 8413 26",
        (
            "te re otuz üç, sıfır sıfır sıfır altı, bir sıfır sıfır beş, bir dokuz yedi sekiz,"
            " altı dört beş yedi, sekiz dört bir üç, yirmi altı"
        ),
    ),
    ("Ak Sk. N:12", "Ak sokağı numara on iki"),
    ("derecesi 2.30.50 oldu, sürüm 2.30.50", "derecesi iki otuz nokta elli oldu, sürüm iki nokta otuz nokta elli"),
    ("248m TL, $5M, 10K $, 5M Migros", "iki yüz kırk sekiz milyon lira, beş milyon dolar, on bin dolar, beş me Migros"),
    ("200.000 ton/yıl", "yılda iki yüz bin ton"),
    ("düzey(ler)indeki istekli(ler)", "düzeylerindeki istekliler"),
    ("(a) ve (b) bentlerinin (2) numaralı", "a ve be bentlerinin iki numaralı"),
    ("Kaya (b) konuştu", "Kaya, b, konuştu"),
    ("bit.ly/abc", "bit nokta ly bölü abc"),
    ("A.S. Roma, Hz. Musa (a.s.)", "a se Roma, hazreti Musa, aleyhisselam."),
    ("ÖTV'Lİ ARAÇLAR UCUZLADI", "ö te veli araçlar ucuzladı"),
    ("LEIPZIG'DE NETFLIX TOPLANTISI", "leipzigde netflix toplantısı"),
    ("ÜST DÜZEY TÜRK HEYETİ ALT LİGDE", "üst düzey türk heyeti alt ligde"),
    ("INTEL ve IRAK", "intel ve ırak"),
    (
        "TR33 0006 1005 1978 6457 8413 26 hesabı",
        (
            "te re otuz üç, sıfır sıfır sıfır altı, bir sıfır sıfır beş, bir dokuz yedi sekiz,"
            " altı dört beş yedi, sekiz dört bir üç, yirmi altı hesabı"
        ),
    ),
]


@pytest.mark.parametrize(("written", "expected"), CASES)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "tr")) == expected


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Greenwood", "grinvud"),
        ("Hutchinson'un", "huçinsonun"),
        ("Phillips", "filips"),
        ("Qatar'da", "katarda"),
        ("Zhengzhou", "cengcu"),
        ("Talisca", "taliska"),
        ("Clara", "klara"),
        ("Utrecht'te", "utrehtte"),
    ],
)
def test_english_spelling_is_respelled(written: str, spoken: str) -> None:
    assert respelled(written) == spoken


@pytest.mark.parametrize(
    "word",
    [
        "Fethiye",
        "Mithat",
        "Kooperatif",
        "İzzet",
        "Allah",
        "Muazzez",
        "İshak",
        "Kaya",
        "Şüpheli",
        "Cephesi",
        "Kütüphane",
        "Hapishanede",
        "Nüsha",
        "Reel",
        "Nükleer",
        "Tüccar",
        "Seccade",
        "Cambaz",
        "Şanghay",
        "Coşkun",
        "Meclis",
    ],
)
def test_turkish_words_stay(word: str) -> None:
    assert respelled(word) is None


def test_the_lexicon_of_the_newsroom_comes_before_the_rules(tmp_path: Path) -> None:
    lexicons = Lexicons(FileShelf(tmp_path))
    lexicons.set("tr", "Greenwood", "grinvut")
    spoken = [token.text for token in speak("Greenwood ve Brooklyn", "tr", lexicons.pronunciations("tr"))]
    assert spoken == ["grinvut", "ve", "bruklin"]
