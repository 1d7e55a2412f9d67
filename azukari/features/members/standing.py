"""How registrations of members stand, for the pages that show them, in a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from azukari.core.forms.models import RegistrationEnd, Submission
from azukari.features.members.marks import renewable_from
from azukari.features.members.models import (
    Allocation,
    Invoice,
    InvoiceState,
    Membership,
    MemberState,
    Pause,
    Payment,
    Register,
    Scope,
    Term,
    TermState,
)
from azukari.features.members.pauses import pauses_of
from azukari.features.members.payments import payments_of
from azukari.lib.grouping import grouped


@dataclass(frozen=True, slots=True)
class MemberStanding:
    """One registration.

    Args:
        membership: None for an application that waits.
        terms: those that came to pass or may, newest first.
        invoices: those that are owed or paid, newest first.
        has_ended: whether the registration has ended.
        pauses: all that there were and will be, in their order; of a shared membership, those of whoever holds it.
    """

    submission: UUID
    form: str
    membership: Membership | None
    terms: Sequence[Term]
    invoices: Sequence[Invoice]
    payments: Sequence[Payment]
    has_ended: bool
    pauses: Sequence[Pause]

    @property
    def waits(self) -> bool:
        """Whether it is an application that nobody has decided."""
        return self.membership is None and not self.has_ended

    @property
    def is_member(self) -> bool:
        return self.membership is not None and self.membership.state == MemberState.ADMITTED

    @property
    def state(self) -> str:
        """A code: that of the membership, or ``waits`` or ``ended``."""
        return self.membership.state if self.membership else "ended" if self.has_ended else "waits"

    @property
    def is_shared(self) -> bool:
        """Whether somebody else holds it."""
        return self.membership is not None and self.membership.head is not None

    @property
    def owed(self) -> Sequence[Invoice]:
        return [invoice for invoice in self.invoices if invoice.state == InvoiceState.OPEN]

    @property
    def until(self) -> date | None:
        """The last day of the newest term that counts; of whoever has not paid any yet, of the first."""
        counting = [term for term in self.terms if term.state != TermState.PENDING] or self.terms[-1:]
        return counting[0].ends if counting else None

    def has_card(self, today: date) -> bool:
        return self.membership is not None and is_valid(self.membership, self.terms, self.pauses, today=today)

    def pause(self, today: date) -> Pause | None:
        """The pause that runs today, or the next one to come."""
        return next((pause for pause in self.pauses if pause.ends >= today), None) if self.is_member else None

    def is_renewable(self, today: date) -> bool:
        """Whether a renewal would add a term."""
        newest, times = next(iter(self.terms), None), [pause.time for pause in self.pauses]
        opens = renewable_from(newest, times) if self.is_member and not self.is_shared else None
        return opens is not None and opens <= today


def is_valid(member: Membership, terms: Iterable[Term], pauses: Iterable[Pause], *, today: date) -> bool:
    """Whether a term that is paid runs today, and does not rest.

    Args:
        terms, pauses: those of its `Membership.holder`.
    """
    if member.state != MemberState.ADMITTED or any(pause.time.covers(today) for pause in pauses):
        return False
    return any(term.covers(today) for term in terms)


def years_of(found: Sequence[MemberStanding]) -> Mapping[UUID, Sequence[tuple[int, str]]]:
    """For which years each may have a receipt, newest first, with what it is about. Donations have one of their own
    where the register names a certificate. Two queries.
    """
    paying = [each.submission for each in found if each.payments]
    parts = Allocation.objects.filter(payment__submission__in=paying, invoice__is_donation=True)
    given = Counter[tuple[UUID, int]]()
    for id, day, amount in parts.values_list("payment__submission_id", "payment__paid_on", "amount"):
        given[id, day.year] += amount
    certified = {register.form for register in Register.objects.all() if register.is_certified} if given else set()
    years: dict[UUID, list[tuple[int, str]]] = {}
    for each in found:
        paid = Counter[int]()
        for payment in each.payments:
            paid[payment.paid_on.year] += payment.kept
        for year in sorted(+paid, reverse=True):
            donated, own = given[each.submission, year], years.setdefault(each.submission, [])
            if paid[year] > donated:
                own.append((year, Scope.DUES.value))
            if donated and each.form in certified:
                own.append((year, Scope.DONATIONS.value))
    return years


def credits_of(found: Sequence[MemberStanding]) -> Mapping[UUID, int]:
    """What was paid on each beyond all that was asked for, in yen: the next dues take it up. One query at most."""
    paid = {each.submission: sum(payment.kept for payment in each.payments) for each in found if each.payments}
    if not paid:
        return {}
    parts = Allocation.objects.filter(payment__submission__in=paid).values_list("payment__submission_id")
    used = dict(parts.annotate(used=Sum("amount")))
    return {id: amount - used.get(id, 0) for id, amount in paid.items() if amount > used.get(id, 0)}


def standings(submissions: Sequence[Submission]) -> list[MemberStanding]:
    """The registrations as they stand, in their order. Six queries where there are any."""
    ids = [submission.id for submission in submissions]
    if not ids:
        return []
    members = {m.pk: m for m in Membership.objects.filter(pk__in=ids).select_related("member_class")}
    heads = {member.pk: member.holder for member in members.values()}
    rows = Term.objects.standing().filter(membership__in={*heads.values()})
    newest_first = rows.select_related("member_class").order_by("-begins")
    terms = grouped(newest_first, by=lambda term: term.membership_id)
    asked = Invoice.objects.filter(submission__in=ids).exclude(state=InvoiceState.VOID).order_by("-issued_on", "-id")
    invoices, paid = grouped(asked, by=lambda invoice: invoice.submission_id), payments_of(ids)
    pauses = pauses_of({*heads.values()})
    ended = {*RegistrationEnd.objects.filter(submission_id__in=ids).values_list("submission_id", flat=True)}
    return [
        MemberStanding(
            s.id, s.form, members.get(s.id), terms.get(heads.get(s.id, s.id), ()), invoices.get(s.id, ()),
            paid.get(s.id, ()), s.id in ended, pauses.get(heads.get(s.id, s.id), ()),
        )
        for s in submissions
    ]  # fmt: skip
