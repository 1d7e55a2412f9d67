"""The page behind a contractor's link. Opening it changes nothing, whoever opens it; only a button does (law 7).

Whoever has no link that we made learns nothing here: neither who works for us, nor whether anything waits.
"""

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from azukari.core.mail.link import LinkClosed
from azukari.core.mail.link_page import CONTACT, Panel, Visit, alike, link_page
from azukari.features.processors import guidelines_page, instructions_page
from azukari.features.processors.call import renew
from azukari.features.processors.link import LINK, acceptance
from azukari.features.processors.models import Call, Sort
from azukari.features.processors.visit import CallVisit

_PAGES: Mapping[Sort, Callable[[CallVisit], HttpResponse]] = {
    Sort.GUIDELINES: guidelines_page.answer,
    Sort.INSTRUCTIONS: instructions_page.answer,
}


def _answer(visit: Visit, call: Call) -> HttpResponse:
    return _PAGES[Sort(call.sort)](CallVisit.to(call, visit))


def _press(visit: Visit) -> HttpResponse:
    return _answer(visit, LINK.opened(visit.token, now=visit.now))


def _closed(visit: Visit, link: LinkClosed) -> HttpResponse:
    return _too_old(CallVisit.to(link.subject, visit)) if isinstance(link.subject, Call) else _nowhere(visit, link)


def _too_old(visit: CallVisit) -> HttpResponse:
    """A link that has had its time sends a new one: to the address that we have, wherever this page is open."""
    settled = acceptance(visit.call) is not None  # there is nothing left to answer, so no new link is offered
    if visit.posted and not settled:
        renew(visit.call.id, now=visit.now)
        return visit.again()
    context = {"renewed": visit.call.renewed_at is not None, "settled": settled}
    return visit.page("too_old", context, status=410)


_nowhere = alike(
    Panel(
        _("This link does not work"),
        (_("Part of the address may be missing. Please copy all of it from the email."),),
        "unknown",
        ways=(CONTACT,),
    ),
    status=404,
)

show = link_page("contractor", LINK.opened, show=_answer, press=_press, closed=_closed)
