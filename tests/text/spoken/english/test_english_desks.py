"""Kinds that the desks of a newspaper have of their own, each with neighbours that are read otherwise."""

import pytest

from app.text.spoken import speak

CASES = {
    "scores of cricket": [
        ("England 412-8 dec", "England four hundred and twelve for eight declared"),
        ("were 214-3 at tea", "were two hundred and fourteen for three at tea"),
        ("bowled well, Root 4-56", "bowled well, Root four for fifty six"),
        ("Bumrah took 6/45", "Bumrah took six for forty five"),
        ("made 82* in the innings", "made eighty two not out in the innings"),
        ("won 112-98 in all", "won one hundred and twelve ninety eight in all"),
        ("rose 82* last year", "rose eighty two last year"),
    ],
    "who beat whom": [
        ("Lee d. Fox 6-4, 6-2", "Lee defeated Fox six four, six two"),
        ("Lee bt Fox 6-4", "Lee beat Fox six four"),
        ("Lee d. Oct. 3, 1990", "Lee died october third, nineteen ninety"),
    ],
    "gaps in races": [
        ("2 Fox +1:45", "two Fox plus one forty five"),
        ("3 Ray +0:07", "three Ray plus seven seconds"),
        ("splits 60:51/61:25", "splits sixty fifty one sixty one twenty five"),
        ("the 2m4f chase", "the two miles four furlongs chase"),
    ],
    "exchange": [
        ("at 89.2/$ and ¥15/$", "at eighty nine point two to the dollar and fifteen yen to the dollar"),
        ("C$1.41/US$1", "one Canadian dollar forty one cents to the dollar"),
    ],
    "thousands": [
        ("lost 1.2K pts. in all", "lost one point two thousand points in all"),
        ("jobs +119K", "jobs plus one hundred nineteen thousand"),
        ("his 10K PB", "his ten K P.B"),
        ("a 2.5K display", "a two point five K display"),
    ],
    "signs of markets": [
        ("FTSE 250 -0.1%", "F.T.S.E two hundred and fifty minus zero point one percent"),
        ("DAX –0.4%", "dax minus zero point four percent"),
        ("12 - 14%", "twelve to fourteen percent"),
        ("(▲2.1%, ▼0.8%)", "up two point one percent, down zero point eight percent"),
        ("Ariz.-06", "Arizona zero six"),
    ],
    "money with a part": [
        ("£2½m", "two and a half million pounds"),
        ("£½m, $11.29-1/2", "half a million pounds, eleven dollars twenty nine and a half cents"),
        ("$5.29½/bu", "five dollars twenty nine and a half cents per bushel"),
        ("$3.09⁹/gal", "three dollars nine cents gal"),
    ],
    "money of more lands": [
        ("W10,000 and N500bn", "ten thousand won and five hundred billion naira"),
        ("RM50m, Ksh500m", "fifty million ringgit, five hundred million Kenyan shillings"),
        ("Rs.500 or ₹1.5L", "five hundred rupees or one point five lakh rupees"),
        ("5m baht", "five million baht"),
        ("N95 masks", "N ninety five masks"),
    ],
    "from so much to so much": [
        ("$1.5 to $2 billion", "one point five to two billion dollars"),
        ("from $500 to $1 million", "from five hundred dollars to one million dollars"),
        ("$2.50-3.00", "two dollars fifty cents to three dollars"),
        ("rose $3-to-$4 then", "rose three dollars to four dollars then"),
        ("3-5pc", "three to five percent"),
    ],
    "periods": [
        ("up 9% y-o-y", "up nine percent year on year"),
        ("6%/yr. interest", "six percent per year interest"),
        ("50 cents/mile", "fifty cents per mile"),
    ],
    "a person, a month": [
        ("£149pppn", "one hundred and forty nine pounds per person per night"),
        ("£10pm, at 10pm", "ten pounds per month, at ten P.M"),
        ("£1,200 pcm, $40 pp", "one thousand two hundred pounds per calendar month, forty dollars per person"),
        ("2x/day", "two times per day"),
    ],
    "results": [
        ("rev. $11.3B", "revenue eleven point three billion dollars"),
        ("Rev. Jo Hill", "reverend Jo Hill"),
        ("£9 inc. VAT", "nine pounds including V.A.T"),
        ("Apple Inc. rose", "Apple incorporated rose"),
        ("sales ex. fuel", "sales excluding fuel"),
        ("Est. cost: £3", "estimated cost: three pounds"),
        ("est. by law", "established by law"),
    ],
    "degrees behind a space": [
        ("104 F (40 C) today", "one hundred and four degrees Fahrenheit, forty degrees Celsius, today"),
        ("41 F (5 C)", "forty one degrees Fahrenheit, five degrees Celsius"),
        ("heat to 350 degrees F", "heat to three hundred and fifty degrees Fahrenheit"),
        ("2C of warming", "two degrees Celsius of warming"),
        ("-62° 40' today", "minus sixty two degrees forty minutes today"),
        ("section 12 C applies", "section twelve C applies"),
        ("the 10 C. Ronaldo", "the ten C Ronaldo"),
    ],
    "units": [
        ("0.5 µg/kg/min", "zero point five micrograms per kilogram per minute"),
        ("at 55 m.p.h. or", "at fifty five miles per hour or"),
        ("300ml/½ pint", "three hundred milliliters one half pint"),
        ("a 985mb low, 20mb broadband", "a nine hundred and eighty five millibar low, twenty mb broadband"),
        ('1½" thick', "one and a half inches thick"),
        ("10yr yields", "ten year yields"),
        ("took 2hr longer", "took two hours longer"),
        ("SO2 and NO2", "S O two and N O two"),
    ],
    "what critics give": [
        ("★★★★☆", "four out of five stars"),
        ("★★½", "two and a half stars"),
        ("★ News", "News"),
        ("a 4★ hotel", "a four star hotel"),
        ("got 21/25 on the test", "got twenty one out of twenty five on the test"),
        ("It got 9.5/10.", "It got nine point five out of ten."),
        ("his approval is 54/40", "his approval is fifty four forty"),
        ("9/10ths of it", "nine tenths of it"),
        ("a reading of 120/80", "a reading of one hundred and twenty over eighty"),
    ],
    "days by their numbers": [
        ("until 21/11", "until the twenty first of november"),
        ("by 12/1", "by december first"),
        ("for 12/3 at 10 a.m.", "for december third at ten A.M."),
        ("from 9/2 odds", "from nine to two odds"),
        ("Fri 27th", "Friday twenty seventh"),
        ("w/e 28 Nov", "week ending the twenty eighth of november"),
    ],
    "hours": [
        ("09.00 BST", "nine o'clock B.S.T"),
        ("at 0315 local time", "at oh three fifteen local time"),
        ("this a.m., sunny", "this A.M, sunny"),
        ("at 0230 on Friday", "at oh two thirty on Friday"),
        ("at 6.30 every day", "at six thirty every day"),
        ("opens at 7.45, doors 7.30pm", "opens at seven forty five, doors seven thirty P.M"),
        ("sterling at 1.30 today", "sterling at one point three zero today"),
        ("0900-1700", "oh nine hundred to seventeen hundred"),
        ("7p-7a", "seven P.M to seven A.M"),
        ("12m late", "twelve minutes late"),
    ],
    "records": [
        ("fell to 2-9", "fell to two nine"),
        ("fell to 2-3 million", "fell to two to three million"),
        ("went 3-8", "went three eight"),
    ],
    "years": [
        ("the 25/26 season, 24/25 of it", "the twenty five twenty six season, twenty four twenty fifths of it"),
        ("2025/6", "twenty twenty five to twenty six"),
        ("mid-1700s", "mid seventeen hundreds"),
        ("c1500", "circa fifteen hundred"),
        ("1099s, 2019's", "ten ninety nines, twenty nineteen's"),
    ],
    "verses of short books": [
        ("Ps. 23:4", "Psalm twenty three four"),
        ("Mt. 5:3-12", "Matthew five three to twelve"),
        ("A ratio M:F 3:2", "A ratio M: F three to two"),
    ],
    "ranks without a stop": [
        ("Lt Col Lee", "lieutenant colonel Lee"),
        ("Det Ch Insp Roe", "detective chief inspector Roe"),
        ("the Rt Hon Lee", "the right honorable Lee"),
        ("Hon Hai, Gen Xers", "Hon Hai, Gen Xers"),
        ("Ms. Lee", "miz Lee"),
    ],
    "whose doctor": [
        ("the CDC's Dr. Ray spoke", "the C.D.C's doctor Ray spoke"),
        ("on Mary's Dr. today", "on Mary's drive today"),
        ("12 Oak Dr. in Reno", "twelve Oak drive in Reno"),
    ],
    "counties and courts": [
        ("the 2d Cir., a 3d printer", "the second circuit, a three d printer"),
        ("Co Durham, Co. Down", "county Durham, county Down"),
        ("Ford Co. rose", "Ford company rose"),
        ("45 S. Ct. 12", "forty five S Ct. twelve"),
        ("in N. Devon", "in North Devon"),
        ("74 km E of Davao", "seventy four kilometers east of Davao"),
    ],
    "degrees of universities": [
        ("a B.Sc. here", "a B S C here"),
        ("an LL.M. and a Ph.D.", "an L L M and a PhD."),
        ("B. Ed Smith", "B Ed Smith"),
    ],
    "airliners": [
        ("two 737-800s", "two seven thirty seven eight hundreds"),
        ("the A350-1000s", "the A- three fifty one thousands"),
        ("777-300ERs", "seven seventy seven three hundred E-R's"),
        ("a C-130J, two F-150s", "a C one thirty J, two F one fifties"),
    ],
    "from one unit to another": [
        ("18 mos.–3 yrs.", "eighteen months to three years."),
        ("6 months–2 years", "six months to two years"),
        ("COVID–19", "covid nineteen"),
    ],
    "what letters stand for by their neighbours": [
        ("see pp6-7", "see pages six to seven"),
        ("352 pp. long, up 12 pp", "three hundred and fifty two pages long, up twelve percentage points"),
        ("28 nm off Rhodes, 28 nm wide", "twenty eight nautical miles off Rhodes, twenty eight nanometers wide"),
        ("a 5:58/km pace", "a five fifty eight per kilometer pace"),
        ("at 7p.m. for 7p", "at seven P.M for seven pence"),
        ("350+mm of rain", "three hundred and fifty plus millimeters of rain"),
        ("a 3 min read", "a three minute read"),
        ("in W. Va. and Wash. today", "in West Virginia and Washington today"),
        ("in Wash. now, in D. Mass.", "in Washington now, in District of Massachusetts."),
    ],
    "what is somebody's": [
        ("Reeves' £26bn Budget", "Reeves twenty six billion pound Budget"),
        ("owes £26bn in all", "owes twenty six billion pounds in all"),
    ],
    "one in so many": [
        ("a 1-in-1,000 risk", "a one in one thousand risk"),
        ("two 2x4s", "two two by fours"),
        ("Boris J.'s deal", "Boris J's deal"),
        ("on 116 123 now", "on one one six, one two three now"),
    ],
}


@pytest.mark.parametrize(("written", "expected"), [pair for pairs in CASES.values() for pair in pairs])
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")) == expected
