"""The starter list in Turkish sentences: read as Turks say the names, suffixes in the vowels of that."""

from pathlib import Path

import pytest

from app.lexicon.lexicons import Lexicons
from app.store.shelf import FileShelf
from app.text.spoken import speak


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("OpenAI'nin GPT-5'i", "opın ey ayın ci pi ti beşi"),
        ("Apple’ın iPad’i", "epılın aypedi"),
        ("iPhone 17'nin iOS'u", "ayfon on yedinin ay o esi"),
        ("YouTube'da deepfake'ler", "yutubda dipfeykler"),
        ("Hugging Face'teki Llama 4", "haging feysteki lama dört"),
        ("Chatbot'u, CHATBOT'u", "çetbotu, çetbotu"),
        ("Wi-Fi 7 ve Covid-19", "vayfay yedi ve kovid on dokuz"),
    ],
)
def test_names_with_suffixes(tmp_path: Path, written: str, spoken: str) -> None:
    lexicon = Lexicons(FileShelf(tmp_path)).pronunciations("tr")
    assert " ".join(token.text for token in speak(written, "tr", lexicon)) == spoken
