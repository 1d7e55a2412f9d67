"""What was typed is on the page that says why it was not taken: a form that was closed, a row that was deleted, a duty
that was taken away, a fault of ours.

Most forms come again with what was typed in them. Where an error page does not, the texts stand below what it says, to
be copied. They go back to whoever sent them, in the same answer, and are kept nowhere.
"""

from collections.abc import Sequence
from html import unescape

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import translation

from azukari.core.forms.typed_text import typed_texts
from azukari.core.forms.unsaved import KEPT
from azukari.lib.same_site import is_ours
from azukari.shells.staff.uploads import InMemory
from azukari.site.middleware import Middleware

_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
_UNREADABLE, _TOO_LARGE = 400, 413
_SHOWN_AGAIN = {409, 422}  # where a form comes again, some of what was typed stands in it


class TypedTextMiddleware(Middleware):
    """Adds the texts of a form to an error page that shows none of them."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and _is_about_a_form(request, response):
            _add(request, response)
        return response


def _is_about_a_form(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether an error page answers a form that was sent from a page of ours."""
    return (
        request.method == "POST"
        and response.status_code > _UNREADABLE
        and response.status_code != _TOO_LARGE
        and request.resolver_match is not None
        and request.content_type in (_URLENCODED, _MULTIPART)
        and response.headers.get("Content-Type", "").startswith("text/html")
        and is_ours(request.headers, host=request.get_host())
    )


def _add(request: HttpRequest, response: HttpResponse) -> None:
    if request.content_type == _MULTIPART and not hasattr(request, "_files"):
        request.upload_handlers = [InMemory(request)]
    texts = typed_texts((name, str(value)) for name, values in request.POST.lists() for value in values)
    html = response.content.decode(response.charset)
    if not texts or f'name="{KEPT}"' in html:  # a page that keeps a form shows nothing of it before a sign-in
        return
    missing = _missing(texts, html)
    if not missing or (response.status_code in _SHOWN_AGAIN and len(missing) < len(texts)):
        return
    before, end, after = html.rpartition("</main>")
    if not end:
        return
    with translation.override(request.LANGUAGE_CODE):
        added = render_to_string("forms/part/typed_not_saved.html", {"typed": missing})
    response.content = f"{before}{added}{end}{after}"
    response.headers["Cache-Control"] = "no-store"


def _missing(texts: Sequence[str], html: str) -> list[str]:
    """The texts that do not stand on the page."""
    shown = unescape(html).replace("\r\n", "\n")
    return [text for text in texts if text not in shown]
