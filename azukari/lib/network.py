"""Networks: the one that a request comes from, coarse enough to name nobody, fine enough to hold back a flood;
this very machine; and addresses of others on the web.
"""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})  # its usual names; the whole of 127/8 is it as well


_PART = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = re.compile(rf"((?:{_PART}\.){{3}}){_PART}")


def network(address: str) -> str:
    """The /24 of an IPv4 address or the /48 of an IPv6 one, as text; ``""`` for what is no address."""
    if plain := _IPV4.fullmatch(address):  # asked of every request, several times
        return f"{plain[1]}0/24"
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    if isinstance(parsed, IPv4Address):
        return f"{IPv4Address(int(parsed) & ~0xFF)}/24"
    return f"{IPv6Address(int(parsed) >> 80 << 80)}/48"


def client_address(peer: str, forwarded: str, *, trusted_proxy: str) -> str:
    """The address of the client, seen through our own proxy if there is one; ``""`` for what is no address.

    Args: as `client_network`.
    """
    said = forwarded.rpartition(",")[2] if trusted_proxy and peer == trusted_proxy and forwarded else peer
    try:
        return str(ip_address(said.strip().partition("%")[0]))
    except ValueError:
        return ""


def client_network(peer: str, forwarded: str, *, trusted_proxy: str) -> str:
    """The network of the client, seen through our own proxy if there is one.

    Args:
        peer: the address at the other end of the connection.
        forwarded: the header ``X-Forwarded-For``; only its last entry, which our proxy wrote, is believed.
        trusted_proxy: the address of that proxy, or ``""``.
    """
    if trusted_proxy and peer == trusted_proxy and forwarded:
        return network(forwarded.rpartition(",")[2])
    return network(peer)


def is_loopback(host: str) -> bool:
    """Whether ``host`` (a name or an address) can only mean this machine."""
    if host in _THIS_MACHINE:
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_secure(url: str) -> bool:
    """Whether it is an address that begins with https://; on this machine itself http:// will do."""
    try:
        at = urlsplit(url)
    except ValueError:
        return False
    host = at.hostname or ""
    return bool(host) and (at.scheme == "https" or (at.scheme == "http" and is_loopback(host)))


def is_https(url: str) -> bool:
    """Whether it is a whole address that begins with https://, and holds no name or password."""
    try:
        at = urlsplit(url)
        whole = bool(at.hostname) and "@" not in at.netloc and at.port != 0
    except ValueError:
        return False
    return at.scheme == "https" and whole and not re.search(r"\s", url)


_NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet: not private, link-local, loopback, multicast or reserved.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by both. What is no address is not
    public.
    """
    try:
        parsed = ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return False
    carried = [parsed, *(_carried(parsed) if isinstance(parsed, IPv6Address) else ())]
    if isinstance(parsed, IPv6Address) and (parsed.ipv4_mapped or parsed in _NAT64):
        carried = carried[1:]  # the prefix itself is reserved
    return all(one.is_global and not one.is_multicast for one in carried)


def _carried(address: IPv6Address) -> list[IPv4Address | IPv6Address]:
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        found.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in found if one is not None]


def may_reach(address: str, *, networks: Collection[str]) -> bool:
    """Whether a request to an address that somebody typed may go to this IP address (server-side request forgery).

    Args:
        address: the IP address to which the name resolved.
        networks: networks that are allowed besides the public internet, such as ``10.1.0.0/16``.
    """
    if is_public(address):
        return True
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    plain = (parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None) or parsed
    return any(plain in ip_network(one) for one in networks)


def is_network(text: str) -> bool:
    """Whether it is an IP address, or a network of them, such as ``10.1.0.0/16``."""
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
