"""Where Turkish sentences end, by what stands at the stop. A bar is an end."""

import pytest

from app.text.sentences import split_sentences


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, "tr")]


@pytest.mark.parametrize(
    "text",
    [
        "“Geliyorum.” dedi.|Kapıyı kapattı.",
        '"Bu karar yanlış." dedi.|Salonu terk etti.',
        "“Hazırız. Maçı kazanacağız.” dedi.|Antrenman sürüyor.",
        "“Neden?” diye sordu.|Kimse yanıtlamadı.",
        '"Yapay zekâ gelişiyor" diyen Yılmaz, uyardı.|Önlem istedi.',
        "Bakan, “Karar verildi.” ifadesini kullandı.|Soruları yanıtlamadı.",
        "Başkan şöyle konuştu: “Çalışıyoruz. Bitireceğiz.”|Toplantı sona erdi.",
        "“Yeter artık!” diye bağırdı.|Polis müdahale etti.",
        "“Biz kazandık!” dedi.|Kutlama başladı.",
        "'Gel.' dedi.|Gitti.",
        "“AB'ye üyelik...” dedi ve sustu.|Salon bekledi.",
        "Eserde “vb.” kısaltması geçer.|Sık kullanılır.",
        "“Kazandık.”|Bu söz tarihe geçti.",
        '"Bitti mi?" diye sordu.|"Hayır." dedi.',
        '"Geldik, gördük." diyen Kaya, "Yendik." diye ekledi.|Alkış koptu.',
        'Kaya, "Hazırız." dedi.|Ekip yola çıktı.',
        'Kaya "Hazırız" dedi.|Ekip yola çıktı.',
        'Kaya: "Hazırız."|Ekip yola çıktı.',
        "“Hazırız.”|Kaya böyle dedi.",
        "«Hazırız.» dedi.|Gitti.",
        "“Bu bir ilk.” diyen Bakan Kaya, “Sürecek.” dedi.|Tören bitti.",
        "“Yapay zekâ hayatımızı değiştirecek. Buna hazır olmalıyız.” dedi.|Etkinlik sürüyor.",
        "“Yapay zekâ değişiyor.” diye konuştu.|Etkinlik sürüyor.",
        "“Evet!” diye bağırdı Ali.|Herkes baktı.",
        "Ali “Nereye?” dedi.|Yanıt gelmedi.",
        "‘Tamam.’ dedi.|Çıktı.",
        'Başkan, "Enflasyon %32\'ye indi. Hedef %24." şeklinde konuştu.|Piyasa olumlu.',
    ],
)
def test_quotations(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "3 EV HASAR ALDI\n|Yangın sürüyor.",
        "“Titizlikle sürüyor”\n|Arpaguş, bu yıl da kesileceğini söyledi.",
        "TBMM'DE KABUL\nEDİLEN KANUN",
        "Bakan, “Sürüyor”\ndedi.",
    ],
)
def test_a_line_in_capitals_or_quotation_marks_is_a_heading(text: str) -> None:
    assert pieces(text.replace("|", "")) == [piece.strip() for piece in text.split("|")]


