"""What the world sees of our mail: SPF (RFC 7208), DKIM (RFC 6376), DMARC (RFC 7489), MTA-STS (RFC 8461) and PTR, each
with the record to publish. What cannot be asked is unknown, and never fine.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings

from azukari.core.mail import dkim
from azukari.core.mail.spf import MOST_LOOKUPS, Spf
from azukari.core.transfers.mail_gate import OWN
from azukari.lib.dns import Dns, Unknown
from azukari.lib.http_client import NoAnswer, exchange
from azukari.lib.network import is_loopback

_PIECE = 255  # bytes of one string of a TXT record


class RecordStatus(StrEnum):
    """How something stands, as it is shown."""

    FINE = "fine"
    ADVICE = "advice"  # mail arrives without it
    MISSING = "missing"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Seen:
    """One thing that the world sees.

    Args:
        says: a whole sentence.
        publish: the line of the zone to add; empty if there is none.
    """

    name: str
    standing: RecordStatus
    says: str
    publish: str = ""


def quoted(text: str) -> str:
    """A TXT record as a zone file has it, in pieces."""
    return " ".join(f'"{text[start : start + _PIECE]}"' for start in range(0, len(text), _PIECE))


def look(dns: Dns) -> list[Seen]:
    """Everything, in the order in which it is to be mended."""
    return [_checked(name, check, dns) for name, check in _CHECKS.items()]


type Say = Callable[..., Seen]
"""`Seen` of the name that is looked at: how it stands, a sentence, and what to publish if there is something."""


def _checked(name: str, check: Callable[[Dns, Say], Seen], dns: Dns) -> Seen:
    say = partial(Seen, name)
    try:
        if not dns.exists(dkim.domain()):
            return say(RecordStatus.UNKNOWN, f"The DNS that is asked from here knows no domain {dkim.domain()}.")
        return check(dns, say)
    except Unknown:
        return say(RecordStatus.UNKNOWN, "The DNS could not be asked, so nobody knows.")


def _envelope_domain() -> str:
    path: str = settings.AZUKARI.incoming.return_path or settings.AZUKARI.sender
    return path.rpartition("@")[2]


def _server() -> str:
    """The host that mail leaves from, as far as that is ours to say."""
    host = urlsplit(settings.AZUKARI.smtp).hostname or "localhost"
    if not is_loopback(host):
        return host if settings.AZUKARI.mail_operator == OWN else ""
    base = urlsplit(settings.AZUKARI.base_url).hostname or ""
    return "" if is_loopback(base) else base


def _spf(dns: Dns, say: Say) -> Seen:
    domain, host = _envelope_domain(), _server()
    records = [text for text in dns.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]
    publish = f"{domain}. IN TXT " + quoted(f"v=spf1 {f'a:{host}' if host else 'include:YOUR-PROVIDER'} ~all")
    if not records:
        return say(RecordStatus.MISSING, f"Nothing says which servers send mail for {domain}.", publish)
    if len(records) > 1:
        return say(RecordStatus.WRONG, f"{domain} has {len(records)} SPF records, so none counts. Keep one.")
    found = Spf(dns).read(domain)
    if found.lookups > MOST_LOOKUPS:
        return say(RecordStatus.WRONG, f"It leads to {found.lookups} look-ups, and ten are allowed. Shorten it.")
    if found.faulty:
        return say(RecordStatus.WRONG, "It cannot be read, or names a domain that has no SPF record.")
    if found.end not in ("~all", "-all"):
        return say(RecordStatus.WRONG, "It lets every server send. Let it end with ~all or -all.")
    missing = [address for address in (dns.addresses(host) if host else ()) if not found.permits(address)]
    if missing:
        return say(RecordStatus.WRONG, f"It does not name the server {host} ({', '.join(missing)}).", publish)
    return say(RecordStatus.FINE, f"One record of {domain} says which servers send its mail.")


def _dkim(dns: Dns, say: Say) -> Seen:
    selector: str = settings.AZUKARI.dkim_selector
    if not selector:
        return say(
            RecordStatus.UNKNOWN,
            "We sign nothing ourselves. Whether your mail server does, a test mail shows: azukari mail test ADDRESS. "
            "To sign here, run: azukari mail dkim",
        )
    for algorithm in dkim.ALGORITHMS:
        if algorithm != "rsa" and not dkim.key_file(selector, algorithm).exists():
            continue
        name = f"{dkim.name_of(selector, algorithm)}._domainkey.{dkim.domain()}"
        wanted = dkim.record(selector, algorithm)
        records, publish = dns.texts(name), f"{name}. IN TXT {quoted(wanted)}"
        if not records:
            return say(RecordStatus.MISSING, f"The key {name} is not published.", publish)
        if len(records) > 1 or _tags(records[0]).get("p") != _tags(wanted)["p"]:
            return say(RecordStatus.WRONG, f"Another key than ours is published as {name}.", publish)
    return say(RecordStatus.FINE, "The key that signs our mail is published.")


def _dmarc(dns: Dns, say: Say) -> Seen:
    domain = dkim.domain()
    publish = f"_dmarc.{domain}. IN TXT " + quoted(f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{domain}")
    labels = domain.split(".")
    for owner in (".".join(labels[at:]) for at in range(len(labels) - 1)):  # the domain and those above it
        records = [
            text for text in dns.texts(f"_dmarc.{owner}") if text.replace(" ", "").lower().startswith("v=dmarc1")
        ]
        if len(records) > 1:
            return say(RecordStatus.WRONG, f"_dmarc.{owner} has several records, so none counts. Keep one.")
        if records:
            return _judged(_tags(records[0]), owner, publish, say)
    return say(RecordStatus.MISSING, "Large mailbox providers ask for a DMARC record.", publish)


def _judged(tags: dict[str, str], owner: str, publish: str, say: Say) -> Seen:
    if tags.get("p") not in ("none", "quarantine", "reject"):
        return say(RecordStatus.WRONG, f"The record of _dmarc.{owner} names no policy (p=).", publish)
    path = _envelope_domain()
    apart = path != owner and not path.endswith(f".{owner}")
    if apart and not settings.AZUKARI.dkim_selector:
        return say(RecordStatus.WRONG, f"Bounces go to {path}, which is not {owner}, and nothing is signed here.")
    if tags["p"] == "none":
        return say(RecordStatus.FINE, "It is there and only watches (p=none). Once all is fine, make it stricter.")
    return say(RecordStatus.FINE, f"Whoever forges {owner} is turned away (p={tags['p']}).")


def _mta_sts(dns: Dns, say: Say) -> Seen:
    domain = dkim.domain()
    if not any(text.startswith("v=STSv1") for text in dns.texts(f"_mta-sts.{domain}")):
        publish = f"_mta-sts.{domain}. IN TXT " + quoted("v=STSv1; id=1")
        says = f"With MTA-STS, mail to {domain} travels encrypted alone. Its policy lies on mta-sts.{domain}."
        return say(RecordStatus.ADVICE, says, publish)
    url = f"https://mta-sts.{domain}/.well-known/mta-sts.txt"
    try:
        answer = exchange("GET", url, seconds=10.0)
    except NoAnswer:
        return say(RecordStatus.UNKNOWN, f"{url} could not be fetched.")
    if answer.status != 200 or not re.search(rb"^version:\s*STSv1", answer.body, re.MULTILINE):
        return say(RecordStatus.WRONG, f"{url} is no policy.")
    return say(RecordStatus.FINE, "Mail to us travels encrypted.")


def _ptr(dns: Dns, say: Say) -> Seen:
    host = _server()
    if not host:
        return say(RecordStatus.UNKNOWN, "Which server mail leaves from is your mail provider's matter: ask them.")
    addresses = dns.addresses(host)
    if not addresses:
        return say(RecordStatus.WRONG, f"{host} has no address in the DNS.")
    for address in addresses:
        names = dns.names(address)
        if not names:
            says = f"{address} has no name. Ask whoever gave you the address to name it {host}."
            return say(RecordStatus.MISSING, says)
        if not any(address in dns.addresses(name) for name in names):
            return say(RecordStatus.WRONG, f"{address} is called {names[0]}, which does not lead back to it.")
    return say(RecordStatus.FINE, f"The addresses of {host} have a name that leads back to them.")


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, equals, value in pairs if equals}


_CHECKS = {"SPF": _spf, "DKIM": _dkim, "DMARC": _dmarc, "MTA-STS": _mta_sts, "PTR": _ptr}
