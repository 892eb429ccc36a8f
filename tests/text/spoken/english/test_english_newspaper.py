"""Kinds that newspapers, live pages, recipes and reviews hold, each with neighbours that are read otherwise."""

import pytest

from app.text.spoken import speak

CASES = {
    "words in capitals for stress": [
        ("You are VERY WRONG about this", "You are very wrong about this"),
        ("a BIG fight over LIGHT", "a big fight over light"),
        ("GIRLS SOCCER", "girls soccer"),
        ("the LGBTQ vote and UNHCR aid", "the L.G.B.T.Q vote and U.N.H.C.R aid"),
        ("the ERA of a pitcher", "the E.R.A of a pitcher"),
    ],
    "small words in capitals": [
        ("TO OUR READERS: Hello", "to our readers: Hello"),
        ("DO NOT use it", "do not use it"),
        ("a DO in Gary, IN (AP)", "a D.O in Gary, Indiana, A.P"),
        ("by the IN and the US", "by the I.N and the U.S"),
    ],
    "datelines": [
        ("DUBAI, UAE (Reuters) - Oil", "dubai, U.A.E, Reuters, Oil"),
        ("HANOI — Talks", "hanoi, Talks"),
        ("MCI — Talks", "M.C.I, Talks"),
    ],
    "short acronyms in a headline": [
        ("HSI FALLS AS STOCKS IN ASIA SLIDE", "H.S.I falls as stocks in asia slide"),
        ("MAN BITES DOG AS STOCKS SLIDE", "man bites dog as stocks slide"),
    ],
    "ratings of debt": [
        ("rated BBB- by Fitch", "rated triple B minus by Fitch"),
        ("cut to AA+ from AAA", "cut to double A- plus from triple A-"),
        ("now at Baa3", "now at B double A- three"),
        ("four AA batteries", "four double A- batteries"),
        ("the BBB said", "the B.B.B said"),
        ("an AA meeting", "an A.A meeting"),
    ],
    "pairs of currencies": [
        ("EUR/USD fell to 1.08", "euro dollar fell to one point zero eight"),
        ("a short USD/TRY bet", "a short dollar Turkish lira bet"),
        ("the NATO/USD line", "the nato U.S.D line"),
        ("the ABC/USD pair", "the A.B.C U.S.D pair"),
    ],
    "magnitudes": [
        ("the M6.8 quake", "the magnitude six point eight quake"),
        ("a Mw 7.2 undersea earthquake", "a magnitude seven point two undersea earthquake"),
        ("an M6.8 quake", "an M six point eight quake"),
        ("the M6 earthworks", "the M six earthworks"),
    ],
    "chapters, verses, pages and notes": [
        ("Qur’an 2:255 and Genesis 1:1-3", "Qur’an two two hundred and fifty five and Genesis one one to three"),
        ("a 3:1 ratio", "a three to one ratio"),
        ("see pp. 112-15 and fn. 3", "see pages one hundred and twelve to fifteen and footnote three"),
    ],
    "so many times": [
        ("grew 3-5x", "grew three to five times"),
        ("1.5–2× a year", "one point five to two times a year"),
    ],
    "the compass": [
        ("12 km NE of Malatya", "twelve kilometers northeast of Malatya"),
        ("3 mi SSW of the Bay", "three miles south southwest of the Bay"),
    ],
    "flight levels": [
        ("cleared to FL350", "cleared to flight level three five zero"),
        ("Tampa, FL", "Tampa, Florida"),
    ],
    "doses": [
        ("20 mg b.i.d. with food", "twenty milligrams B.I.D with food"),
        ("taken t.i.d., p.r.n.", "taken T.I.D, P.R.N."),
        ("a bid", "a bid"),
    ],
    "shares": [
        ("Apple (AAPL.O) rose", "Apple, A.A.P.L dot O, rose"),
        ("TSMC (2330.TW) fell", "T.S.M.C, twenty three thirty dot T.W, fell"),
        ("born (U.S.)", "born, U.S."),
    ],
    "innings and odds": [
        ("Pakistan 287/6 (50 ov)", "Pakistan two hundred and eighty seven for six, fifty overs"),
        ("at 100/1", "at one hundred to one"),
        ("about 3/4 of it", "about three quarters of it"),
    ],
    "times of races": [
        ("won in 4h 3' 12\"", "won in four hours three minutes twelve seconds"),
        ("1'04\" behind", "one minute four seconds behind"),
        ("5'10\" tall", "five foot ten tall"),
    ],
    "knots and kilotons": [
        ("Winds: SW 10-15 kt", "Winds: S.W ten to fifteen knots"),
        ("a bomb of 15-20 kt", "a bomb of fifteen to twenty kilotons"),
    ],
    "things of a measure": [
        ("two 65W chargers", "two sixty five watt chargers"),
        ("three 20kg bags", "three twenty kilogram bags"),
        ("add 500g tomatoes", "add five hundred grams tomatoes"),
        ("16GB means more", "sixteen gigabytes means more"),
    ],
    "torque": [
        ("406 lb-ft of torque", "four hundred and six pound feet of torque"),
        ("550 N·m", "five hundred and fifty newton meters"),
        ("a 6 lb box", "a six pound box"),
    ],
    "few degrees": [
        ("fell below 0C", "fell below zero degrees Celsius"),
        ("between 3C and 6C", "between three degrees Celsius and six degrees Celsius"),
        ("the iPhone 5C", "the iPhone five C"),
    ],
    "live pages": [
        ("12m ago", "twelve minutes ago"),
        ("a 5m read", "a five minute read"),
        ("5m wide", "five meters wide"),
    ],
    "millions and more": [
        ("7m+ people", "seven million plus people"),
        ("100k+ signatures", "one hundred thousand plus signatures"),
        ("4k video", "four k video"),
        ("fell to 4k", "fell to four thousand"),
    ],
    "recipes": [
        ("2 Tbsp. butter", "two tablespoons butter"),
        ("Prep: 15m", "Prep: fifteen minutes"),
        ("400°F/200°C/gas mark 6", "four hundred degrees Fahrenheit two hundred degrees Celsius gas mark six"),
    ],
    "courts": [
        ("in the S.D. Fla. case", "in the Southern District of Florida case"),
        ("in N.D. Cal. today", "in Northern District of California today"),
        ("in Pierre, S.D. today", "in Pierre, South Dakota today"),
    ],
    "estimates": [
        ("An est. 1.2 million fled", "An estimated one point two million fled"),
        ("The firm (est. 1921)", "The firm, established nineteen twenty one"),
        ("3.7 percentage pts. lower", "three point seven percentage points lower"),
        ("(cap. 80,698)", "capacity eighty thousand six hundred and ninety eight"),
        ("cap. 12", "chapter twelve"),
    ],
    "codes and years": [
        ("spending in 2025 was", "spending in twenty twenty five was"),
        ("a card ending in 2025", "a card ending in two zero two five"),
    ],
    "persons with a numeral": [
        ("Jack Smith III, 91, died", "Jack Smith the third, ninety one, died"),
        ("Final Fantasy VII, 1997", "Final Fantasy seven, nineteen ninety seven"),
        ('John A. "Jack" Smith', "John A- Jack Smith"),
    ],
    "each": [
        ("$18-$22/hr", "eighteen dollars to twenty two dollars per hour"),
        ("32/41 mpg", "thirty two forty one miles per gallon"),
    ],
    "meters and millions": [
        ("a 9.1m (30ft) wall", "a nine point one meter, thirty foot, wall"),
        ("a 30-foot (9.1m) wall", "a thirty foot, nine point one meter, wall"),
        ("2.5m from the kerb", "two point five meters from the kerb"),
        ("the river rose to 6.2m", "the river rose to six point two meters"),
        ("a city of 8.9m people", "a city of eight point nine million people"),
        ("up 2.5m on last year", "up two point five million on last year"),
        ("the club (9.1m users)", "the club, nine point one million users"),
    ],
    "two measures": [
        (
            "the 1,340km (832-mile) border",
            "the one thousand three hundred and forty kilometer, eight hundred and thirty two mile, border",
        ),
        ("a 3nm, 6-core chip", "a three nanometer, six core chip"),
        ("a 10m x 5m pool", "a ten meter by five meter pool"),
        ("it is 10m x 5m in all", "it is ten meters by five meters in all"),
        ("walked 5km (3 miles) and", "walked five kilometers, three miles, and"),
    ],
    "odds and stars": [
        ("Odds of 100-1 were offered", "Odds of one hundred to one were offered"),
        ("The horse paid 11/4", "The horse paid eleven to four"),
        ("Dial *67 now", "Dial star sixty seven now"),
        ("an inch* of rain", "an inch of rain"),
        ("1.2 AU from the Sun.", "one point two A.U from the Sun."),
        ("on Sun. at noon", "on Sunday at noon"),
        ("1-2 in./hr", "one to two inches per hour"),
        ("a .45 ACP", "a forty five A.C.P"),
    ],
    "days by their numbers": [
        ("his next date is 12/19.", "his next date is december nineteenth."),
        ("starting 9/1.", "starting september first."),
        ("the week ended 11/22 was", "the week ended november twenty second was"),
        ("shot 6/15 from deep", "shot six of fifteen from deep"),
        ("on a 1/25 scale", "on a one twenty fifth scale"),
        ("cut by 1/3.", "cut by one third."),
        ("about 3/13 of them", "about three thirteenths of them"),
    ],
    "hours of opening": [
        ("Open Tues–Sun, 10–5", "Open Tuesday to Sunday, ten to five"),
        ("won the US Open 6-4", "won the U.S Open six four"),
        ("won on Saturday 10-4", "won on Saturday ten four"),
    ],
    "states and lands": [
        ("lives in N.Y. and works", "lives in New York and works"),
        ("the N.Y. Times", "the N.Y Times"),
        ("in N. Gaza now", "in North Gaza now"),
        ("in Rm. 2141", "in room twenty one forty one"),
    ],
    "notes": [
        ("see ¶ 14", "see paragraph fourteen"),
        ("a ¶ mark", "a mark"),
        ("No. 2025-114", "number twenty twenty five one hundred and fourteen"),
        ("up 4 c. from", "up four c. from"),
        ("2nd deg. burns", "second degree burns"),
    ],
    "towns of datelines": [
        ("LOS ANGELES -- Police", "los angeles, Police"),
        ("EL PASO, Texas (AP) — We", "el paso, Texas, A.P, We"),
        ("FBI CHIEF: We won", "F.B.I chief: We won"),
        ("the LOS file", "the L.O.S file"),
    ],
    "arrows and stars": [
        ("Read more →", "Read more"),
        ("Paris → Rome", "Paris to Rome"),
        ("an A* and two A*s", "an A- star and two A- stars"),
        ("an A* search", "an A- star search"),
    ],
    "thousands of India": [
        ("₹1,20,000", "one hundred and twenty thousand rupees"),
        ("Rs. 2,50,000", "two hundred and fifty thousand rupees"),
        ("in 1, 20, 300", "in one, twenty, three hundred"),
        ("Rp 5 trillion", "five trillion rupiah"),
    ],
    "minutes and stone": [
        ("in 26:14", "in twenty six fourteen"),
        ("at 23:14", "at twenty three fourteen"),
        ("he is 17st", "he is seventeen stone"),
        ("the 21st", "the twenty first"),
    ],
    "ranges of degrees": [
        ("5C-8C", "five to eight degrees Celsius"),
        ("45/59 seats", "forty five of fifty nine seats"),
        ("3/25 of it", "three twenty fifths of it"),
    ],
    "telephones": [("(02) 9555 0123", "zero two, nine five five five, zero one two three")],
    "millions of people": [
        ("leads 85m Anglicans", "leads eighty five million Anglicans"),
        ("a 3m Christmas tree", "a three meter Christmas tree"),
        ("the 400m Hurdles final", "the four hundred meter Hurdles final"),
    ],
    "times with a point": [
        ("the 3.30 at Ascot", "the three thirty at Ascot"),
        ("the 4.30 to Leeds", "the four thirty to Leeds"),
        ("a rise of 3.30 at least", "a rise of three point three zero at least"),
    ],
    "law and rand": [
        ("under s. 20 of the Act", "under section twenty of the Act"),
        ("S. 5 passed", "S five passed"),
        ("R v Smith [2024] UKSC 12", "R versus Smith twenty twenty four U.K.S.C twelve"),
        ("as told.[12] Then", "as told. Then"),
        ("R2.4 billion and R150 000", "two point four billion rand and one hundred and fifty thousand rand"),
        ("the R2D2 robot", "the R two D two robot"),
    ],
    "versions and codes": [
        ("v3.2.1–3.2.4", "version three point two point one to three point two point four"),
        ("error 0x8007", "error zero x eight zero zero seven"),
        ("10x20 m", "ten by twenty meters"),
        ("5 mg/kg/day", "five milligrams per kilogram per day"),
        ("2 yrs, 3 mths", "two years, three months"),
        ("$17/sh", "seventeen dollars per share"),
    ],
    "courts and lineages": [
        ("Count I alleges fraud", "Count one alleges fraud"),
        ("As you count I think", "As you count I think"),
        ("under Fed. R. Civ. P. 56", "under Federal Rule of Civil Procedure fifty six"),
        ("the Fed. R. Lee", "the Fed. R Lee"),
        ("the BA.2.86 strain", "the B.A point two point eighty six strain"),
        ("the B.1.1.7 variant", "the B point one point one point seven variant"),
    ],
    "minutes of goals": [
        ("won 2-0 (Kane 14', Bellingham 90')", "won two zero, Kane fourteenth minute, Bellingham ninetieth minute"),
        ("sold wood (oak 14', pine 8')", "sold wood, oak fourteen feet, pine eight feet"),
    ],
    "universities": [
        ("No. 1 Ohio St. beat us", "number one Ohio State beat us"),
        ("on Michigan St. near town", "on Michigan street near town"),
        ("12 Ohio St. in Reno", "twelve Ohio street in Reno"),
    ],
    "short words": [
        ("43.1m b/d", "forty three point one million barrels per day"),
        ("a 27-yr, 3-mo. term", "a twenty seven year, three month term"),
        ("every 2 h.", "every two hours."),
        ("model 2 h later", "model two h later"),
        ("1/2 c. milk, 3 c. rice", "one half cup milk, three cups rice"),
        ("c. 1920", "circa nineteen twenty"),
        ("2 doz. eggs", "two dozen eggs"),
        ("p. A12", "page A- twelve"),
        ("W/D hookup w/ sink", "W D hookup with sink"),
    ],
    "clocks of live pages": [
        ("14:05: He left", "fourteen oh five: He left"),
        ("1m 46.5s", "one minute forty six point five seconds"),
        ("a 3:1: ratio", "a three: one: ratio"),
    ],
    "lengths": [
        ('6"-10" of snow', "six to ten inches of snow"),
        ("above 2,000' today", "above two thousand feet today"),
    ],
    "codes of products": [
        ("the WH-1000XM6", "the W.H one thousand X.M six"),
        ("the R6725", "the R six seven two five"),
    ],
}


@pytest.mark.parametrize(("written", "expected"), [pair for pairs in CASES.values() for pair in pairs])
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")) == expected
