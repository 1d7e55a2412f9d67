"""The page behind the button of a notice: not to renew, by one more press. Opening it changes nothing (law 7)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from azukari.core.mail.link import LinkClosed, LinkState
from azukari.core.mail.link_page import CONTACT, OWN_PAGE, Button, Panel, Visit, link_page, nowhere, told
from azukari.features.members.held import NotAMember
from azukari.features.members.models import RenewalNotice
from azukari.features.members.renewal_notice import LINK, NothingToDecline, decline_renewal
from azukari.lib.day import in_words
from azukari.policy.terms import Actor, ActorKind

_DECLINED = Panel(
    gettext_lazy("It will not renew"),
    (gettext_lazy("Your membership ends with its term. If you change your mind before, renew it on your own page."),),
    "check",
    ways=(OWN_PAGE,),
)
_OVER = Panel(
    gettext_lazy("There is nothing to decline any more"),
    (
        gettext_lazy(
            "The next term has begun, or the membership has ended. You can leave at any time on your own page."
        ),
    ),
    "info",
    ways=(OWN_PAGE, CONTACT),
)


def _show(visit: Visit, notice: RenewalNotice) -> HttpResponse:
    last = in_words(notice.term.ends, visit.lang) if notice.term.ends else ""
    return visit.say(
        Panel(
            _("Do you want your membership to end on %(last)s?") % {"last": last},
            (_("Otherwise it renews automatically. Opening this page has changed nothing."),),
            buttons=(Button(_("Do not renew"), "cross"),),
            ways=(OWN_PAGE,),
        )
    )


def _press(visit: Visit) -> HttpResponse:
    notice = LINK.opened(visit.token, now=visit.now)
    person = Actor(ActorKind.PERSON, str(notice.person_id))
    try:
        decline_renewal(notice.term.membership_id, actor=person, now=visit.now)
    except NotAMember as gone:
        raise LinkClosed(LinkState.UNKNOWN) from gone
    except NothingToDecline as late:
        raise LinkClosed(LinkState.OVER) from late
    return visit.again()


renewal_page = link_page(
    "renewal",
    LINK.opened,
    closed=told({LinkState.USED: _DECLINED, LinkState.OVER: _OVER}, otherwise=nowhere(OWN_PAGE)),
    show=_show,
    press=_press,
)
