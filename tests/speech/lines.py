"""Lines for tests: words into spoken tokens."""

from app.text.spoken.token import SpokenToken


def tokens_of(text: str) -> tuple[SpokenToken, ...]:
    """One token per word of `text`, each with its own span."""
    tokens = []
    at = 0
    for word in text.split(" "):
        tokens.append(SpokenToken(word, at, at + len(word)))
        at += len(word) + 1
    return tuple(tokens)