@pytest.mark.parametrize(
    "text",
    [
        "Belki de... ama olmadı.|Vazgeçti.",
        "Ve sonra…|Her şey bitti.",
        "Şirket (eski adıyla ABC A.Ş.) battı.|İflas etti.",
        "Karar açıklandı (bkz. s. 5).|İtiraz edilecek.",
        "Başkan (58) istifa etti.|Yerine Kaya geldi.",
        "(Haber güncellendi.)|Yeni bilgi geldi.",
        "Ankara (AA) - Bakan geldi.|Açıklama yaptı.",
        "Kaya (CHP), Ak (AKP) ve Er (MHP) konuştu.|Tartışma çıktı.",
        "Yeni model çıktı (Qwen 3.5).|Kullanıcılar memnun.",
        "Peki ya sonra?..|Kimse bilmiyor.",
        "Ne güzel!..|Herkes mutlu.",
        "Ama... fakat... olmadı.|Bitti.",
        "Yani...|Bu kadar.",
        "Bekleyin!...|Geliyoruz.",
        "ANKARA (AA) Bakan konuştu.|Açıklama yaptı.",
        "Kaya vd. (2024) gösterdi.|Sonuç net.",
        "Elma (armut vb.) sattı.|Kazandı.",
        "Alb. (E) Ali Kaya yazdı.|Kitap çıktı.",
    ],
)
def test_ellipses_and_asides(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "M. Kemal Atatürk Samsun'a çıktı.|Mücadele başladı.",
        "A. Turan Alkan yazdı.|Kitap yayımlandı.",
        "İ. Hakkı Konyalı araştırdı.|Kitabı çıktı.",
        "J. K. Rowling yeni kitabını tanıttı.|İlgi büyüktü.",
        "R. T. Erdoğan konuştu.|Alkışlandı.",
        "Ş. Yılmaz tutuklandı.|Soruşturma sürüyor.",
        "ABD Başkanı Donald J. Trump konuştu.|Piyasalar düştü.",
        "John F. Kennedy öldürüldü.|Dünya sarsıldı.",
        "George W. Bush geldi.|Görüşme kısa sürdü.",
        "C. Ronaldo gol attı.|Maç bitti.",
        "L. Messi sakatlandı.|Takım üzgün.",
        "Vitamin C.|Vitamin D.",
        "Plan B.|Plan C.",
        "Hepatit B.|Bu hastalık yaygın.",
        "Grup A.|Türkiye lider.",
        "Hv. Kuv. K. Org. Ali Kaya geldi.|Tören yapıldı.",
        "Olayda S.Ç. (34) öldü, B.K. (28) yaralandı.|M.D. kaçtı.",
        "Karar Yargıtay 12. CD'nin 2021/15 E., 2022/34 K. sayılı ilamıdır.|Dosya kapandı.",
        "TCK'nin 53/1. maddesi uygulandı.|Karar 2. kez ertelendi.",
    ],
)
def test_initials_and_letters(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "Prof. Dr. Ahmet Yılmaz açıkladı.|Veriler umut verici.",
        "Doç.Dr.Ali Can ile Öğr.Gör.Dr. Can Er konuştu.|Salon doluydu.",
        "Av. Dr. M. Can Er'in başvurusu reddedildi.|Karar kesin.",
        "Koç Holding A.Ş. Yönetim Kurulu toplandı.|Karar çıktı.",
        "İstanbul Üniv. Tıp Fakültesi açıldı.|Tören yapıldı.",
        "Kent M.Ö. IV. binyılda kuruldu.|Sonra yıkıldı.",
        "O. Pamuk, Ö. Seyfettin ve Ü. Dağ okundu.|Salon doluydu.",
        "Suçlanan A.K., B.C. ve D.E.|Üçü de tutuklandı.",
        "Yolun uzunluğu 5 km.|Dün açıldı.",
        "Doç. Dr. Ayşe Kaya ile görüştük.|Sorularımızı yanıtladı.",
        "Yrd. Doç. Dr. Can Er geldi.|Ders verdi.",
        "Dr. Öğr. Üyesi Selin Ak konuştu.|Salon doluydu.",
        "Arş. Gör. Mehmet Can katıldı.|Bildiri sundu.",
        "Uzm. Dr. Ali Veli uyardı.|Maske önerdi.",
        "Op. Dr. Ali Veli ameliyat etti.|Hasta iyi.",
        "Av. Selin Kaya itiraz etti.|Mahkeme reddetti.",
        "Sn. Bakan geldi.|Konuşma yaptı.",
        "Alb. Kaya emekli oldu.|Törene katıldı.",
        "Tuğg. Ali Kaya atandı.|Göreve başladı.",
        "Org. Yaşar Güler katıldı.|Tören kısa sürdü.",
        "Korg. Selçuk Bayraktaroğlu geldi.|Denetim yaptı.",
        "Hz. Muhammed'in doğum günü.|Kandil kutlanıyor.",
        "Yeni Mah. Gül Sok. No: 3 adresinde bulundu.|Polis geldi.",
        "Lale Sk. No. 12'de oturuyor.|Komşuları tanıyor.",
        "İnönü Bul. trafiğe kapandı.|Alternatif yol açıldı.",
        "ABC San. ve Tic. A.Ş. üretime başladı.|Fabrika büyük.",
        "St. Petersburg'da toplandılar.|Karar çıkmadı.",
        "St. Pauli maçı kazandı.|Taraftar sevindi.",
        "Mr. Smith geldi.|Kimse tanımadı.",
        "Tel. 0212 555 12 34 aranabilir.|Hat açık.",
        "Fak. Dekanı açıkladı.|Kayıtlar başladı.",
        "Hukuk Fak. öğrencileri yürüdü.|Polis izledi.",
        "İstanbul Üniv. rektörü atandı.|Karar yayımlandı.",
        "Dev. Hast. doldu.|Yatak kalmadı.",
        "Gnkur. Bşk. Org. Güler konuştu.|Mesaj netti.",
        "Gen. Md. Ali Kaya istifa etti.|Yerine kimse gelmedi.",
        "Md. Yrd. Ali geldi.|İmza attı.",
        "Pil 5.000 mAh.|Ekran 120 Hz.",
        "Sn. Başkan, Sn. Üyeler, hoş geldiniz.|Toplantıyı açıyorum.",
        "Lale Sok.|Bu sokak dar.",
        "Dr. geldi.|Hasta bekliyordu.",
        "Prof. oldu.|Kutladılar.",
        "DR. ALİ KAYA KONUŞTU.|SALON DOLDU.",
        "PROF. DR. ALİ KAYA UYARDI.|DİKKAT EDİN.",
        "Em. Tümg. Ali Kaya konuştu.|Yayın bitti.",
        "Ank. Büyükşehir Bel. Bşk. Mansur Yavaş konuştu.|Salon doldu.",
        "İst. Valisi geldi.|Açılış yaptı.",
        "Tic. Bak. açıkladı.|İhracat arttı.",
    ],
)
def test_titles_ranks_and_streets(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "Elma, armut, muz vb. satılıyor.|Fiyatlar yüksek.",
        "Kalem, defter vs. aldı.|Okula gitti.",
        "Elma, armut vb.|Bunlar meyvedir.",
        "Google, Microsoft, Apple vb.|Şirketler büyüyor.",
        "Yılmaz vd. tarafından yazıldı.|Makale yayımlandı.",
        "ABC A.Ş. kâr açıkladı.|Hisseler yükseldi.",
        "Anlaşmayı imzalayan ABC A.Ş.|Hisseler yükseldi.",
        "İhaleyi Koç Holding A.Ş. kazandı.|Bedel açıklanmadı.",
        "Türk Hava Yolları A.O. açıkladı.|Uçuşlar iptal.",
        "ABC Ltd. Şti. kuruldu.|Ortakları belli.",
        "T.C. Anayasası değişti.|Referandum yapılacak.",
        "T.C. Ziraat Bankası kredi verdi.|Faiz düşük.",
        "T.C. kimlik numarası gerekiyor.|Başvurular sürüyor.",
        "Heyet A.B.D.'den döndü.|Görüşme olumlu.",
        "M.Ö. 300 yılında kuruldu.|Kent büyüktü.",
        "Örn. elma kırmızıdır.|Armut yeşildir.",
        "Hükümet, Çin vb. ülkelerle anlaştı.|AB tepkili.",
        "O, T.C. vatandaşı.|Eşi A.B.D. vatandaşı.",
        "Borcu T.C. ödeyecek.|Süre 5 yıl.",
        "ABC A.Ş., XYZ A.Ş.'yi satın aldı.|Bedel 5 milyar TL.",
        "Şirketin adı ABC A.Ş.|Bu şirket yeni.",
        "THY A.O. ve Pegasus A.Ş. anlaştı.|Uçuşlar ortak.",
        "P.T.T. kapandı.|Kuyruk uzun.",
        "M.Ö. yaşadılar.|İzleri kaldı.",
        "Roma, M.Ö. 27'de imparatorluk oldu.|M.S. 476'da yıkıldı.",
        "Ör. Ankara.|İzmir de öyle.",
        "Çay, kahve vb. içti.|Sonra gitti.",
        "Çay, kahve v.b. içti.|Sonra gitti.",
        "Otel, restoran vs.|Hepsi dolu.",
    ],
)
def test_companies_states_and_lists(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI.|Google.|Meta.",
        "İstanbul'da yağmur var.|Izgara yandı.",
        "Gitti mi?|Hayır.|Kaldı!",
        "Ne oldu?!|Kimse bilmiyor.",
        "Zirve Washington D.C.'de yapıldı.|Liderler buluştu.",
        "NATO.|AB.|BM.",
        "Karar AİHM'ye taşındı.|Dava sürüyor.",
        "- Gelecek misin?|- Hayır.",
        "— Nereye?|— Eve.",
        "Yahoo! hisseleri düştü.|Borsa kapandı.",
        "İYİ Parti açıkladı.|CHP yanıtladı.",
        "Şirket artık bir dev.|Rakipleri geride kaldı.",
        "Bu yeni bir yön.|Hükümet kararlı.",
        "Yükselen kur.|Bakan sessiz.",
        "Konu bu sanat değil, iş.|Ali gitti.",
        "Bunu yapan art niyetli.|Kaya konuştu.",
        "Ona göre bu bir haz.|Kimse anlamadı.",
        "Adı Cem.|Soyadı Kaya.",
        "Benim adım Can.|Seninki Ali.",
        "Haber merkezi/ANKARA.|Bakan geldi.",
        "Elon Musk X'i aldı.|Adını değiştirdi.",
        "C++ ve C# öğrendi.|İş buldu.",
        "e-Devlet'e girin.|Başvurun.",
        "iPhone satışları arttı.|iPad düştü.",
        "eBay kapandı.|Satıcılar üzgün.",
        "Haber bbc.co.uk'de yayımlandı.|Tepki çekti.",
        "Sıfır atık.|Çevre temiz.",
        "Ş.Urfa'da deprem.|Hasar yok.",
        "K.Maraş merkezli deprem.|AFAD açıkladı.",
    ],
)
def test_plain_ends(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "Geldi.|“Merhaba.” dedi.",
        'Geldi.|"Merhaba" dedi.',
        "Geldi.|(Yanında Ali vardı.)|Gitti.",
        "Geldi (yanında Ali vardı).|Gitti.",
        'Raporu hazırlayan Prof. Dr. Kaya, "Risk var." dedi.|Vali katılmadı.',
        "Elma (vb.) satıldı.|Bitti.",
        "Elma, armut (vb.).|Hepsi bitti.",
        "Borsa İstanbul A.Ş. (BİST) açıkladı.|Endeks düştü.",
        "Sustu...|“Gidiyorum,” dedi.",
        "“Gidiyorum...” dedi.|Gitti.",
        "“Gidiyorum!” dedi ve kapıyı çarptı.|Ses yankılandı.",
        "“Gidiyorum”, dedi.|Gitti.",
        "“Gidiyorum.”, dedi.|Gitti.",
        'Bakan: "Sorun yok. Çalışıyoruz."|Muhalefet: "Yalan."',
        "“Sorun yok.”|“Var.”",
        '"Evet." dedi Ali.|"Hayır." dedi Veli.',
        "“Evet,” dedi Ali; “Hayır,” dedi Veli.|Tartıştılar.",
        "Yazar (d. 1950) öldü.|Cenaze yarın.",
        "Yazar (ö. 1950) Bursalı.|Kabri orada.",
        "Fatih (d. 30 Mart 1432 - ö. 3 Mayıs 1481) sultandı.|İstanbul'u aldı.",
    ],
)
def test_speakers_and_asides(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")


@pytest.mark.parametrize(
    "text",
    [
        "Karar çıktı.|II. Daire onadı.",
        "Geldi.|'Merhaba' dedi.",
        "O gün yağmurluydu.|O kadar.",
        "Bu X. Yıl Marşı'dır.|Herkes bilir.",
        "İlk kez M. Kemal söyledi.|Sonra İ. İnönü yineledi.",
        "Yazar Ö. Seyfettin.|Kitap eski.",
        "Prof. Dr. M. Ali Kaya ve Doç. Dr. A. Veli Er yazdı.|Makale yayımlandı.",
        "Windows 11 24H2 çıktı.|Sürüm hatalı.",
        "Fiyatı 1.299 TL.|Stok az.",
        "Fiyatı 1.299,99 TL.|Stok az.",
        "www.ornek.com.|Burası site.",
        "Adres ornek.com.|Giriş serbest.",
        "Ayrıntı için ornek.com'a bakın.|Kayıt ücretsiz.",
        "Kod github.com/a/b adresinde.|Lisans MIT.",
        "E-posta: a.b@ornek.com.tr.|Yanıt gelir.",
        "Elma vs.|Bunlar ucuz.",
        "Şirket vs. derken gün bitti.|Eve döndük.",
        "Elma vb., armut vd. satıldı.|Bitti.",
        "Elma, armut vb.nin fiyatı arttı.|Pazar durgun.",
        "Google, Meta vb.'nin geliri arttı.|Hisseler yükseldi.",
        "Doç. Dr. olan Kaya konuştu.|Salon doldu.",
        "Dr. olan Kaya konuştu.|Salon doldu.",
        "Cad. kapandı.|Sok. açık.",
        "Toplantı Atatürk Cad.'nde yapıldı.|Katılım az.",
        "Koç Holding A.Ş.'nin kârı arttı.|Hisse yükseldi.",
        "T.C. Cumhurbaşkanı konuştu.|Mesaj netti.",
        "K.K.T.C. seçime gitti.|Sonuç belli.",
        "A.B. üyesi oldu.|Tören yapıldı.",
        "U.S.A. Today yazdı.|Yalanlandı.",
        "M.Ö. 3000'de yazı bulundu.|Tarih başladı.",
    ],
)
def test_shortened_names(text: str) -> None:
    assert pieces(text.replace("|", " ")) == text.split("|")
