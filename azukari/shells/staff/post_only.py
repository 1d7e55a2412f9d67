"""Addresses that take a POST alone, and where a GET of them goes: after signing in again, or from the address bar.

Signing in leads back to the address that was asked for, by a GET. Where that address only does something, the browser
lands on the page from which it is done, instead of an error in the browser's own words. A GET still changes nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponse]
type Guarded[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def post_only[**P](page: str, *keys: str) -> Callable[[View[P]], Guarded[P]]:
    """A decorator: a POST reaches the view, a GET is redirected to ``page``, anything else is answered with 405.

    Args:
        page: the name of the page from which the act is done; who may see it is its own question.
        keys: those of the view's arguments that this page takes.
    """

    def decorate(view: View[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method in ("GET", "HEAD"):
                return HttpResponseRedirect(reverse(page, kwargs={key: kwargs[key] for key in keys}))
            if request.method != "POST":
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            return view(request, *args, **kwargs)

        guarded.leads_to = page  # type: ignore[attr-defined]  # so that it can be told which addresses are such
        return guarded

    return decorate
