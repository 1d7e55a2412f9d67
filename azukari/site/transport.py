"""Nothing personal over plain HTTP (P37, P38): beyond this very machine, a request that did not come by TLS is refused.

TLS is spoken by the server itself, or by one declared proxy. Only that proxy's word (``X-Forwarded-Proto``) counts; the
same header from anyone else is removed, so that nobody can claim a protection that is not there.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from azukari.lib.instance import Instance
from azukari.lib.network import is_loopback
from azukari.site.errors import refuse_plain
from azukari.site.middleware import Middleware

_HEADER = "HTTP_X_FORWARDED_PROTO"
_PROBES = frozenset({"/healthz", "/metrics"})  # programs on this machine may watch us; the answers are about nobody


def is_protected(*, scheme: str, peer: str, forwarded: str, instance: Instance) -> bool:
    """Whether the whole way of a request was encrypted, or never left this machine.

    Args:
        scheme: what the server itself saw, ``http`` or ``https``.
        peer: the address that connected.
        forwarded: what the peer says it saw (``X-Forwarded-Proto``), or ``""``.
        instance: where people reach us, and which proxy to trust.
    """
    if scheme == "https":
        return True
    if instance.trusted_proxy and peer == instance.trusted_proxy:
        return forwarded == "https"
    return is_loopback(peer) and is_loopback(urlsplit(instance.base_url).hostname or "")


class TransportMiddleware(Middleware):
    """Refuses what came unprotected, in words, before anything is read."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        instance: Instance = settings.AZUKARI
        peer = request.META.get("REMOTE_ADDR", "")
        forwarded = request.META.pop(_HEADER, "")
        scheme = request.META.get("wsgi.url_scheme", "http")
        if request.path_info in _PROBES and is_loopback(peer):
            return self.get_response(request)
        if not is_protected(scheme=scheme, peer=peer, forwarded=forwarded, instance=instance):
            return refuse_plain(request)
        if forwarded == "https" and peer == instance.trusted_proxy:
            request.META["wsgi.url_scheme"] = "https"
        return self.get_response(request)
