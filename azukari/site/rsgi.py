"""The entry point that the server loads: Django behind the front."""

from django.conf import settings

from azukari.site.bounds import most_bytes
from azukari.site.front.application import Front
from azukari.site.wsgi import application as wsgi


def front(threads: int) -> Front:
    """Django, run by so many threads."""
    return Front(wsgi, threads=threads, largest=most_bytes, trusted_proxy=settings.AZUKARI.trusted_proxy)
