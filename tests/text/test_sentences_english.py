"""Where English sentences end, kind by kind; "|" stands for an end."""

import pytest

from app.text.sentences import split_sentences

CASES = {
    "titles and initials": [
        "Lt. Col. J. R. Smith Jr. died.|He was 80.",
        "Gov. Gavin Newsom, D-Calif., spoke.|He left.",
        "The Rev. Dr. Martin Luther King Jr. spoke.|People wept.",
        "We make a good team, you and I.|Did you see Albert I. Jones?",
        "He is a Ph.D.|She is an M.B.A.|They work.",
    ],
    "dotted letters": [
        "Do you live in the U.S.?|I do.",
        "Oh, the U.S.!|What a place.",
        "U.S. v. Nixon was cited.|It was old.",
        'He said, "I love the U.S."|He smiled.',
        "P.S. I love you.",
        "The H.M.S. Pinafore sailed.|It sank.",
    ],
    "clock times": [
        "It opens at 10 a.m. Monday.|Bring a coat.",
        "The show was at 8 p.m. ET.|It was fun.",
        "It closes at 5 p.m.|Entry is free.",
        "Are you coming at 6 p.m.?|Yes.",
        "It closes at 5 p.m. (4 p.m. on Sundays).|Entry is free.",
    ],
    "words that are abbreviations before a number": [
        "Just say no.|It is easy.",
        "He is No. 1.|She is No. 2.",
        "See vol. 3, no. 2, p. 45.|It helps.",
        "See fn. 3 for more.|It helps.",
        "She has a degree in art.|He has none.",
        "He lives at 12 Main St. Apt. 4.|She lives next door.",
    ],
    "datelines": [
        "SANTA FE, N.M. (AP) — Police left.|More soon.",
        "Boston, Mass. (Reuters) - Police left.|More soon.",
        "She lives in Boston, Mass.|(It is cold.)|He left.",
        "It opens at 9 a.m. Sundays.|Come.",
        "He was 6'2\".|She was 5'9\".",
        "It lies at 40° N.|Boston is near.",
        'He said it was "42".|She left.',
        "It is on Sun. Nov. 3 at noon.|Come.",
        "The game is Sun.|Kickoff is at noon.",
    ],
    "shouted quotations": [
        '"He is a liar!" Smith said.|"I know it."',
        "“Is it?” Ms. Lee asked.|“Yes.”",
        '"Stop!"|Smith left at once.',
        "What?!|No.|Really?",
        "She said no.|Nobody listened.",
    ],
    "abbreviations within": [
        "It costs £20 incl. VAT.|It is cheap.",
        "See 123 F. Supp. 3d 456.|It held so.",
        "P.S. I love you.|N.B. It's late.",
        "State ex rel. Doe won.|She left.",
        "Take max. 4 g a day.|It was the max.|He left.",
        "The 9th Cir. and Sup. Ct. agreed.|Take Rte. 66 now.",
        "Cllr. Roe and Chmn. Fox spoke.|He built an app.|She left.",
        "Swiatek def. Gauff 6-1.|It was a feat.|Fans left.",
        "The 1st Inf. Div. left.|He was in the 1st Cav. Div.|He died.",
    ],
    "degrees": [
        "Heat to 350 degrees F.|Bake at once.",
        "It fell to 5 deg. C.|Snow fell.",
        "It hit 30°C.|Rain fell.",
    ],
    "single letters": [
        "It was plan B.|It failed.",
        "He called it “Plan B.”|It failed.",
        "It was him or I.|He stayed.",
        "It hit 40 C.|Rain is due.",
        "She took vitamin C.|Vitamin D came next.",
    ],
    "ellipses": [
        "Wait…|What?",
        "I never meant that....|She left the store.",
        "He thought of interpreting compounds.|. . . The practice went on. . . .",
        "He was [...] tired.|She was not.",
        "“Well… Bob left,” she said.|We nodded.",
    ],
    "parentheses": [
        "(It rained.)|We left.",
        "We left.|(It rained.)|They stayed.",
        "This is one (see p. 5).|This is another.",
        "Charles (Ind.) said so.|He left.",
    ],
    "quotations": [
        '"Is it over?" she asked.|"Yes."',
        "“First sentence. Second sentence,” he said.|Third.",
        'He called it a "mistake".|"Sure," she said.',
        'Did he say "go"?|She went.',
    ],
    "lists in a line": [
        "Vasari, b. 1511, c. 1550 a painter, d. 1574.|He wrote.",
        "Jan van Eyck (c. 1390, d. 1441) painted.|He died.",
        "Born c. 1450, d. 1519.|He wrote.",
        "⁃9. First things|⁃10. Last things",
        "i) one thing|ii) two things|iii) three things",
        "a) one|b) two|c) three",
        "w) one|x) two|y) three",
        "It shipped in May.|Users must upgrade.",
        "He said no.|Police left.",
        "See no. 5 and No. 10.",
        "They sold pens, etc.|Demand held.",
        "She moved to the U.K.|Police said so.",
        "The U.K. Government said so.",
        "He works for Acme Co.|Sales rose.",
        "The law: (a) The firm pays.|(b) The firm closes.",
        "The bill (a) bans guns, (b) taxes ammunition.",
        "“It is true.”|(She paused.)|“I was there.”",
        "It is due in Oct.|Tickets cost $5.",
        "Steps: 1. Open it.|2. Close it.",
    ],
    "names with a mark": [
        "Yum! Brands fell.|Target rose.",
        "Guess? Inc. fell.|Target rose.",
        "Panic! at the Disco played.|We danced.",
    ],
    "footnote marks": [
        "This is a test.¹|This is another.²",
        "This is true.*|This is not.",
        "This is a test.[1]|This is another.",
        "This is a test.1,2|This is another.",
    ],
    "addresses and files": [
        "Is amazon.com down?|Yes.",
        "Files like .zip and .rar work.|Others do not.",
        "Email a.b@c.com or d.e@f.org.|We reply.",
    ],
    "numbers": [
        "It scored 9.5/10.|Amazing.",
        "It is at 51.5074° N, 0.1278° W.|That is London.",
        "You can find it at N°. 1026.253.553.|That is where it is.",
        "It rose 3.5 percent to 1,000.50.|It fell.",
    ],
}


@pytest.mark.parametrize("text", [case for cases in CASES.values() for case in cases])
def test_a_sentence_ends_where_a_reader_would_end_it(text: str) -> None:
    written = text.replace("|", " ")
    assert [written[start:end] for start, end in split_sentences(written, "en")] == text.split("|")
