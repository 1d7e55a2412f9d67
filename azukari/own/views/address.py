"""A new email address: the link that was mailed to it, the link by which the old one objects, and the button that
gives the idea up.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.lib.day import in_words
from azukari.mail.link_page import OWN_PAGE, Button, Panel, link_page
from azukari.mail.link_page import Visit as LinkVisit
from azukari.own import address, cookie
from azukari.own.guard import Visit, own_page, private, visitor
from azukari.own.views.closed import over
from azukari.vault.address_change import Change


def _ask(visit: LinkVisit, _proposal: object) -> HttpResponse:
    return visit.say(
        Panel(
            title=_("Confirm your new address"),
            heading=_("Is this your new address?"),
            paragraphs=(
                _(
                    "Press the button, and we use the address to which this link was sent from now on, in place of the"
                    " old one."
                ),
            ),
            icon="mail",
            buttons=(Button(_("Yes, use this address")),),
            after=(_("If you did not enter it anywhere, close this page. It is then erased within 24 hours."),),
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
                    "For seven days we keep the old one under seal, so that an email sent there can undo the change."
                    " From now on, links to your own page go to the new address."
                ),
            ),
            "check",
            ways=(OWN_PAGE,),
        )
    )


confirm = link_page("new-address", address.LINK.opened, show=_ask, press=_confirm, closed=over)


def _ask_old(visit: LinkVisit, change: Change) -> HttpResponse:
    if change.adopted_at:
        heading, button = _("Put this address back?"), _("It was not me: put this address back")
        text = _(
            "On %(day)s another email address took the place of the one to which this link was sent. If that was not"
            " your wish, press the button: this address is put back."
        ) % {"day": in_words(timezone.localdate(change.adopted_at), visit.lang)}
    else:
        heading, button = _("Keep this address?"), _("It was not me: keep this address")
        text = _(
            "Somebody gave us another email address for you. If that was not your wish, press the button: the other"
            " one is forgotten, and this address stays in use."
        )
    return visit.say(
        Panel(
            title=_("Keep your email address"),
            heading=heading,
            paragraphs=(
                text,
                _("Your own page closes wherever it is open; you come in again by this address."),
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
