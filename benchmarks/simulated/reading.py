"""An article while it is spoken: its Lines' way from the queue into one MP3, in order."""

from collections import deque
from collections.abc import Iterator

from benchmarks.simulated.costs import Costs
from benchmarks.simulated.newsday import Article


class Node:
    """Joins and encodes what workers speak, one thing after another; `speakers` of its own speak first Lines."""

    def __init__(self, speakers: int) -> None:
        self.idle = speakers
        self.waiting: deque[Reading] = deque()
        self.free_at_s = 0.0
        self.holds: set[int] = set()
        """Voices; a node keeps all that its listeners want."""


class Reading:
    """One article on its node. Asks for Lines up to `ahead` before the one that is to be joined next."""

    __slots__ = (
        "ahead",
        "article",
        "asked",
        "begun_s",
        "costs",
        "first_word_s",
        "is_live",
        "joined",
        "late_s",
        "node",
        "played_s",
        "ready_s",
        "spoken",
    )

    def __init__(
        self, article: Article, node: Node, costs: Costs, *, begun_s: float, ahead: int, is_live: bool
    ) -> None:
        self.article = article
        self.node = node
        self.costs = costs
        self.begun_s = begun_s
        self.ahead = ahead
        self.is_live = is_live
        self.spoken = bytearray(len(article.sounds))
        self.asked = 0
        self.joined = 0
        self.first_word_s = 0.0
        self.played_s = 0.0
        self.late_s = 0.0
        self.ready_s = 0.0

    @property
    def is_ready(self) -> bool:
        """Whether all Lines are joined."""
        return self.joined == len(self.spoken)

    def to_ask(self) -> Iterator[int]:
        """The Lines to be asked for now."""
        while self.asked < min(len(self.spoken), self.joined + self.ahead):
            self.asked += 1
            yield self.asked - 1

    def hears(self, at_s: float) -> None:
        """The listener hears the first word then."""
        self.first_word_s = at_s - self.begun_s

    def add(self, line: int, now_s: float) -> bool:
        """A Line was spoken: join what is whole now. False when it was spoken before."""
        if self.spoken[line]:
            return False
        self.spoken[line] = 1
        while self.joined < len(self.spoken) and self.spoken[self.joined]:
            sound_s = self.article.sounds[self.joined]
            self.node.free_at_s = max(now_s, self.node.free_at_s) + sound_s * self.costs.joining
            self._plays(self.node.free_at_s, sound_s)
            self.joined += 1
        return True

    def _plays(self, there_s: float, sound_s: float) -> None:
        """The next Line can be heard from `there_s` on; who listens has had to wait for it, or not."""
        if self.joined == 0:
            self.first_word_s = self.first_word_s or there_s - self.begun_s
        else:
            due_s = self.begun_s + self.first_word_s + self.played_s + self.late_s
            self.late_s += max(0.0, there_s - due_s)
        self.played_s += sound_s
        self.ready_s = there_s - self.begun_s
