"""The pages of a saved form: the form filled in, its link to keep, the mail, and throwing it away.

The link is all the authority there is: whoever has it, and nobody else. A link that opens nothing gets one and the same
answer, whether it was sent, thrown away, is too old, or never was. Opening one changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from azukari.core.forms import saving
from azukari.core.forms.capacity import standing
from azukari.core.forms.closed import closed_page
from azukari.core.forms.pages import ask
from azukari.core.forms.visit import Visit as FormVisit
from azukari.core.forms.visit import saved_path
from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.link_page import ALL_FORMS, Panel, Visit, Way, alike, link_page
from azukari.core.policy_versions.current import Current, NoCharter
from azukari.core.policy_versions.of_request import charter_of
from azukari.core.vault import draft as drafts
from azukari.core.vault.draft import NoSuchDraft

type Saved = tuple[saving.TakenUp, Current]

_NOTHING = Panel(
    _("This link does not open anything"),
    (
        _(
            "What was saved has been sent, discarded or erased when it expired, or part of the link is missing. You "
            "can fill in the form again at any time."
        ),
    ),
    "clock",
    ways=(ALL_FORMS,),
)
_closed = alike(_NOTHING, status=404)


def _link(link: str, *, now: datetime) -> str:  # noqa: ARG001 - it is opened with the charter of the request
    return link


def _opened(visit: Visit) -> Saved:
    try:
        charter = charter_of(visit.request)
        return saving.take_up(visit.token, charter, now=visit.now), charter
    except (NoCharter, NoSuchDraft) as nothing:
        raise LinkClosed(LinkState.UNKNOWN) from nothing


def _form(visit: Visit, _link: str) -> HttpResponse:
    """The form with all that was typed, marked where the notice has changed."""
    taken, charter = _opened(visit)
    asked = taken.form
    verdict = standing(charter.policy, asked, now=visit.now)
    if not verdict:
        return closed_page(visit.request, visit.lang, asked, verdict)
    typed = {**taken.typed, saving.DRAFT: (visit.token,)}
    at = FormVisit(visit.request, visit.lang, charter, asked, visit.now, typed, taken)
    return ask(at, page=1 if taken.changed or taken.lang != visit.lang else at.page)


def _show_link(visit: Visit, _link: str, *, mailed: bool = False) -> HttpResponse:
    """The link to keep; and, if the person likes, to get by email at the address that they typed."""
    taken, _charter = _opened(visit)
    asked = taken.form
    context = {
        "form": asked,
        "taken_up": taken,
        "link": f"{settings.AZUKARI.base_url}/{visit.lang}/saved/{visit.token}",
        "at": f"{saved_path(visit.request, visit.lang)}/{visit.token}",
        "address": saving.address_in(asked, taken.typed, lang=visit.lang),
        "mailed": mailed,
    }
    return visit.render("forms/saved.html", context)


def _post(visit: Visit) -> HttpResponse:
    taken, _charter = _opened(visit)
    asked = taken.form
    address = saving.address_in(asked, taken.typed, lang=visit.lang)
    if address:
        saving.post(visit.token, asked, address, lang=visit.lang, now=visit.now)
    return redirect(f"{saved_path(visit.request, visit.lang)}/{visit.token}/mailed")


def thrown_away(*ways: Way) -> Callable[[Visit], HttpResponse]:
    """What erases what was saved. The answer is the same for a link that opened nothing."""
    text = _("What you saved has been erased, and the link no longer works.")
    gone = Panel(_("It has been erased"), (text,), "trash", ways=ways)

    def press(visit: Visit) -> HttpResponse:
        drafts.throw_away(visit.token, now=visit.now)
        return visit.say(gone)

    return press


form = link_page("saved-form", _link, show=_form, closed=_closed)
link = link_page("saved-link", _link, show=_show_link, closed=_closed)
mailed = link_page("saved-mailed", _link, show=partial(_show_link, mailed=True), closed=_closed)
post = link_page("saved-mail", _link, press=_post, closed=_closed, framed=True)
throw_away = link_page("saved-throw-away", _link, press=thrown_away(ALL_FORMS), closed=_closed, framed=True)
