"""Membership card: a page and a PDF with a QR code, whose public page says valid or not, and nothing else.

The address is a signed token of the membership, which nobody can guess; it says "not valid" as soon as the membership
has ended or its term is over, and the same for any address that was made up.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from azukari.charter.current import today
from azukari.lib.instance_secret import LONGEST
from azukari.mail.link import LinkClosed, LinkState, MailedLink
from azukari.members.models import Membership, MemberState, Pause, Term, TermState
from azukari.members.own import name_of, own_registration, paper_response
from azukari.members.papers import card_pdf
from azukari.members.pauses import is_paused
from azukari.own.guard import Visit, own_page, private


def _find(id: UUID, now: datetime) -> Membership:
    member = Membership.objects.filter(pk=id, state=MemberState.ADMITTED).first()
    if member is None or not is_valid(member, today(now)):
        raise LinkClosed(LinkState.UNKNOWN)
    return member


LINK = MailedLink("member-card", "member", _find, lasts=LONGEST)


def is_valid(member: Membership, today: date) -> bool:
    """Whether a term that is paid runs today, and does not rest."""
    if member.state != MemberState.ADMITTED or is_paused(member, today):
        return False
    return any(term.covers(today) for term in terms_of(member))


def terms_of(member: Membership) -> QuerySet[Term]:
    """Its terms; of a shared membership, those of whoever holds it."""
    return Term.objects.filter(membership=member.head or member.pk)


def card_of(member: Membership, *, name: str, lang: str, now: datetime) -> Mapping[str, Any]:
    """What stands on the card."""
    newest = terms_of(member).filter(state=TermState.PAID).order_by("-begins").first()
    address = LINK.address(member.pk, lang=lang, expires=now + LONGEST)
    return {"member": member, "name": name, "term": newest, "address": address}


@own_page("GET", "HEAD")
def page(visit: Visit, submission: UUID) -> HttpResponse:
    """My card; while the membership rests, that it is not valid, and until when."""
    member = _mine(visit, submission, rests=True)
    pause = Pause.on(visit.today).filter(membership=member.head or member.pk).first()
    if pause:
        return visit.render("members/own/card.html", {"pause": pause})
    card = card_of(member, name=name_of(visit, submission), lang=visit.lang, now=visit.now)
    return visit.render("members/own/card.html", {"card": card})


@own_page("POST")
def paper(visit: Visit, submission: UUID) -> HttpResponse:
    """My card as a PDF. A post, since the name is opened for it."""
    member = _mine(visit, submission)
    card = card_of(member, name=name_of(visit, submission), lang=visit.lang, now=visit.now)
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
    if member is None or not (is_valid(member, visit.today) or (rests and is_paused(member, visit.today))):
        raise Http404
    return member
