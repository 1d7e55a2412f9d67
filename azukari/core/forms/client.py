"""Which network a request comes from, as far as we want to know it: for counting, never kept."""

from django.conf import settings
from django.http import HttpRequest

from azukari.lib.network import client_network


def network_of(request: HttpRequest) -> str:
    """The client's network (`lib.network`), seen through our own proxy where there is one."""
    return client_network(
        request.META.get("REMOTE_ADDR", ""),
        request.META.get("HTTP_X_FORWARDED_FOR", ""),
        trusted_proxy=settings.AZUKARI.trusted_proxy,
    )
