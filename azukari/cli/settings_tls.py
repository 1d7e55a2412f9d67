"""Faults of the certificate that the settings name: unreadable, out of date, for other names, or of another key."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

from azukari.lib.instance import Instance, Tls

_ALTERNATIVES = x509.SubjectAlternativeName


def tls_faults(instance: Instance, *, now: datetime) -> Iterator[str]:
    """What keeps browsers from trusting the server by TLS, a sentence each; nothing where a proxy speaks it."""
    if instance.tls is None:
        return
    unread = [_unread(path) for path in (instance.tls.certificate, instance.tls.key)]
    if any(unread):
        yield from (said for said in unread if said)
        return
    yield from _certificate(instance, instance.tls, now)


def _unread(path: Path) -> str:
    try:
        path.read_bytes()
    except OSError as error:
        return f"{path}, named under [tls], cannot be read: {error.strerror}."
    return ""


def _certificate(instance: Instance, tls: Tls, now: datetime) -> Iterator[str]:
    try:
        shown, *_chain = x509.load_pem_x509_certificates(tls.certificate.read_bytes())
    except ValueError:
        yield f"{tls.certificate}, named under [tls], holds no certificate in PEM. Name the file with the whole chain."
        return
    yield from _key(tls, shown)
    if now > shown.not_valid_after_utc:
        day = shown.not_valid_after_utc.date()
        yield f"The certificate {tls.certificate} has expired on {day}. Renew it, then restart Azukari."
    if now < shown.not_valid_before_utc:
        day = shown.not_valid_before_utc.date()
        yield f"The certificate {tls.certificate} is not good before {day}. See that this machine's clock is right."
    names = _names(shown)
    if not any(_covers(name, instance.host) for name in names):
        yield (
            f"The certificate {tls.certificate} is for {', '.join(names) or 'no name'}, and base_url for"
            f" {instance.host}. Get one for that name, or correct base_url."
        )


def _key(tls: Tls, shown: x509.Certificate) -> Iterator[str]:
    try:
        key = load_pem_private_key(tls.key.read_bytes(), password=None)
    except TypeError:
        yield f"The key {tls.key} is locked by a password, which nobody could type. Name a file without one, mode 0600."
    except ValueError:
        yield f"{tls.key}, named under [tls], holds no private key in PEM."
    else:
        if _public(key) != shown.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo):
            yield f"The key {tls.key} belongs to another certificate than {tls.certificate}. Name the two that match."


def _public(key: PrivateKeyTypes) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _names(shown: x509.Certificate) -> Sequence[str]:
    try:
        found = shown.extensions.get_extension_for_class(_ALTERNATIVES).value
    except x509.ExtensionNotFound:
        return ()
    addresses = found.get_values_for_type(x509.IPAddress)
    return (*found.get_values_for_type(x509.DNSName), *map(str, addresses))


def _covers(name: str, host: str) -> bool:
    """Whether a name of a certificate is for the host; ``*`` stands for one label, the first (RFC 9525 6.3)."""
    if name.startswith("*.") and not _is_address(host):
        return name[2:].lower() == host.lower().partition(".")[2]
    return name.lower() == host.lower()


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
