"""Look-ups in the DNS: what is there, what is not, and what could not be asked; the last two are never the same."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from azukari.lib.lazy_import import lazy_import

if TYPE_CHECKING:
    from dns import exception, resolver, reversename
else:
    exception, resolver, reversename = map(lazy_import, ("dns.exception", "dns.resolver", "dns.reversename"))

SECONDS = 5.0
"""How long one look-up may take."""


class Unknown(Exception):
    """The DNS could not be asked, or did not answer in order."""


class Dns:
    """
    Args:
        server: the address and port of a server to ask; the machine's own otherwise.
    """

    def __init__(self, server: tuple[str, int] | None = None) -> None:
        try:
            self._resolver = resolver.Resolver(configure=server is None)
        except exception.DNSException as error:  # a machine without any
            raise Unknown from error
        if server:
            self._resolver.nameservers, self._resolver.port = [server[0]], server[1]
        self._resolver.lifetime = SECONDS

    def exists(self, name: str) -> bool:
        """Whether there is such a name at all.

        Raises:
            Unknown: as everywhere here.
        """
        return self._ask(name, "SOA") is not None or self._ask(name, "MX") is not None

    def texts(self, name: str) -> tuple[str, ...]:
        """The TXT records of a name, each put together."""
        return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT") or ())

    def addresses(self, name: str) -> tuple[str, ...]:
        """Its IPv4 and IPv6 addresses."""
        ask = partial(self._ask, name)
        return tuple(record.address for kind in ("A", "AAAA") for record in ask(kind) or ())

    def exchangers(self, name: str) -> tuple[str, ...]:
        """The hosts that take its mail in."""
        return tuple(str(record.exchange).rstrip(".") for record in self._ask(name, "MX") or ())

    def names(self, address: str) -> tuple[str, ...]:
        """The names that an address says it has (PTR)."""
        pointer = reversename.from_address(address).to_text()
        return tuple(str(record.target).rstrip(".") for record in self._ask(pointer, "PTR") or ())

    def _ask(self, name: str, kind: str) -> "resolver.Answer | None":
        try:
            return self._resolver.resolve(name, kind, search=False)
        except resolver.NXDOMAIN:
            return None
        except resolver.NoAnswer:
            return self._resolver.resolve(name, kind, search=False, raise_on_no_answer=False)
        except (exception.DNSException, OSError) as error:
            raise Unknown from error


type Make = Callable[[], Dns]
