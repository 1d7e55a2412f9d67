"""What a visitor reads when something does not work: what happened, and what to do next; never a bare number."""

import sys
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.database.outage import is_outage
from azukari.shells.staff.unsaved import not_taken
from azukari.shells.worker import standing
from azukari.site.failures import of_request

_A_WHILE = 60  # seconds; by then a database has restarted, or somebody knows of it
_OUT_OF_ORDER = (
    "This server cannot do that at the moment. Please try again in a few minutes. If no receipt reaches you, nothing"
    " was stored. / ただいまサーバーで処理できません。数分後にもう一度お試しください。受付の控えが"
    "届かなければ、保存されていません。"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A heading and one or two sentences."""

    title: Promise
    text: Promise


_TROUBLES = {
    400: Trouble(
        gettext_lazy("This request could not be understood"),
        gettext_lazy("Nothing was stored. Please go back, reload the page and try again."),
    ),
    403: Trouble(
        gettext_lazy("This page is not open to you"),
        gettext_lazy("If you followed a link, it may be meant for someone else or may already have been used."),
    ),
    404: Trouble(
        gettext_lazy("There is no page at this address"),
        gettext_lazy("It may have moved, or part of the address may be missing. The menu leads to the main pages."),
    ),
    405: Trouble(
        gettext_lazy("This address cannot be used in this way"),
        gettext_lazy("Nothing was stored. The menu leads to the main pages."),
    ),
    413: Trouble(
        gettext_lazy("This is more than we can accept at once"),
        gettext_lazy("Nothing was stored. Please go back and shorten what you wrote."),
    ),
    429: Trouble(
        gettext_lazy("Too many attempts"),
        gettext_lazy("To keep out automatic senders, we limit how many we accept in an hour. Please try again later."),
    ),
    503: Trouble(
        gettext_lazy("We cannot accept anything at the moment"),
        gettext_lazy("This server is almost out of disk space. Nothing was stored. Please try again later."),
    ),
}
_GONE = Trouble(
    gettext_lazy("It no longer exists"),
    gettext_lazy("What this form was for has been deleted, or you cannot open it. Nothing was saved."),
)


def trouble(
    request: HttpRequest, status: int, sentence: str = "", *, retry_after: int = 0, words: Trouble | None = None
) -> HttpResponse:
    """The error page of ``status``; whoever is signed in stays in the console.

    Args:
        sentence: replaces the page's own, where the program knows more; translated, without personal data.
        retry_after: seconds until another try makes sense, for 429 and 503.
        words: in the place of what the status says by itself.
    """
    words = words or _TROUBLES[status]
    user = getattr(request, "user", None)  # asked of nothing but a page of the console, whose sessions are staff's
    inside = request.path_info.startswith("/console/") and user is not None and user.is_authenticated
    response = render(
        request,
        "console/trouble.html" if inside else "site/error.html",
        {"status": status, "title": words.title, "text": sentence or words.text},
        status=status,
    )
    response.headers["Cache-Control"] = "no-store"
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400. A body beyond the bound arrives here as well, and is answered with 413."""
    too_big = type(exception).__name__ in {"RequestDataTooBig", "TooManyFieldsSent"}
    return trouble(request, 413 if too_big else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403. The exception's own words are shown, if it has any: refusals are written for people."""
    return trouble(request, 403, str(exception) if exception and exception.args else "")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """handler404."""
    return trouble(request, 404, words=_GONE if request.method == "POST" else None)


def broken(request: HttpRequest) -> HttpResponse:
    """handler500: static words in both languages, no context processors, no database. Django calls it while the error
    is being handled; it is noted under the reference that the page shows. An outage, and a key that is missing, is
    answered with 503.
    """
    error = sys.exception()
    reference = of_request(request, error)
    headers = {"Cache-Control": "no-store"}
    if is_outage(error) or standing.is_about_keys(error):
        return out_of_order(request, reference)
    if request.path_info.startswith("/api/"):
        detail = f"Something went wrong on our side. Please try again later. Reference: {reference}"
        return JsonResponse({"detail": detail, "reference": reference}, status=500, headers=headers)
    return HttpResponse(render_to_string("site/500.html", {"reference": reference}), status=500, headers=headers)


def out_of_order(request: HttpRequest, reference: str = "") -> HttpResponse:
    """503 for everybody, in both languages, without a database: something of this machine is missing."""
    headers = {"Cache-Control": "no-store", "Retry-After": str(_A_WHILE)}
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": _OUT_OF_ORDER, "reference": reference}, status=503, headers=headers)
    return HttpResponse(render_to_string("site/503.html", {"reference": reference}), status=503, headers=headers)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """CSRF_FAILURE_VIEW. Whoever has signed in anew since their page was opened gets its form back, as they sent it."""
    again = not_taken(request) if request.path_info.startswith("/console/") else None
    return again or trouble(
        request, 403, _("The page had been open for too long. Please go back, reload it and try again.")
    )


def refuse_plain(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - nothing of an unprotected request is used
    """The answer to a request that came without encryption (P37): words in both languages, no context."""
    return HttpResponse(render_to_string("site/plain.html"), status=403, headers={"Cache-Control": "no-store"})
