"""A bound on the work that a text may ask for."""

_LEAST_TRIES = 14_000
_CHARACTERS_A_TRY = 20


class Tries:
    """How often rules are still tried in an article, or in a Line that is read alone.

    News has a place for a rule every 17 characters. What has many more is a long table or an attack; when its tries
    are spent, the rest is read character by character, in a time that does not depend on the rules.
    """

    __slots__ = ("left",)

    def __init__(self, characters: int) -> None:
        """For a text of that many characters."""
        self.left = _LEAST_TRIES + characters // _CHARACTERS_A_TRY
