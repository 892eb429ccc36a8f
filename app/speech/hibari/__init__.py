"""hibari: 8 MB students of Kokoro's English voices. The embedded English voice is one of them."""

from app.speech.hibari.make import Hibari

__all__ = ["Hibari"]
