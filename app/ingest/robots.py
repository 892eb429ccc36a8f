"""What each site's robots.txt says, for a while."""

import time
from dataclasses import dataclass

from protego import Protego

REMEMBERED_S = 3_600
MAX_CHARACTERS = 500_000
"""RFC 9309, section 2.5: at least 500 kB must be read."""
LONGEST_DELAY_S = 5.0
"""A longer Crawl-delay would keep the night's job from ever ending."""
MOST_SITES = 1_000


@dataclass
class _Site:
    rules: Protego
    learned_at: float
    next_at: float = 0.0


class Robots:
    """The rules of the sites visited lately, for one user agent."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._sites: dict[str, _Site] = {}

    def knows(self, site: str) -> bool:
        """Whether its rules were learned lately."""
        found = self._sites.get(site)
        return found is not None and time.monotonic() - found.learned_at < REMEMBERED_S

    def learn(self, site: str, text: str) -> None:
        """Keep its robots.txt."""
        if len(self._sites) >= MOST_SITES:
            self._sites.clear()
        self._sites[site] = _Site(Protego.parse(text[:MAX_CHARACTERS]), time.monotonic())

    def allows(self, site: str, url: str) -> bool:
        """Whether the page may be fetched."""
        return bool(self._sites[site].rules.can_fetch(url, self._agent))

    def wait_s(self, site: str) -> float:
        """How long to wait before the next request, which then counts as made."""
        found = self._sites[site]
        delay_s = min(float(found.rules.crawl_delay(self._agent) or 0), LONGEST_DELAY_S)
        now = time.monotonic()
        at = max(now, found.next_at)
        found.next_at = at + delay_s
        return at - now
