"""Abbreviations that end in a full stop, and a few without: titles, ranks, streets, companies, references."""

import re
from collections.abc import Iterable

from app.text.spoken.rules import Rule
from app.text.spoken.turkish.suffixes import SUFFIX, attached, lower, possessed, with_suffixes

TITLES = {
    "Alb.": "albay",
    "Arş.": "araştırma",
    "Asb.": "astsubay",
    "Av.": "avukat",
    "Bçvş.": "başçavuş",
    "Bnb.": "binbaşı",
    "Çvş.": "çavuş",
    "Doç.": "doçent",
    "Dr.": "doktor",
    "Dt.": "diş hekimi",
    "Ecz.": "eczacı",
    "Emn.": "emniyet",
    "Em.": "emekli",
    "Gen.": "general",
    "Gnkur.": "genelkurmay",
    "Gör.": "görevlisi",
    "Hem.": "hemşire",
    "Hv.": "hava",
    "Hz.": "hazreti",
    "Jan.": "jandarma",
    "Jr.": "cunyır",
    "Kd.": "kıdemli",
    "Kor.": "korgeneral",
    "Kora.": "koramiral",
    "Korg.": "korgeneral",
    "Kur.": "kurmay",
    "Mim.": "mimar",
    "Mr.": "mister",
    "Mrs.": "misis",
    "Müh.": "mühendis",
    "Onb.": "onbaşı",
    "Op.": "operatör",
    "Ora.": "oramiral",
    "Ord.": "ordinaryüs",
    "Org.": "orgeneral",
    "Öğr.": "öğretim",
    "Prof.": "profesör",
    "Psk.": "psikolog",
    "Sn.": "sayın",
    "St.": "sent",
    "Tğm.": "teğmen",
    "Tuğa.": "tuğamiral",
    "Tuğg.": "tuğgeneral",
    "Tüma.": "tümamiral",
    "Tümg.": "tümgeneral",
    "Uz.": "uzman",
    "Uzm.": "uzman",
    "Ütğm.": "üsteğmen",
    "Vet. Hek.": "veteriner hekim",
    "Yard.": "yardımcı",
    "Yb.": "yarbay",
    "Yrd.": "yardımcı",
    "Yük.": "yüksek",
    "Yzb.": "yüzbaşı",
}
OWNED = {
    "A. Ş.": "anonim şirketi",
    "Apt.": "apartmanı",
    "Bld.": "belediyesi",
    "Blv.": "bulvarı",
    "Bşk.": "başkanı",
    "Böl.": "bölümü",
    "Bul.": "bulvarı",
    "Bulv.": "bulvarı",
    "Cad.": "caddesi",
    "Cd.": "caddesi",
    "Bel.": "belediyesi",
    "Ens.": "enstitüsü",
    "Fak.": "fakültesi",
    "Hast.": "hastanesi",
    "Hst.": "hastanesi",
    "Mah.": "mahallesi",
    "Md.": "müdürü",
    "Mh.": "mahallesi",
    "Mrk.": "merkezi",
    "Müd.": "müdürü",
    "Sit.": "sitesi",
    "Sk.": "sokağı",
    "Sok.": "sokağı",
    "Şti.": "şirketi",
    "Univ.": "üniversitesi",
    "Üniv.": "üniversitesi",
    "Bel. Bşk.": "belediye başkanı",
    "Dev. Hast.": "devlet hastanesi",
    "Jan. Gen. K.": "jandarma genel komutanı",
    "Yön. Kur.": "yönetim kurulu",
    "Yön. Kur. Bşk.": "yönetim kurulu başkanı",
    "Bşk. Yrd.": "başkan yardımcısı",
    "Bel. Bşk. Yrd.": "belediye başkan yardımcısı",
    "Gen. Bşk. Yrd.": "genel başkan yardımcısı",
    "Gen. Md. Yrd.": "genel müdür yardımcısı",
    "Gn. Bşk. Yrd.": "genel başkan yardımcısı",
    "Gn. K.": "genel komutanı",
    "Gn. Md. Yrd.": "genel müdür yardımcısı",
    "Şb. Md.": "şube müdürü",
    "Gen. Bşk.": "genel başkanı",
    "Gen. Md.": "genel müdürü",
    "Gen. Müd.": "genel müdürü",
    "Gen. Sek.": "genel sekreteri",
    "Gn. Bşk.": "genel başkanı",
    "Gn. Md.": "genel müdürü",
    "Gn. Müd.": "genel müdürü",
    "Gnkur. Bşk.": "genelkurmay başkanı",
    "Kur. Bşk.": "kurmay başkanı",
    "Md. Yrd.": "müdür yardımcısı",
    "Müd. Yrd.": "müdür yardımcısı",
}
"""What they are to the name before them; they take an n before a suffix."""
OTHERS = {
    "A.B.D.": "a be de",
    "Ank.": "Ankara",
    "Bkz.": "bakınız",
    "D. Türkistan": "Doğu Türkistan",
    "F.Bahçe": "Fenerbahçe",
    "G. Afrika": "Güney Afrika",
    "G. Kore": "Güney Kore",
    "G.Antep": "Gaziantep",
    "G.Saray": "Galatasaray",
    "İ.Ö.": "isa'dan önce",
    "İ.S.": "isa'dan sonra",
    "İst.": "İstanbul",
    "İzm.": "İzmir",
    "K. Irak": "Kuzey Irak",
    "K. Kıbrıs": "Kuzey Kıbrıs",
    "K. Kore": "Kuzey Kore",
    "K.Maraş": "Kahramanmaraş",
    "Krş.": "karşılaştırınız",
    "Ltd.": "limited",
    "M.Ö.": "milattan önce",
    "M.S.": "milattan sonra",
    "Ör.": "örneğin",
    "Örn.": "örneğin",
    "S. Arabistan": "Suudi Arabistan",
    "San.": "sanayi",
    "Ş.Urfa": "Şanlıurfa",
    "T. C.": "te ce",
    "Tel.": "telefon",
    "Tic.": "ticaret",
    "a.g.e.": "adı geçen eser",
    "a.g.m.": "adı geçen makale",
    "bkz.": "bakınız",
    "bk.": "bakınız",
    "çev.": "çeviren",
    "dk.": "dakika",
    "krş.": "karşılaştırınız",
    "örn.": "örneğin",
    "s.a.v.": "sallallahu aleyhi ve sellem",
    "sf.": "sayfa",
    "sn.": "saniye",
    "v.b.": "ve benzeri",
    "v.d.": "ve diğerleri",
    "v.s.": "vesaire",
    "vb.": "ve benzeri",
    "vd.": "ve diğerleri",
    "vs.": "vesaire",
    "yy.": "yüzyıl",
}
BARE_WHEN_FIRST = {
    "Apt.": "apartman",
    "Bşk.": "başkan",
    "Cad.": "cadde",
    "Fak.": "fakülte",
    "Hast.": "hastane",
    "Mah.": "mahalle",
    "Md.": "müdür",
    "Müd.": "müdür",
    "Sit.": "site",
    "Sok.": "sokak",
    "Üniv.": "üniversite",
}
"""Without a name before them they are plain nouns."""
BEHIND_A_NOUN = {"Yrd.": "yardımcısı", "Yard.": "yardımcısı", "YRD.": "yardımcısı"}
"""As in "Bakan Yrd."; before "Doç." they are a title."""
BEFORE_NUMBER = {
    "Böl.": "bölüm",
    "Md.": "madde",
    "m.": "madde",
    "md.": "madde",
    "s.": "sayfa",
    "S.": "sayı",
    "C.": "cilt",
    "D:": "daire",
    "K:": "kat",
    "Sf.": "sayfa",
    "ss.": "sayfa",
    "min.": "minimum",
    "maks.": "maksimum",
    "max.": "maksimum",
    "ort.": "ortalama",
    "Ort.": "ortalama",
    "yak.": "yaklaşık",
    "Yak.": "yaklaşık",
    "tel.": "telefon",
    "No :": "numara",
    "No.": "numara",
    "No": "numara",
    "Nr.": "numara",
    "NO:": "numara",
    "no:": "numara",
    "no.": "numara",
    "Tel :": "telefon",
}
WITHOUT_STOP = {"vb": "ve benzeri", "vd": "ve diğerleri", "yy": "yüzyıl", "Bkz": "bakınız", "bkz": "bakınız"}
BARE_TITLES = {"Prof": "profesör", "Doç": "doçent", "Dr": "doktor", "Yrd": "yardımcı"}
"""Before another title or a name only."""


