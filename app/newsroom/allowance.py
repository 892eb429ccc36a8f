"""How much the public may have made of pages that nobody listed: a little, and each network its own part."""

import ipaddress
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Callable

from app.errors import BusyError, TooManyRequestsError

NEW_A_MINUTE = 20
"""Of one network: more than its people open new pages, less than would be worth a script."""
AT_ONCE_OF_ONE = 3
AT_ONCE = 8
"""Pages fetched or rendered at once, of all networks."""
REMEMBERED = 10_000
RETRY_S = 10
PREFIXES = {4: 24, 6: 56}
"""What one customer of a provider has, roughly."""


def network_of(host: str | None) -> str:
    """The network of an IP address; what is none belongs to one network of its own."""
    try:
        address = ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return ""
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    address = mapped or address
    return str(ipaddress.ip_network(f"{address}/{PREFIXES[address.version]}", strict=False))


class Allowance:
    """New pages by the network that asks for them; one network's failures cost no other anything."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun: OrderedDict[str, deque[float]] = OrderedDict()
        self._under_way: Counter[str] = Counter()

    def begin(self, network: str) -> Callable[[], None]:
        """Take a place; call what is returned to give it back.

        Raises TooManyRequestsError when that network asks for too many, BusyError when all do.
        """
        begun = self._begun.setdefault(network, deque(maxlen=NEW_A_MINUTE))
        self._begun.move_to_end(network)
        while len(self._begun) > REMEMBERED:
            self._begun.popitem(last=False)
        now = self._clock()
        if len(begun) == NEW_A_MINUTE and now - begun[0] < 60:
            raise TooManyRequestsError("Your network asked for many new pages just now.", retry_after_s=60)
        if self._under_way[network] >= AT_ONCE_OF_ONE:
            raise TooManyRequestsError("New pages that your network asked for are being made.", retry_after_s=RETRY_S)
        if self._under_way.total() >= AT_ONCE:
            raise BusyError("Many new pages are being made; please ask again.", retry_after_s=RETRY_S)
        begun.append(now)
        self._under_way[network] += 1
        return lambda: self._end(network)

    def _end(self, network: str) -> None:
        self._under_way[network] -= 1
        if not self._under_way[network]:
            del self._under_way[network]
