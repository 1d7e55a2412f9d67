"""The entry point that the server loads: Django behind the front."""

from functools import partial

from django.conf import settings

from azukari.features.statistics import receive
from azukari.lib import pulse
from azukari.lib.network import client_address
from azukari.site.bounds import most_bytes
from azukari.site.front.application import LONGEST, Front
from azukari.site.front.environ import Scope, address
from azukari.site.front.threads import Head
from azukari.site.transport import is_protected
from azukari.site.wsgi import application as wsgi

_STAFF = 300  # seconds


def front(threads: int) -> Front:
    """Django, run by so many threads."""
    return Front(
        wsgi,
        threads=threads,
        largest=most_bytes,
        trusted_proxy=settings.AZUKARI.trusted_proxy,
        shortcuts={"/s": _count},
        longest=_longest,
        moves=partial(pulse.beat, pulse.Role.WEB),
    )


def _longest(path: str) -> float:
    """Seconds; staff take out lists of everybody, and know what they wait for."""
    return _STAFF if path.startswith("/console/") else LONGEST


def _count(scope: Scope, body: bytes) -> tuple[int, Head, bytes] | None:
    """Answer what a page tells of itself, without a thread: it is counted in memory. None where Django refuses it, or
    where nobody knows yet which sites are counted.
    """
    peer, instance = address(scope.client)[0], settings.AZUKARI
    forwarded = scope.headers.get("x-forwarded-proto", "")
    protected = is_protected(scheme=scope.scheme, peer=peer, forwarded=forwarded, instance=instance)
    if not protected or receive.is_unknown():
        return None
    client = client_address(peer, scope.headers.get("x-forwarded-for", ""), trusted_proxy=instance.trusted_proxy)
    reply = receive.answer(scope.method, scope.headers, scope.query_string, body, client)
    return int(reply.status), list(reply.headers.items()), reply.body