_DOCENT = re.compile(r"\s?D[oO][çÇ]").match


def _with_capitals(names: dict[str, str]) -> dict[str, str]:
    """Also as a headline writes them: PROF. DR."""
    capitals = {name.replace("i", "İ").replace("ı", "I").upper(): said for name, said in names.items()}
    return {name: said for name, said in capitals.items() if len(name) > 2} | names


def _tight(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.replace(" ", "") for name in names)


ABBREVIATIONS = _with_capitals({**TITLES, **OWNED}) | OTHERS
_SAID = {name.replace(" ", ""): said for name, said in ABBREVIATIONS.items()}
_OWNED = _tight(_with_capitals(OWNED))


_COLON = re.compile(r"(?<=No|no|NO|el)\s?:")


def alternatives(names: dict[str, str]) -> str:
    """Of a pattern, the longest first; a space may be missing."""
    return "|".join(re.escape(name).replace("\\ ", r"\s?") for name in sorted(names, key=len, reverse=True))


def _first_words(names: dict[str, str]) -> frozenset[str]:
    firsts = {re.split(r"\W", name, maxsplit=1)[0] for name in names}
    return frozenset(word for first in firsts for word in (lower(first), first.lower()))


def _abbreviation(match: re.Match[str]) -> str:
    written, suffix = "".join(match[1].split()), match[2]
    said = _SAID[written]
    before = match.string[max(0, match.start() - 3) : match.start()].rstrip()
    follows_name = before[-1:].isalpha() or before[-1:] in (".", ")", '"', "”", "’")
    if written in BEHIND_A_NOUN and follows_name and not _DOCENT(match.string, match.end()):
        return possessed(BEHIND_A_NOUN[written], suffix)
    if written not in _OWNED:
        return attached(said, suffix)
    if not follows_name and written in BARE_WHEN_FIRST:
        return attached(BARE_WHEN_FIRST[written], suffix)
    return possessed(said, suffix)


