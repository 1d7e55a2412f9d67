"""The entry point that the server loads: the bare project behind the front that Azukari has."""

from azukari.site.front.application import Front
from benchmarks.bare.wsgi import application


def front(threads: int) -> Front:
    """The bare project, run by so many threads."""
    return Front(application, threads=threads, largest=lambda _path: 256 * 1024)
