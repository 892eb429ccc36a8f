"""Addresses of pages and mail, files, names with @ and tags."""

import pytest

from app.text.spoken import speak

CASES = {
    "pages": [
        ("localhost:8080", "localhost colon eight zero eight zero"),
        ("example.org?x=1", "example dot org question mark x equals one"),
        ("example.com:8080/a", "example dot com colon eight zero eight zero slash a"),
    ],
    "files": [
        ("report.pdf", "report dot pdf"),
        ("file.tar.gz", "file dot tar dot gz"),
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
