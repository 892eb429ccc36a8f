"""The unit of spoken form."""

from typing import NamedTuple


class SpokenToken(NamedTuple):
    """One spoken word, with the punctuation that follows it, and the written characters it comes from.

    A tuple, for an article has many thousands and a tuple is made in a third of a dataclass's time.
    """

    text: str
    """Plain lower- or mixed-case words for the phonemiser ("million", "dollars,") or raw phonemes in double brackets
    ("[[kwˈɛn]]")."""

    start: int
    end: int
    """Character offsets into the Line's written text; several tokens may share one span ("$3.5m" is five tokens over
    the same five characters)."""
