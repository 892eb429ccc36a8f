"""The lexicon: what the newsroom says about pronunciation, kept as data that it edits."""

from app.lexicon.entries import Entry, Origin
from app.lexicon.lexicons import Lexicons

__all__ = ["Entry", "Lexicons", "Origin"]
