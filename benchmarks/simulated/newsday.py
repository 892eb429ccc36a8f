"""What newsrooms publish: how many articles, how long, when, in which voice.

Known: 125 articles a day and a median of 700 words are the Boston Globe's, as in `benchmarks.night`; 700 words are five
minutes (docs/deploy.md). Assumed, and stated in docs/cluster.md: lengths are lognormal, a sentence has 17.5 words, half
of all sites write about the same great news within minutes, and of ten voices the first reads the most.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

ARTICLES_A_DAY = 125
MEDIAN_WORDS = 700
SPREAD = 0.5
"""Of the logarithm of the number of words; that of a sentence's length too."""
LONGEST_WORDS = 51_000
SECONDS_A_WORD = 300 / 700
WORDS_A_LINE = 17.5
PEAK = 2.0
"""How many times the day's mean is published in its busiest hour."""
ECHO = 0.5
"""How many of the sites write about great news, once each …"""
ECHO_S = 180.0
"""… after this time, in the mean (exponential)."""
VOICES = 10


@dataclass(slots=True)
class Article:
    """An article to be spoken: when it is asked for, by which voice, and each Line's seconds of sound."""

    at_s: float
    voice: int
    sounds: list[float]


def lines_of(chance: np.random.Generator, count: int) -> list[list[float]]:
    """`count` articles, each as its Lines' seconds of sound; the first Line is its headline."""
    words = np.minimum(MEDIAN_WORDS * chance.lognormal(0, SPREAD, count), LONGEST_WORDS)
    lines = np.maximum(2, np.rint(words / WORDS_A_LINE)).astype(int)
    lengths = chance.lognormal(-(SPREAD**2) / 2, SPREAD, int(lines.sum())) * WORDS_A_LINE * SECONDS_A_WORD
    return [part.tolist() for part in np.split(lengths, np.cumsum(lines)[:-1])]


def voices_of(chance: np.random.Generator, count: int, voices: int = VOICES) -> np.ndarray:
    """Who reads each article: the n-th voice with a weight of 1/n (Zipf)."""
    weights = 1 / np.arange(1, voices + 1)
    return chance.choice(voices, count, p=weights / weights.sum())


def peak_hour(
    chance: np.random.Generator, *, sites: int, seconds: float, news_at_s: float | None = None, voices: int = VOICES
) -> list[Article]:
    """What that many sites publish in `seconds` of their busiest hour, with great news at a moment of it, by time."""
    steady = chance.poisson(sites * ARTICLES_A_DAY / 86_400 * PEAK * seconds)
    times = chance.uniform(0, seconds, steady)
    if news_at_s is not None:
        echo = news_at_s + chance.exponential(ECHO_S, chance.binomial(sites, ECHO))
        times = np.concatenate([times, echo[echo < seconds]])
    times.sort()
    readers = voices_of(chance, len(times), voices)
    lines = lines_of(chance, len(times))
    return [Article(*each) for each in zip(times.tolist(), readers.tolist(), lines, strict=True)]


def archive(chance: np.random.Generator, *, voices: int = VOICES) -> Iterator[Article]:
    """Articles without end that nobody waits for: a newsroom's archive, read to it night and day."""
    while True:
        readers = voices_of(chance, 500, voices).tolist()
        for voice, sounds in zip(readers, lines_of(chance, 500), strict=True):
            yield Article(0.0, voice, sounds)
