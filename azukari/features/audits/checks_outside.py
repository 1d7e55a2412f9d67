"""Controls that look at this instance as the world sees it: TLS, mail authentication. Without a network: unknown."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from azukari.core.mail import dns_records
from azukari.core.mail.dns_records import RecordStatus
from azukari.lib import certificate
from azukari.lib.control import Doubt, Findings, Unknown
from azukari.lib.dns import Dns
from azukari.lib.dns import Unknown as NoDns
from azukari.lib.network import is_loopback
from azukari.lib.sentence import Sentence

SOON = timedelta(days=14)

_NO_TLS = Sentence("The public address does not begin with https://. Set base_url in azukari.toml.")
_NOT_TRUSTED = Sentence(
    "The certificate of the public address is not to be trusted: it is out of date, or of another name."
)
_THIS_MACHINE = Sentence("This instance is reached only from this machine, so there is no encryption to check.")
_NO_MAIL_LEAVES = Sentence("Mail does not leave this machine, so there is nothing to look at that proves whose it is.")
_NOT_REACHED = Sentence("The public address could not be reached from here, so nobody knows.")
_ENDS = Sentence("The certificate of the public address ends in %(days)d days. Renew it.")
_NO_DNS = Sentence("This machine has no DNS to ask, so nobody knows how the world sees our mail.")
_DNS_SILENT = Sentence("The DNS did not answer every question about our mail, so nobody knows.")
_MAIL_IN_CLEAR = Sentence(
    "Mail goes to its server without encryption. Write smtp+starttls:// or smtps:// in azukari.toml."
)
_DATABASE_IN_CLEAR = Sentence("The database is reached without encryption. Write ?sslmode=verify-full at its address.")
_FLAWS = {
    RecordStatus.MISSING: Sentence("%(name)s is missing. Run: azukari doctor mail"),
    RecordStatus.WRONG: Sentence("%(name)s is wrong. Run: azukari doctor mail"),
}


def tls(now: datetime) -> Findings:
    """A real handshake with the public address. On this machine alone there is none to look at."""
    at = urlsplit(settings.AZUKARI.base_url)
    host = at.hostname or ""
    if is_loopback(host):
        raise Unknown(Doubt.EARLY, _THIS_MACHINE())
    if at.scheme != "https":
        yield _NO_TLS()
        return
    try:
        ends = certificate.ends(host, at.port or 443)
    except certificate.NotTrusted:
        yield _NOT_TRUSTED()
        return
    except certificate.NotReached as error:
        raise Unknown(Doubt.SILENT, _NOT_REACHED()) from error
    if ends - now < SOON:
        yield _ENDS(days=max((ends - now).days, 0))


def mail(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """SPF, DKIM, DMARC and the rest, as the DNS shows them. Where mail does not leave this machine there are none."""
    if not settings.AZUKARI.smtp or is_loopback(urlsplit(settings.AZUKARI.base_url).hostname or ""):
        raise Unknown(Doubt.EARLY, _NO_MAIL_LEAVES())
    try:
        seen = dns_records.look(Dns())
    except NoDns as error:
        raise Unknown(Doubt.SILENT, _NO_DNS()) from error
    for one in seen:
        if one.standing in _FLAWS:
            yield _FLAWS[one.standing](name=one.name)
    if any(one.standing is RecordStatus.UNKNOWN for one in seen):
        raise Unknown(Doubt.SILENT, _DNS_SILENT())


def hops(now: datetime) -> Findings:  # noqa: ARG001 - every control gets the time
    """The stretches behind this program: to the mail server and to the database."""
    at = urlsplit(settings.AZUKARI.smtp)
    if at.scheme == "smtp" and not is_loopback(at.hostname or ""):
        yield _MAIL_IN_CLEAR()
    held = connection.settings_dict
    host = str(held.get("HOST") or "")
    beyond = connection.vendor == "postgresql" and any(
        one and not one.startswith("/") and not is_loopback(one) for one in host.split(",")
    )
    if beyond and held.get("OPTIONS", {}).get("sslmode") not in ("require", "verify-ca", "verify-full"):
        yield _DATABASE_IN_CLEAR()
