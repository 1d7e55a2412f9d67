"""Taking over memberships with their past terms and dues, a batch in one transaction.

What the books keep begins as with any payment. Nobody is written to, and nothing is owed by it.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from azukari.forms.events import about
from azukari.forms.models import Submission
from azukari.ledger.shapes import Value
from azukari.members.counts import Entry, add_counts, of_member, of_payments, of_renewal
from azukari.members.events import TAKEN_OVER
from azukari.members.held import hold_registrations, of_term
from azukari.members.history.plan import Taking
from azukari.members.invoices import new_codes
from azukari.members.marks import mark
from azukari.members.models import (
    Allocation,
    Application,
    History,
    Invoice,
    InvoiceState,
    MemberClass,
    Membership,
    MemberState,
    Payment,
    Register,
    Term,
    TermState,
)
from azukari.members.models.counts import What
from azukari.members.payments import keep_books
from azukari.members.registers import hold_register
from azukari.members.term import year_of
from azukari.policy.terms import Actor
from azukari.vault.trail import record_about


class _Batch:
    """Rows of one batch."""

    def __init__(self, history: History, register: Register, moment: datetime) -> None:
        self.history, self.register, self.moment = history, register, moment
        self.members: list[Membership] = []
        self.terms: list[Term] = []
        self.invoices: list[Invoice] = []
        self.payments: list[Payment] = []
        self.allocations: list[Allocation] = []
        self.counts = Counter[Entry]()

    def add(self, held: Submission, taking: Taking, number: int) -> Membership:
        """One membership, with all that was."""
        life, kind = taking.life, taking.member_class
        member = Membership(
            submission=held, person_id=held.person_id, form=held.form, state=MemberState.ADMITTED, number=number,
            member_class=kind, anchor=life.since, joined_on=life.since, history=self.history.id,
            decided_at=self.moment,
        )  # fmt: skip
        self.members.append(member)
        self.counts[of_member(member, What.JOINED, life.since)] += 1
        for turn, past in enumerate(life.terms):
            paid = [each for each in taking.booked if each[0] is past]
            fee = sum(amount for _term, _day, amount, _year in paid) or kind.fee
            term = Term(
                membership=member, person_id=held.person_id, member_class=kind, begins=past.begins, ends=past.ends,
                dues_year=year_of(past.begins, self.register.dues_month), fee=fee, state=TermState.PAID,
                is_renewal=turn > 0, made_at=self.moment,
            )  # fmt: skip
            self.terms.append(term)
            if turn:
                self.counts[of_renewal(term, held.form)] += 1
            for _term, day, amount, year in paid:
                self._book(held, term, kind, (day, amount, year))
        return member

    def _book(self, held: Submission, term: Term, kind: MemberClass, paid: tuple[date, int, int]) -> None:
        day, amount, year = paid
        person = held.person_id
        invoice = Invoice(
            submission=held, person_id=person, term_id=term.id, form=held.form, dues_year=year, amount=amount,
            paid=amount, tax_percent=kind.tax_percent, is_donation=kind.is_donation, issued_on=day, due_on=day,
            state=InvoiceState.PAID,
        )  # fmt: skip
        payment = Payment(
            submission=held, person_id=person, paid_on=day, amount=amount, recorded_by=None, recorded_at=self.moment
        )
        self.invoices.append(invoice)
        self.payments.append(payment)
        self.allocations.append(Allocation(payment=payment, invoice=invoice, person_id=person, amount=amount))
        self.counts[of_payments(held.form, day)] += amount

    def write(self) -> None:
        for invoice, code in zip(self.invoices, new_codes(len(self.invoices)), strict=True):
            invoice.code = code
        Membership.objects.bulk_create(self.members, batch_size=200)
        Application.objects.filter(pk__in=[each.pk for each in self.members]).delete()
        Term.objects.bulk_create(self.terms, batch_size=200)
        Invoice.objects.bulk_create(self.invoices, batch_size=200)
        Payment.objects.bulk_create(self.payments, batch_size=200)
        Allocation.objects.bulk_create(self.allocations, batch_size=200)
        mark(*(each.pk for each in self.members))
        add_counts(self.counts)


@dataclass(frozen=True, slots=True)
class Made:
    """How many came of a batch."""

    members: int
    terms: int
    payments: int


def take_over(history: History, takings: Sequence[Taking], *, actor: Actor, moment: datetime, now: datetime) -> Made:
    """Write these memberships, in the caller's transaction. One that was decided, ended or erased meanwhile is left
    out.
    """
    held = hold_registrations([each.submission for each in takings])
    decided = {*Membership.objects.filter(pk__in=held).values_list("pk", flat=True)}
    register = hold_register(history.form)
    batch, wanted = _Batch(history, register, moment), {each.life.number for each in takings}
    register.last_number = max([register.last_number, *(number for number in wanted if number)])
    former = _former_numbers(held.values(), history.form)
    for each in takings:
        submission = held.get(each.submission)
        if submission is None or submission.id in decided:
            continue
        number = each.life.number or former.get(submission.person_id)
        if number is None:
            register.last_number += 1
            number = register.last_number
        batch.add(submission, each, number)
    register.save(update_fields=["last_number"])
    batch.write()
    _record(batch, held, actor, now)
    return Made(len(batch.members), len(batch.terms), len(batch.payments))


def _former_numbers(held: Collection[Submission], form: str) -> Mapping[UUID, int]:
    """The number that each person had before by another registration, which ended."""
    people = {each.person_id for each in held}
    rows = Membership.objects.filter(person_id__in=people, form=form, number__isnull=False)
    rows = rows.exclude(state=MemberState.ADMITTED).order_by("decided_at")
    return {person: number for person, number in rows.values_list("person_id", "number") if number}


def _record(batch: _Batch, held: Mapping[UUID, Submission], actor: Actor, now: datetime) -> None:
    paid = Counter(payment.submission_id for payment in batch.payments)
    last = {term.membership_id: term for term in batch.terms}
    terms = Counter(term.membership_id for term in batch.terms)
    events = []
    for member in batch.members:
        counted: dict[str, Value] = {"terms": terms[member.pk], "payments": paid[member.pk]}
        more = {**of_term(last[member.pk]), "history": f"{batch.history.id}", **counted}
        events.append(about(TAKEN_OVER, held[member.pk], by=actor, **more))
    record_about([*events, *keep_books([held[id] for id in paid], now=now)], now=now)
