"""A new email address: the link that was mailed to it, the link by which the old one objects, and the button that
gives the idea up.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.mail.link_page import OWN_PAGE, Button, Panel, link_page
from azukari.core.mail.link_page import Visit as LinkVisit
from azukari.core.vault.address_change import Change
from azukari.lib.day import in_words
from azukari.shells.self_service import address, cookie
from azukari.shells.self_service.guard import Visit, own_page, private, visitor
from azukari.shells.self_service.views.closed import over


def _ask(visit: LinkVisit, _proposal: object) -> HttpResponse:
    return visit.say(
        Panel(
            title=_("Confirm your new address"),
            heading=_("Is this your new address?"),
            paragraphs=(_("Press the button to replace the old address with the one this link was sent to."),),
            icon="mail",
            buttons=(Button(_("Yes, use this address")),),
            after=(_("If you did not enter it anywhere, close this page. We erase it within 24 hours."),),
        )
    )


def _confirm(visit: LinkVisit) -> HttpResponse:
    here = visitor(visit.request, now=visit.now)
    fresh = address.confirm(visit.token, session=here, lang=visit.lang, now=visit.now)
    if fresh is not None:
        response = visit.go("/me?done=address-changed")
        cookie.give(response, fresh.secret, secure=visit.request.is_secure())
        return response
    return visit.say(
        Panel(
            _("The new address is in use now"),
            (
                _(
                    "For seven days we keep the old address encrypted, so that you can undo the change from an email "
                    "sent there. Links to your own page now go to the new address."
                ),
            ),
            "check",
            ways=(OWN_PAGE,),
        )
    )


confirm = link_page("new-address", address.LINK.opened, show=_ask, press=_confirm, closed=over)


def _ask_old(visit: LinkVisit, change: Change) -> HttpResponse:
    if change.adopted_at:
        heading, button = _("Restore this address?"), _("That was not me: restore this address")
        text = _(
            "On %(day)s the address this link was sent to was replaced by another one. If you did not want that, "
            "press the button to restore this address."
        ) % {"day": in_words(timezone.localdate(change.adopted_at), visit.lang)}
    else:
        heading, button = _("Keep this address?"), _("That was not me: keep this address")
        text = _(
            "Someone gave us another email address for you. If you did not want that, press the button to cancel the "
            "new address and keep this one."
        )
    return visit.say(
        Panel(
            title=_("Keep your email address"),
            heading=heading,
            paragraphs=(
                text,
                _("Everyone is signed out of your own page. You sign in again with this address."),
            ),
            icon="mail",
            buttons=(Button(button),),
            after=(_("If it was you, close this page. Nothing changes."),),
        )
    )


def _keep(visit: LinkVisit) -> HttpResponse:
    address.keep(visit.token, now=visit.now)
    return visit.go("/me/address/kept")


keep = link_page("keep-address", address.KEEP_LINK.opened, show=_ask_old, press=_keep, closed=over)


@require_safe
def kept(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """What pressing that button has done; the same words for whoever opens it."""
    return private(render(request, "own/address_kept.html"))


@own_page("POST")
def forget(visit: Visit) -> HttpResponse:
    """Give a proposed address up: it is erased at once."""
    address.give_up(visit.person, now=visit.now)
    return visit.back(done="address-forgotten")
