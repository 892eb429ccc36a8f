"""The lexicon: what the newsroom says about pronunciation, kept as data that it edits."""

from app.lexicon.entries import Entry, Origin
from app.lexicon.lexicons import Lexicons
from app.lexicon.uses import Use, find_uses

__all__ = ["Entry", "Lexicons", "Origin", "Use", "find_uses"]
