"""Safe redirects: a path to go back to, if it is one of the console's own."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from azukari.lib.header_url import header_url


def inside(back: str) -> str:
    """The path, or ``""``."""
    ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/console/")
    return back if ours else ""


def page_before(request: HttpRequest) -> str:
    """The path of the console's page on which the button stands that was pressed, where the browser tells; else
    ``""``.
    """
    page = header_url(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() and page.path.startswith("/console/") else ""
