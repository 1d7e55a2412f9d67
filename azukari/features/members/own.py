"""The person's own membership: where it stands, what is owed, renewal by one button, and their papers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from azukari.core.appearance.download import download
from azukari.core.forms.acts import number
from azukari.core.forms.models import State, Submission
from azukari.features.members.events import REASONS
from azukari.features.members.held import NotAMember
from azukari.features.members.models import Invoice, InvoiceState, Scope
from azukari.features.members.online.opening import collector_for
from azukari.features.members.papers import invoice_pdf, receipt_pdf, yearly_pdf
from azukari.features.members.receipts import make_out
from azukari.features.members.registers import register_of
from azukari.features.members.renew import renew as renew_term
from azukari.features.members.renewal_notice import by_itself
from azukari.features.members.standing import MemberStanding, standings, years_of
from azukari.features.members.term import TooEarly
from azukari.features.members.words import STATES
from azukari.features.members.yearly import NotCertified, NothingPaid, make_out_year
from azukari.policy.terms import FormKind
from azukari.shells.self_service.guard import Visit, own_page, private


def of_mine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A decorator of what I do by a POST with one of my registrations; any other is not there (404)."""

    @own_page("POST")
    @wraps(view)
    def guarded(visit: Visit, submission: UUID, **named: Any) -> HttpResponse:
        try:
            return view(visit, own_registration(visit, submission), **named)
        except NotAMember as gone:
            raise Http404 from gone

    return guarded


def section(visit: Visit) -> Mapping[str, Any] | None:
    """My membership, for the own page; None for whoever never applied."""
    found = Submission.objects.filter(person_id=visit.person, kind=FormKind.MEMBERSHIP, state=State.ACCEPTED)
    own = list(found.order_by("-created_at"))
    if not own:
        return None
    today, standing = visit.today, standings(own)
    return {
        "numbers": {each.submission: number(each.submission) for each in standing if len(standing) > 1},
        "standings": [(each, each.is_renewable(today), each.has_card(today)) for each in standing],
        "years": years_of(standing),
        "today": today,
        "pauses": {each.submission: each.pause(today) for each in standing},
        "pausable": {each.submission: months for each in standing if (months := _pausable(each, today))},
        "notices": by_itself(standing),
        "collectors": _collectors(own, standing, visit),
        "transfers": {form: register_of(form).transfer(visit.lang) for form in {s.form for s in own}},
        "states": STATES,
        "reasons": REASONS,
    }


def _pausable(one: MemberStanding, today: date) -> int:
    """For how many months I may pause it myself; 0 where I may not, or it is paused already."""
    chosen = one.membership.member_class if one.membership else None
    if not one.is_member or one.is_shared or chosen is None or one.pause(today):
        return 0
    return chosen.pause_months


def owed(visit: Visit) -> Mapping[str, Any] | None:
    """The dues that wait for me, above everything else on my page; None where I owe none. One query."""
    mine = Invoice.objects.filter(submission__person_id=visit.person)
    invoices = list(mine.filter(state=InvoiceState.OPEN).order_by("due_on", "id"))
    return {"invoices": invoices, "today": visit.today} if invoices else None


def _collectors(own: Sequence[Submission], standing: Sequence[MemberStanding], visit: Visit) -> Mapping[UUID, str]:
    """Through whom the dues of each registration that owes some can be paid online now, by name."""
    owing = {each.submission for each in standing if each.owed}
    found = {each.id: collector_for(each, now=visit.now) for each in own if each.id in owing}
    return {id: who.name[visit.lang] for id, who in found.items() if who}


@of_mine
def renew(visit: Visit, held: Submission) -> HttpResponse:
    """Renew it. The next term begins when its dues are paid; a second press finds it there."""
    try:
        renew_term(held.id, actor=visit.actor, now=visit.now)
    except TooEarly:
        return visit.back(done="not-renewed")
    return visit.back(done="renewed")


@of_mine
def invoice(visit: Visit, held: Submission, invoice: UUID) -> HttpResponse:
    """An invoice of mine as a PDF. A post, since the name is opened for it."""
    owed = get_object_or_404(Invoice, id=invoice, submission=held, state=InvoiceState.OPEN)
    return paper_response(invoice_pdf(owed, name=visit.name(held.id), lang=visit.lang), f"invoice-{owed.code}")


@of_mine
def receipt(visit: Visit, held: Submission, payment: UUID) -> HttpResponse:
    """The receipt of a payment of mine as a PDF; the first time it is made out."""
    made = make_out(payment, submission=held.id, actor=visit.actor, now=visit.now)
    return paper_response(receipt_pdf(made, name=visit.name(held.id), lang=visit.lang), f"receipt-{made.number}")


@of_mine
def yearly(visit: Visit, held: Submission, scope: str, year: int) -> HttpResponse:
    """One receipt for all that I paid in a year, as a PDF."""
    if scope not in Scope:
        raise Http404
    try:
        made = make_out_year(held.id, year, Scope(scope), actor=visit.actor, now=visit.now)
    except (NothingPaid, NotCertified) as none:
        raise Http404 from none
    name = visit.name(held.id)
    return paper_response(yearly_pdf(made, name=name, lang=visit.lang), f"receipt-{made.receipt.number}")


def own_registration(visit: Visit, submission: UUID) -> Submission:
    """A registration of this very person.

    Raises:
        Http404: it is none of theirs.
    """
    return get_object_or_404(Submission, id=submission, person_id=visit.person, kind=FormKind.MEMBERSHIP)


def paper_response(content: bytes, name: str) -> HttpResponse:
    """A PDF to download, which no cache keeps."""
    return private(download(content, f"{name}.pdf", "application/pdf"))
