"""Membership card: a page and a PDF with a QR code, whose public page says valid or not, and nothing else.

The address is a signed token of the membership, which nobody can guess; it says "not valid" as soon as the membership
has ended or its term is over, and the same for any address that was made up.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.policy_versions.current import today
from azukari.features.members.models import Membership, MemberState, Pause, Term, TermState
from azukari.features.members.own import own_registration, paper_response
from azukari.features.members.papers import card_pdf
from azukari.features.members.pauses import pause_on
from azukari.features.members.standing import is_valid
from azukari.lib.instance_secret import LONGEST
from azukari.shells.self_service.guard import Visit, own_page, private


def _find(id: UUID, now: datetime) -> Membership:
    member = Membership.objects.filter(pk=id, state=MemberState.ADMITTED).first()
    if member is None or not has_card(member, today(now)):
        raise LinkClosed(LinkState.UNKNOWN)
    return member


LINK = MailedLink("member-card", "member", _find, lasts=LONGEST)


def has_card(member: Membership, day: date) -> bool:
    """Whether its card is valid on a day. Two queries."""
    holder = member.holder
    return is_valid(member, Term.objects.filter(membership=holder), Pause.on(day).filter(membership=holder), today=day)


def card_of(member: Membership, *, name: str, lang: str, now: datetime) -> Mapping[str, Any]:
    """What stands on the card."""
    newest = Term.objects.filter(membership=member.holder, state=TermState.PAID).order_by("-begins").first()
    address = LINK.address(member.pk, lang=lang, expires=now + LONGEST)
    return {"member": member, "name": name, "term": newest, "address": address}


@own_page("GET", "HEAD")
def page(visit: Visit, submission: UUID) -> HttpResponse:
    """My card; while the membership rests, that it is not valid, and until when."""
    member = _mine(visit, submission, rests=True)
    if pause := pause_on(visit.today, member):
        return visit.render("members/own/card.html", {"pause": pause})
    card = card_of(member, name=visit.name(submission), lang=visit.lang, now=visit.now)
    return visit.render("members/own/card.html", {"card": card})


@own_page("POST")
def paper(visit: Visit, submission: UUID) -> HttpResponse:
    """My card as a PDF. A post, since the name is opened for it."""
    member = _mine(visit, submission)
    card = card_of(member, name=visit.name(submission), lang=visit.lang, now=visit.now)
    return paper_response(card_pdf(card, lang=visit.lang), f"card-{member.number}")


@require_safe
def valid(request: HttpRequest, lang: str, token: str) -> HttpResponse:  # noqa: ARG001 - the path names it
    """Valid or not. Whoever scans learns no name, no number and no reason."""
    try:
        LINK.opened(token, now=timezone.now())
        holds = True
    except LinkClosed:
        holds = False
    return private(render(request, "members/valid.html", {"holds": holds}, status=200 if holds else 404))


def _mine(visit: Visit, submission: UUID, *, rests: bool = False) -> Membership:
    """My membership, if it has a card; with ``rests``, also while it is paused."""
    registration = own_registration(visit, submission)
    member = Membership.objects.filter(submission=registration).select_related("member_class").first()
    if member is None or not (has_card(member, visit.today) or (rests and pause_on(visit.today, member))):
        raise Http404
    return member
