"""The page behind a contractor's link. Opening it changes nothing, whoever opens it; only a button does (law 7).

Whoever has no link that we made learns nothing here: neither who works for us, nor whether anything waits.
"""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from azukari.supervision import guidelines_page, instructions_page
from azukari.supervision.call import needs_renewal, renew
from azukari.supervision.link import behind
from azukari.supervision.models import Sort
from azukari.supervision.visit import Visit

_PAGES: Mapping[Sort, Callable[[Visit], HttpResponse]] = {
    Sort.GUIDELINES: guidelines_page.answer,
    Sort.INSTRUCTIONS: instructions_page.answer,
}


@csrf_exempt  # whoever has the link has read the mail; there is no cookie to abuse
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def show(request: HttpRequest, lang: str, token: str) -> HttpResponse:
    """What the mail asked for; on POST, the answer."""
    call = behind(token)
    if call is None:
        return _nowhere(request, lang)
    visit = Visit(request, call, lang, timezone.now())
    if needs_renewal(call, visit.now) and guidelines_page.acceptance(call) is None:
        return _too_old(visit)
    return _PAGES[Sort(call.sort)](visit)


def _nowhere(request: HttpRequest, lang: str) -> HttpResponse:
    context = {
        "title": _("This link leads nowhere"),
        "text": _("Perhaps it was cut off: please copy the whole address out of the mail."),
        "icon_name": "unknown",
        "url": f"/{lang}/contact",
        "url_label": _("How to reach us"),
    }
    return render(request, "forms/link_trouble.html", context, status=404)


def _too_old(visit: Visit) -> HttpResponse:
    """A link that has had its time sends a new one: to the address that we have, wherever this page is open."""
    if visit.posted:
        renew(visit.call.id, now=visit.now)
        return visit.again()
    return visit.page("too_old", {"renewed": visit.call.renewed_at is not None}, status=410)
