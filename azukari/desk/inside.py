"""Safe redirects: a path to go back to, if it is one of the console's own."""

from django.utils.http import url_has_allowed_host_and_scheme


def inside(back: str) -> str:
    """The path, or ``""``."""
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/console/")
    return back if ours else ""
