"""Addresses of pages and mail, files, names with @ and tags."""

import pytest

from app.text.spoken import speak

CASES = {
    "pages": [
        ("localhost:8080", "localhost colon eight zero eight zero"),
        ("example.org?x=1", "a link to example dot org"),
        ("See https://github.com/a/b/issues/12 now", "See a link to github dot com now"),
        ("www.bbc.co.uk", "W.W.W dot B.B.C dot co dot U.K"),
        ("the [third report](https://example.com/a)", "the third report"),
        ("example.com:8080/a", "example dot com colon eight zero eight zero slash a"),
    ],
    "files": [
        ("report.pdf", "report dot P.D.F"),
        ("file.tar.gz", "file dot tar dot G.Z"),
        ("a .zip file", "a dot zip file"),
        ("/usr/bin/python", "slash usr slash bin slash python"),
    ],
    "names": [
        ("@user123", "at user one two three"),
        ("@5pm", "at five P.M"),
        ("#COP28", "hashtag cop twenty eight"),
        ("#Budget2024", "hashtag Budget twenty twenty four"),
    ],
}


@pytest.mark.parametrize(
    ("written", "expected"), [case for cases in CASES.values() for case in cases], ids=lambda value: value
)
def test_is_said_as_a_newsreader_would(written: str, expected: str) -> None:
    assert " ".join(token.text for token in speak(written, "en")).rstrip(".") == expected.rstrip(".")
