"""Where somebody was when their data stayed closed: carried along through the lessons, so that one press leads back."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def back_of(request: HttpRequest) -> str:
    """A path of the console, or ``""``."""
    path = request.POST.get("next") or request.GET.get("next") or ""
    ours = path.startswith("/console/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours else ""