ABBREVIATED = (
    Rule(
        "before a number",
        re.compile(rf"({alternatives(BEFORE_NUMBER)})\s?(?=\d)"),
        lambda match: BEFORE_NUMBER[_COLON.sub(" :", match[1])],
        words=_first_words(BEFORE_NUMBER),
    ),
    Rule(
        "numbered",
        re.compile(rf"[Nn]o['’]?lu(?:{SUFFIX})(?![^\W_])"),
        lambda match: attached("numaralı", match[1]),
        words=frozenset({"no", "nolu", "no'lu", "no’lu"}),
    ),
    Rule(
        "abbreviation",
        re.compile(rf"({alternatives(ABBREVIATIONS)})(?![a-zçğıöşü]){SUFFIX}"),
        _abbreviation,
        words=_first_words(ABBREVIATIONS),
    ),
    Rule(
        "era",
        re.compile(r"M\.?\s?([ÖS])\.?(?=\s?(?:\d|[IVX]{1,5}\b))"),
        lambda match: "milattan önce" if match[1] == "Ö" else "milattan sonra",
        starts="a",
    ),
    Rule(
        "without its stop",
        re.compile(rf"({alternatives(WITHOUT_STOP)})(?![\w.]){SUFFIX}"),
        lambda match: attached(WITHOUT_STOP[match[1]], match[2]),
        words=with_suffixes(_first_words(WITHOUT_STOP)),
    ),
    Rule(
        "title without its stop",
        re.compile(rf"({alternatives(BARE_TITLES)})(?=\s[A-ZÇĞİÖŞÜ][a-zçğıöşü])"),
        lambda match: BARE_TITLES[match[1]],
        words=_first_words(BARE_TITLES),
    ),
)
