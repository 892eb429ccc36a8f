"""The unit of spoken form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpokenToken:
    """One spoken word, with the punctuation that follows it, and the written characters it comes from.

    `text` is plain lower- or mixed-case words for the phonemiser ("million", "dollars,") or raw phonemes in
    double brackets ("[[kwˈɛn]]"). `start` and `end` are character offsets into the Line's written text;
    several tokens may share one span ("$3.5m" is five tokens over the same five characters).
    """

    text: str
    start: int
    end: int
