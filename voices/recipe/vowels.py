"""Where the vowels of a man's Turkish lie, and the scale on which an ear compares them."""

USUAL = {
    "a": (670, 1250), "e": (480, 1750), "i": (300, 2100), "o": (440, 900), "u": (340, 850), "y": (300, 1650),
    "œ": (430, 1300), "ɯ": (400, 1450),
}  # fmt: skip
"""F1 and F2 in Hz by espeak's symbol, rounded; of ü, ö, ı those that the recipe aims at."""


def bark(hertz: float) -> float:
    """Traunmüller 1990."""
    return 26.81 * hertz / (1960 + hertz) - 0.53


def hertz_of(bark_: float) -> float:
    """The other way round."""
    return 1960 * (bark_ + 0.53) / (26.28 - bark_)
