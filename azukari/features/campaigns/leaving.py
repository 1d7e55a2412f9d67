"""The page behind the link that ends news of a campaign. A GET shows a button; the POST acts by itself (RFC 8058)."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from azukari.core.mail.link import LinkState
from azukari.core.mail.link_page import ALL_FORMS, OWN_PAGE, Button, Panel, Visit, link_page, nowhere, told
from azukari.core.policy_versions.of_request import charter_of
from azukari.features.campaigns.updates import LEAVING, Reader, stop

_LEFT = Panel(
    _("You will get no more news of this campaign"),
    (_("Nothing more of it goes to you. Your signature counts as before."),),
    "check",
    ways=(OWN_PAGE,),
)
_OLD = Panel(
    _("This link has expired"),
    (_("Please use the link in a newer mail, or your own page."),),
    "clock",
    ways=(OWN_PAGE,),
)


def _ask(visit: Visit, reader: Reader) -> HttpResponse:
    form = charter_of(visit.request).policy.forms.get(reader.form)
    panel = Panel(
        _("Stop news of this campaign?"),
        (form.title[visit.lang] if form else "", _("Your signature stays. Only the emails about it stop.")),
        "mail",
        buttons=(Button(_("Stop these emails"), "cross"),),
    )
    return visit.say(panel)


def _leave(visit: Visit) -> HttpResponse:
    stop(LEAVING.opened(visit.token, now=visit.now), now=visit.now)
    return visit.say(_LEFT)


_closed = told({LinkState.USED: _LEFT, LinkState.EXPIRED: _OLD}, otherwise=nowhere(ALL_FORMS, OWN_PAGE))
leaving = link_page("campaigns-leave", LEAVING.opened, show=_ask, press=_leave, closed=_closed, framed=True)
