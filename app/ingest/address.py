"""Which addresses may be fetched: the checks that keep a stranger's address out of the private network.

Names are resolved once and the connection goes to the address that was checked, so a name that changes its mind
between check and connect (DNS rebinding) gains nothing.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Collection
from dataclasses import dataclass

import httpx2

from app.errors import AddressRefusedError, FetchError

LONGEST_URL = 2_000
PORTS = frozenset({80, 443})
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}\Z")
NEVER = tuple(
    ipaddress.ip_network(network)
    for network in (
        "::/96",  # IPv4-compatible, RFC 4291
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # NAT64, RFC 8215
        "2001::/32",  # Teredo, RFC 4380
        "2002::/16",  # 6to4, RFC 3056
        "fec0::/10",  # site-local, RFC 3879
    )
)
"""`is_global` is True for some of these although they can lead to a private IPv4 address."""

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Limits:
    """What the site opened beyond public hosts on ports 80 and 443."""

    private_hosts: Collection[str] = ()
    """Names, or `name:port`, that may be fetched although they are private."""

    ports: Collection[int] = PORTS

    def opens(self, host: str, port: int) -> bool:
        """Whether a private address may answer for this host."""
        return host in self.private_hosts or f"{host}:{port}" in self.private_hosts


def is_among(host: str, names: Collection[str]) -> bool:
    """Whether a host is one of these: names, or "*." and the end of names."""
    return any(host == name or (name[:2] == "*." and host.endswith(name[1:])) for name in names)


def parse_url(text: str, limits: Limits) -> httpx2.URL:
    """The address, in its normal form. Raises AddressRefusedError."""
    if len(text) > LONGEST_URL:
        raise AddressRefusedError(f"The address has more than {LONGEST_URL} characters.")
    try:
        url = httpx2.URL(text.strip())
    except (httpx2.InvalidURL, ValueError, UnicodeError) as error:
        raise AddressRefusedError("That is not a valid address.") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise AddressRefusedError("Only http and https addresses are fetched.")
    if url.userinfo:
        raise AddressRefusedError("An address may not hold a name or password.")
    port = port_of(url)
    host = url.raw_host.decode("ascii")
    if not _HOST.match(host):
        raise AddressRefusedError("That is not the name of a host.")
    if port not in limits.ports and f"{host}:{port}" not in limits.private_hosts:
        raise AddressRefusedError(f"Port {port} is not fetched. ANNOUNCER_FETCH_PORTS names those that are.")
    return url.copy_with(fragment=None)


def port_of(url: httpx2.URL) -> int:
    """The port, also where the scheme implies it."""
    return url.port or {"http": 80, "https": 443}[url.scheme]


async def resolve(url: httpx2.URL, limits: Limits) -> list[str]:
    """The addresses of its host, each checked. Raises AddressRefusedError if any is private, FetchError for none."""
    host, port = url.raw_host.decode("ascii"), port_of(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"The host {url.host} is not known.", retry_after_s=60) from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not limits.opens(host, port) and not all(is_public(address) for address in addresses):
        detail = f"The host {url.host} leads into a private network. ANNOUNCER_PRIVATE_HOSTS names those that may."
        raise AddressRefusedError(detail)
    if not addresses:
        raise FetchError(f"The host {url.host} has no address.", retry_after_s=60)
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet and to nothing else, in whatever way it is written."""
    try:
        ip: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    tunnelled = any(ip.version == network.version and ip in network for network in NEVER)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not tunnelled
