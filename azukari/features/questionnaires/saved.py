"""Pages of a saved questionnaire: where it was left, its link to keep, and throwing it away.

The link is all the authority there is. One that opens nothing gets one and the same answer, whether it was sent, thrown
away, is too old, or never was. Opening one changes nothing.
"""

from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.saved import thrown_away
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.link_page import Panel, Visit, alike, link_page
from azukari.core.vault.draft import NoSuchDraft
from azukari.features.questionnaires.listing import LIST
from azukari.features.questionnaires.public import resumed
from azukari.features.questionnaires.publish import newest, questionnaire_of
from azukari.features.questionnaires.saving import TakenUp, take_up

_NOTHING = Panel(
    _("This link does not open anything"),
    (_("What was saved has been sent, discarded or erased when it expired, or part of the link is missing."),),
    "clock",
    ways=(LIST,),
)
_closed = alike(_NOTHING, status=404)


def _opened(link: str, *, now: datetime) -> TakenUp:
    try:
        return take_up(link, now=now)
    except NoSuchDraft as nothing:
        raise LinkClosed(LinkState.UNKNOWN) from nothing


def _show_link(visit: Visit, taken: TakenUp) -> HttpResponse:
    version = newest(taken.poll)
    if version is None:
        raise LinkClosed(LinkState.UNKNOWN)
    at = f"/{visit.lang}/questionnaires/saved/{visit.token}"
    context = {
        "form": {"title": questionnaire_of(version).title},
        "taken_up": taken,
        "link": f"{settings.AZUKARI.base_url}{at}",
        "at": at,
        "questionnaire": True,
    }
    return visit.render("forms/saved.html", context)


go_on = link_page(
    "questionnaire-saved",
    _opened,
    show=lambda visit, taken: resumed(visit.request, visit.lang, taken, visit.token, now=visit.now),
    closed=_closed,
)
link = link_page("questionnaire-saved-link", _opened, show=_show_link, closed=_closed)
throw_away = link_page("questionnaire-saved-throw-away", _opened, press=thrown_away(LIST), closed=_closed)
