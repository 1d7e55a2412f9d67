"""The page behind an invitation: draw a ticket, have it signed without showing it, and begin.

With JavaScript the browser draws and blinds the ticket (`invited.js`), and this program never sees it before it comes
with an answer. Without, the ticket is made here and forgotten, which is weaker, and the page says so. A GET changes
nothing.
"""

from collections.abc import Mapping

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from azukari.core.mail.link import LinkState
from azukari.core.mail.link_page import CONTACT, Panel, Visit, link_page, nowhere, told
from azukari.features.questionnaires.invited.inviting import INVITED_LINK, Guest
from azukari.features.questionnaires.invited.tickets import (
    TICKET,
    AnotherTicket,
    decoded,
    encoded,
    make_for,
    public_key,
    sign_once,
)
from azukari.features.questionnaires.listing import LIST
from azukari.features.questionnaires.open import is_open
from azukari.features.questionnaires.publish import newest, questionnaire_of
from azukari.lib.blind_rsa import BlindingError

_DRAWN = Panel(
    _("A ticket was drawn with this link before"),
    (
        _(
            "Each link gives one ticket, and each ticket one answer. If you drew it in another window, continue "
            "there. The link is not connected to the ticket, so we cannot look it up."
        ),
    ),
    ways=(CONTACT,),
)


def _page(visit: Visit, guest: Guest, *, ticket: str = "", status: int = 200) -> HttpResponse:
    version = newest(guest.poll)
    if version is None or not is_open(guest.poll, visit.now):
        return visit.say(Panel(_("This questionnaire takes no answers now"), ways=(LIST,)))
    questionnaire = questionnaire_of(version)
    context: Mapping[str, object] = {
        "title": questionnaire.title[visit.lang],
        "lead": questionnaire.lead[visit.lang],
        "questionnaire": f"/{visit.lang}/questionnaires/{guest.poll.slug}",
        "ticket_input": TICKET,
        "ticket": ticket,
        "drawn": bool(guest.invitation.asked),
        "modulus": f"{public_key(guest.key).public_numbers().n:x}",
        "fingerprint": guest.key.digest,
    }
    return visit.render("questionnaires/invited.html", context, status=status)


def _press(visit: Visit) -> HttpResponse:
    guest, blinded = INVITED_LINK.opened(visit.token, now=visit.now), visit.request.POST.get("blinded")
    if not is_open(guest.poll, visit.now):
        return _page(visit, guest)
    if blinded is None:
        try:
            return _page(visit, guest, ticket=make_for(guest.invitation, guest.key))
        except AnotherTicket:
            return visit.say(_DRAWN, status=409)
    try:
        signed = sign_once(guest.invitation, guest.key, decoded(blinded))
    except BlindingError:
        return JsonResponse({}, status=400)
    except AnotherTicket:
        return JsonResponse({}, status=409)
    return JsonResponse({"signed": encoded(signed)})


_OVER = Panel(
    _("This invitation has expired"),
    (_("The questionnaire was closed and its invitations were deleted, or your data was."),),
    ways=(LIST,),
)

invited = link_page(
    "questionnaire-invited",
    INVITED_LINK.opened,
    closed=told({LinkState.USED: _OVER, LinkState.EXPIRED: _OVER}, otherwise=nowhere(LIST)),
    show=_page,
    press=_press,
)
