"""Abbreviations that end in a full stop, by language: what tells whether that stop ends a sentence too.

`BEFORE_NAME` stand before a name or number and never end a sentence. `ANYWHERE` may end one: they do when the next
word begins like a new sentence. Lower-case, without the last full stop.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BEFORE_NAME = {
    "en": _words(
        """
        adj adm adv art deg asst ave bart bldg blvd brig bros capt cdr cmdr col comdr comm con corp cpl dist dr
        drs e.g ens esp exp expy ext fwy gen gov hon hosp hwy i.e insp lt m maj messrs mlle mm mme
        mr mrs ms msgr mt op ord para pfc ph pres prof pvt rep reps res rev sec sen sens sfc sgt spc
        sr st ste supt surg vs viz atty cf chap ed eds cpt lieut pt rd ch fr br sis govs gens cmdr amb det
        p.s n.b f.e attys dep dir treas ald const prop asst v pvts sgts drs profs messrs mlles
        """
    ),
    "tr": _words(
        """
        alb ank apt arş asb astsb av bçvş bel bk bkz bl blv bnb böl bşk bul bulv cad cd çev çvş d.no dç dev
        doç dr dt dz e ecz ed em en ens fak gen gn gnkur gör güz hast haz hst hv hz işl ist jan jr karş kaym
        kd kom kor kora korg kr krş kur kuv ltd mad mah md mh mim mr mrk mrs ms müd müh müş mvd n.o no nr
        öğr onb op ör ora ord org örn ort plt prof psk s san şb sekr sit sk sn sok srg ss st şti str sult
        tel tğm tic tlf tuğa tuğg tüm tüma tümg üçvş ünv ütğm uzm y.müh yard yay yb yd yön yrd yük yzb zf
        """
    ),
}
BEFORE_NUMBER = {"en": _words("no nos vol vols fig figs p pp pg eq eqs bk cl apt rm ste flr")}
"""Stand before a number and else end a sentence, as the word "no" does."""
ALWAYS_GO_ON = _words("vs v viz cf e.g i.e f.e")
"""Those of `BEFORE_NAME` that go on before any word; the others, in small letters, may be words: "in art"."""
LETTERED = {"en": _words("vitamin plan group class type grade section part team hepatitis schedule block exhibit zone")}
"""Words that a capital letter names one of: it is no initial ("Plan B. It failed")."""
AFTER_TIME = {
    "en": _words(
        """
        monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thurs fri sat sun et ct mt pt
        est edt cst cdt mst mdt pst pdt gmt utc bst cet cest eet ist jst eastern central mountain pacific local daily
        """
    )
}
"""What goes on behind "a.m." and "p.m." though it has a capital."""
ANYWHERE = {
    "en": _words(
        """
        a.m p.m approx apr aug dec feb jan jul jun mar nov oct sep sept assn assoc cal calif ala ariz ark
        colo conn del fla ill ind kan ken ky la md mich minn miss mont neb nev okla ore penn tenn tex va vt
        wash wis wyo co cie inc ltd llc etc et.al al dept est ed jr sr ph.d m.d b.a m.a univ u.s u.k u.n e.u
        d.c mon tue tues wed thu thurs fri sat sun sq ft in lb lbs oz hr hrs min mins sec km kg cm mm bros
        corp st rd ave blvd mfg
        """
    ),
    "tr": _words(
        """
        vb vs vd vdğ a.ş ltd a.b.d t.c m.ö m.s ö.ö ö.s i.ö yy tic san gb sf bs çvd t.a.ş dk sn sa v.b v.s
        v.d a.o k.k.t.c m km cm mm kg gr lt ml cad sok sk mah mh bul bulv blv apt sit bşk md müd üniv fak
        hast hst krş yard yrd bel
        """
    ),
}
ONLY_CAPITALISED = {"tr": BEFORE_NAME["tr"] - _words("bkz bk örn ör krş çev dr prof doç av")}
"""In small letters they are nouns that end a sentence (kur, dev, yön) or units that hold with a number (sn, s, no)."""
STARTERS = {
    "en": _words(
        """
        a after all although an and as at because before being but by did do does each every few for from he
        her here his how however i if in it its last many millions more most my no now on once one only our
        several she since so some still that the their then there these they this those though today two
        under until we what when where which while who why with yet you your
        """
    ),
    "tr": _words(
        """
        ama ancak artık ayrıca bazı ben bir böylece bu bugün bunlar bunun böyle çok çünkü daha dün en fakat
        hem henüz hepsi hiç her herkes hâlâ ise işte
        kim kimse nasıl ne neden o oysa onlar onun öte sonra son siz şimdi şu yarın ya yani yeni biz
        """
    ),
}
"""Words that begin sentences and, capitalised, hardly ever names: after "U.S." they tell the two apart."""
