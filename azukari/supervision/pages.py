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
    now = timezone.now()
    call = behind(token, now=now)
    if call is None:
        return _nowhere(request, lang)
    visit = Visit(request, call, lang, now)
    settled = guidelines_page.acceptance(call) is not None
    if call.expired(now) or (needs_renewal(call, now) and not settled):
        return _too_old(visit, settled=settled)
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


def _too_old(visit: Visit, *, settled: bool) -> HttpResponse:
    """A link that has had its time sends a new one: to the address that we have, wherever this page is open.

    Args:
        settled: there is nothing left to answer, so no new link is offered.
    """
    if visit.posted and not settled:
        renew(visit.call.id, now=visit.now)
        return visit.again()
    context = {"renewed": visit.call.renewed_at is not None, "settled": settled}
    return visit.page("too_old", context, status=410)
