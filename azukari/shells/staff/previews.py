"""Previews in frames: a page of the desk that shows how something of ours will look, and what may stand in it."""

from django.conf import settings
from django.http import HttpResponse
from django.utils.csp import CSP


def may_frame(response: HttpResponse) -> HttpResponse:
    """Let the page frame previews of ours."""
    response._csp_config = {**settings.SECURE_CSP, "frame-src": [CSP.SELF]}  # type: ignore[attr-defined]
    return response


def in_our_frame[R: HttpResponse](response: R) -> R:
    """Let the page stand in a frame of ours, and of nobody else."""
    response._csp_config = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF]}  # type: ignore[attr-defined]
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
