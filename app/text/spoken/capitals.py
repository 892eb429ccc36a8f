"""Words in capitals: a headline that is set in them, where no word is an acronym for sure."""

SHOUTED = 40
"""Characters to either side that tell a headline in capitals."""


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether the words around are in capitals too."""
    around = text[max(0, start - SHOUTED) : start] + text[end : end + SHOUTED]
    return sum(map(str.isalpha, around)) > SHOUTED // 4 and not any(map(str.islower, around))
