"""What follows an apostrophe after a word that the lexicon says."""

_SIBILANTS = tuple("szʃʒ")
_VOICELESS = tuple("ptkfθ")
_OTHERS = {"d": "d", "ll": "əl", "re": "ɚ", "ve": "v", "m": "m", "t": "t"}


def contracted(word: str, suffix: str) -> tuple[str, ...]:
    """Join them: "kwen" and "s" are "kwen's"; after phonemes the ending is phonemes, fit to its neighbour."""
    if not word.endswith("]]"):
        return (f"{word}'{suffix}",)
    phonemes = word[:-2].rstrip()
    if suffix.lower() == "s":
        ending = "ɪz" if phonemes.endswith(_SIBILANTS) else "s" if phonemes.endswith(_VOICELESS) else "z"
        return (f"{phonemes}{ending}]]",)
    ending = _OTHERS.get(suffix.lower(), "")
    return (f"{phonemes}{ending}]]",) if ending else (word, suffix)
