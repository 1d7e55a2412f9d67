"""SPF records (RFC 7208), read as a receiving server reads them: which addresses they permit, and at what cost."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from azukari.lib.dns import Dns

MOST_LOOKUPS = 10  # RFC 7208 4.6.4
_DEEPEST = 10


@dataclass(slots=True)
class Read:
    """What a record says.

    Args:
        end: its last word about everybody else: ``~all``, ``-all``; empty if there is none.
        faulty: whether it cannot be read.
    """

    networks: list[IPv4Network | IPv6Network] = field(default_factory=list)
    lookups: int = 0
    end: str = ""
    faulty: bool = False

    def permits(self, address: str) -> bool:
        """Whether it names this address."""
        one = ip_address(address)
        return any(one.version == network.version and one in network for network in self.networks)


class Spf:
    """Reads records out of the DNS."""

    def __init__(self, dns: Dns) -> None:
        self._dns = dns

    def read(self, domain: str) -> Read:
        """The record of a domain, with all that it includes.

        Raises:
            Unknown: the DNS could not be asked.
        """
        found = Read()
        self._follow(domain, found, 0, outermost=True)
        return found

    def _follow(self, domain: str, found: Read, depth: int, *, outermost: bool) -> None:
        records = [text for text in self._dns.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
        if len(records) != 1 or depth > _DEEPEST or found.lookups > MOST_LOOKUPS:
            found.faulty = found.faulty or len(records) != 1
            return
        for term in records[0].split()[1:]:
            self._take(term, domain, found, depth, outermost=outermost)

    def _take(self, term: str, domain: str, found: Read, depth: int, *, outermost: bool) -> None:
        sign, plain = (term[0], term[1:]) if term[0] in "+-~?" else ("+", term)
        name, _, value = plain.partition("=" if plain.lower().startswith(("redirect=", "exp=")) else ":")
        name, _, width = name.partition("/")
        match name.lower():
            case "all":
                found.end = f"{sign}all" if outermost else found.end
            case "ip4" | "ip6":
                self._network(value, found, permits=sign == "+")
            case "a" | "mx":
                found.lookups += 1
                host, _, own = value.partition("/")
                hosts = [host or domain] if name.lower() == "a" else self._dns.exchangers(host or domain)
                for address in (address for each in hosts for address in self._dns.addresses(each)):
                    size = own or width
                    narrow = f"{address}/{size}" if size.isdecimal() and ":" not in address else address
                    self._network(narrow, found, permits=sign == "+")
            case "include" | "redirect":
                found.lookups += 1
                self._follow(value, found, depth + 1, outermost=outermost and name.lower() == "redirect")
            case "exists" | "ptr":
                found.lookups += 1
            case "exp":
                pass
            case _:
                found.faulty = found.faulty or "=" not in term

    @staticmethod
    def _network(text: str, found: Read, *, permits: bool) -> None:
        try:
            network = ip_network(text, strict=False)
        except ValueError:
            found.faulty = True
            return
        if permits:
            found.networks.append(network)
