"""The sites that may show our forms in a frame: named one by one, by their origin, none to begin with."""

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from django.db import DatabaseError, transaction

from azukari.core.appearance.events import HOST_ALLOWED, HOST_REMOVED
from azukari.core.appearance.models import HostSite
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.lib.coded_error import CodedError
from azukari.lib.network import is_loopback
from azukari.policy.terms import Actor

MOST = 20
_LONGEST = 253
_PORTS = {"https": 443, "http": 80}


class NotAnOrigin(CodedError):
    """What was typed names no single site; ``code`` says why: ``form``, ``scheme``, ``wildcard``, ``many``."""


def origin_of(text: str) -> str:
    """The origin that an address names: ``https://www.example.org``, with a port where it is not the usual one.

    A whole address is welcome: people copy it from their browser. What stands after the host is left out.

    Raises:
        NotAnOrigin: it names no site, or more than one, or one that is reached without encryption.
    """
    text = text.strip()
    if "*" in text:
        raise NotAnOrigin("wildcard")
    try:
        at = urlsplit(text if "://" in text else f"https://{text}")
        port = at.port
        host = (at.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise NotAnOrigin("form") from error
    labels = host.split(".")
    plain = all(label and all(c.isalnum() or c in "-_" for c in label) for label in labels)
    if not host or len(host) > _LONGEST or not plain or at.username or at.password:
        raise NotAnOrigin("form")
    if at.scheme not in _PORTS or (at.scheme == "http" and not is_loopback(host)):
        raise NotAnOrigin("scheme")
    return f"{at.scheme}://{host}" + (f":{port}" if port and port != _PORTS[at.scheme] else "")


def origins() -> tuple[str, ...]:
    """The origins that may frame our forms, in the order of the alphabet; none while the database is not ready."""
    try:
        return tuple(HostSite.objects.order_by("origin").values_list("origin", flat=True))
    except DatabaseError:
        return ()


def allow(text: str, *, actor: Actor, now: datetime) -> str:
    """Let a site frame our forms. Returns its origin; doing it twice is the same as once.

    Raises:
        NotAnOrigin: see `origin_of`; or there are `MOST` already.
    """
    origin = origin_of(text)
    known = origins()
    if origin not in known and len(known) >= MOST:
        raise NotAnOrigin("many")
    with transaction.atomic(durable=True):
        added = {"added_by": actor_reference(actor), "added_at": now}
        if HostSite.objects.get_or_create(origin=origin, defaults=added)[1]:
            _record(HOST_ALLOWED, origin, actor, now)
    return origin


def disallow(origin: str, *, actor: Actor, now: datetime) -> None:
    """No longer. From the next page on, browsers refuse to show our forms there."""
    with transaction.atomic(durable=True):
        if HostSite.objects.filter(origin=origin).delete()[0]:
            _record(HOST_REMOVED, origin, actor, now)


def _record(kind: Kind, origin: str, actor: Actor, now: datetime) -> None:
    """The ledger takes no names of hosts, so the origin stands there by its digest."""
    digest = hashlib.sha256(origin.encode()).hexdigest()
    record(done_by(actor, kind, sha256=digest), now=now)
