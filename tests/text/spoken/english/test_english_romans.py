"""Roman numerals."""

import pytest

from app.text.spoken import speak

CASES = {
    "counted": [
        ("Chapter XI", "Chapter eleven"),
        ("Phase III", "Phase three"),
        ("WWII", "World War two"),
        ("World War II-era", "World War two era"),
        ("Sections I-IV", "Sections one to four"),
        ("Parts II and III", "Parts two and three"),
        ("Vol. II", "volume two"),
        ("page xii", "page twelve"),
        ("GTA V", "G.T.A five"),
        ("Artemis II", "Artemis two"),
        ("Diablo IV", "Diablo four"),
    ],
    "reigns and sons": [
        ("Henry VIII's wives", "Henry the eighth's wives"),
        ("Carl XVI Gustaf", "Carl the sixteenth Gustaf"),
        ("Harald V", "Harald the fifth"),
        ("Robert Griffin III", "Robert Griffin the third"),
        ("Juan Carlos I", "Juan Carlos the first"),
    ],
    "centuries": [
        ("the XIX century", "the nineteenth century"),
    ],
    "letters": [
        ("Malcolm X", "Malcolm X"),
        ("Group C", "Group C"),
        ("Generation X", "Generation X"),
        ("an IV drip", "an I.V drip"),
        ("Part D", "Part D"),
        ("size XL", "size X.L"),
        ("in the war I fought", "in the war I fought"),
        ("James I think", "James I think"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
