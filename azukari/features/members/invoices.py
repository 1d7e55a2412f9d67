"""Dues: terms with their invoices, and what payments settle of them. In the transactions of the verbs that call them;
in sets, so that a year's dues of a whole register take a few statements for each few hundred members.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from azukari.core.forms.models import Submission
from azukari.features.members.counts import Entry, add_counts, of_renewal
from azukari.features.members.events import INVOICE_VOIDED, INVOICED
from azukari.features.members.held import tell_many, write_to
from azukari.features.members.marks import mark
from azukari.features.members.models import (
    Allocation,
    Invoice,
    InvoiceState,
    MemberClass,
    Membership,
    Payment,
    Register,
    Term,
    TermState,
)
from azukari.features.members.payment_number import DIGITS, luhn
from azukari.features.members.term import Span, year_of
from azukari.lib.grouping import grouped
from azukari.policy.terms import Actor

INVOICE_LETTER = "members:invoice"
ROWS = 200
"""At one statement."""


def new_codes(count: int) -> list[str]:
    """So many payment numbers that no invoice has. One query."""
    drawn: set[str] = set()
    while len(drawn) < count:
        digits = [f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _n in range(count - len(drawn))]
        new = {each + luhn(each) for each in digits} - drawn
        drawn |= new - {*Invoice.objects.filter(code__in=new).values_list("code", flat=True)}
    return [*drawn]


@dataclass(frozen=True, slots=True)
class NewTerm:
    """A term that is to come, of a membership that its caller holds.

    Args:
        held: the registration.
        months_off: paused months that were taken off the fee.
    """

    held: Submission
    membership: Membership
    member_class: MemberClass
    span: Span
    fee: int
    months_off: int = 0


def add_terms(wanted: Sequence[NewTerm], *, register: Register, now: datetime, is_renewal: bool = False) -> list[Term]:
    """Terms of the history, in the order asked for. One without a fee is paid by itself. A fixed number of queries."""
    terms = [
        Term(
            membership=each.membership, person_id=each.membership.person_id, member_class=each.member_class,
            begins=each.span.begins, ends=each.span.ends, dues_year=year_of(each.span.begins, register.dues_month),
            fee=each.fee, state=TermState.PENDING if each.fee else TermState.PAID, is_renewal=is_renewal, made_at=now,
            months_off=each.months_off,
        )
        for each in wanted
    ]  # fmt: skip
    Term.objects.bulk_create(terms, batch_size=ROWS)
    mark(*(each.membership.pk for each in wanted))
    if is_renewal:
        add_counts(Counter(of_renewal(each, register.form) for each in terms if not each.fee))
    return terms


def issue_many(
    owed: Sequence[tuple[Submission, Term, int]],
    *,
    register: Register,
    on: date,
    actor: Actor,
    now: datetime,
    letter: bool = True,
) -> None:
    """Make out the invoices of terms, of registrations that the caller holds; none where nothing is to pay. What was
    paid before settles them. Each person gets a letter. A fixed number of queries.
    """
    owed = [each for each in owed if each[2]]
    invoices = [
        Invoice(
            submission=held, person_id=held.person_id, term_id=term.id, form=held.form, dues_year=term.dues_year,
            amount=amount, tax_percent=term.member_class.tax_percent, is_donation=term.member_class.is_donation,
            code=code, issued_on=on, due_on=on + timedelta(days=register.due_days),
        )
        for (held, term, amount), code in zip(owed, new_codes(len(owed)), strict=True)
    ]  # fmt: skip
    if not invoices:
        return
    Invoice.objects.bulk_create(invoices, batch_size=ROWS)
    tell_many(INVOICED, [(held, {"year": term.dues_year}) for held, term, _amount in owed], actor=actor, now=now)
    ids = [held.id for held, _term, _amount in owed]
    allocate(ids)
    mark(*ids)
    if letter:
        write_to(INVOICE_LETTER, [(one[0], invoice.id) for one, invoice in zip(owed, invoices, strict=True)], now=now)


def void(terms: Sequence[tuple[Submission, Term]], *, actor: Actor, now: datetime) -> None:
    """These terms never come to pass, and nothing is owed for them; each with its registration, which is held. A part
    that was paid settles what else is owed, or waits for the next dues.
    """
    held = {term.id: one for one, term in terms}
    invoices = list(Invoice.objects.filter(term_id__in=held, state=InvoiceState.OPEN).order_by("id"))
    ids = [each.id for each in invoices]
    Allocation.objects.filter(invoice__in=ids).delete()
    Invoice.objects.filter(id__in=ids).update(state=InvoiceState.VOID, paid=0)
    allocate({each.submission_id for each in invoices if each.paid})
    told = [(held[each.term_id], {"year": each.dues_year}) for each in invoices if each.term_id]
    tell_many(INVOICE_VOIDED, told, actor=actor, now=now)
    Term.objects.filter(id__in=held).update(state=TermState.VOID)
    mark(*{term.membership_id for _one, term in terms})


def allocate(submissions: Collection[UUID]) -> None:
    """Let what was paid on registrations, and settles nothing yet, settle what is owed there: the oldest debt first."""
    paid = Payment.objects.filter(submission__in=submissions).annotate(used=Coalesce(Sum("allocations__amount"), 0))
    paid = paid.filter(used__lt=F("amount") - F("returned")).order_by("paid_on", "id")
    free = list(paid)
    if not free:
        return
    owed = Invoice.objects.filter(submission__in={each.submission_id for each in free}, state=InvoiceState.OPEN)
    owing = grouped(owed.order_by("due_on", "id"), by=lambda invoice: invoice.submission_id)
    parts: list[Allocation] = []
    touched: dict[UUID, Invoice] = {}
    for payment in free:
        left = payment.kept - payment.used
        for invoice in owing.get(payment.submission_id, ()):
            part = min(left, invoice.amount - invoice.paid)
            if part > 0:
                parts.append(Allocation(payment=payment, invoice=invoice, person_id=payment.person_id, amount=part))
                invoice.paid += part
                left -= part
                touched[invoice.id] = invoice
    Allocation.objects.bulk_create(parts, batch_size=ROWS)
    settle([*touched.values()])


def settle(invoices: Sequence[Invoice]) -> None:
    """Let invoices, and their terms, be as paid as the payments say. A fixed number of queries."""
    if not invoices:
        return
    parts = Allocation.objects.filter(invoice__in=[each.id for each in invoices])
    paid = dict(parts.values_list("invoice").annotate(paid=Sum("amount")))
    for invoice in invoices:
        invoice.paid = paid.get(invoice.id, 0)
        if invoice.state != InvoiceState.VOID:
            invoice.state = InvoiceState.PAID if invoice.paid >= invoice.amount else InvoiceState.OPEN
    Invoice.objects.bulk_update(invoices, ["paid", "state"], batch_size=ROWS)
    _settle_terms({each.term_id: each.form for each in invoices if each.term_id})
    mark(*{each.submission_id for each in invoices})


def _settle_terms(forms: Mapping[UUID, str]) -> None:
    """Whether these terms are paid, by what is open; and which renewals count. By the form of each."""
    open_terms = Invoice.objects.filter(term_id__in=forms, state=InvoiceState.OPEN)
    owing = {*open_terms.values_list("term_id", flat=True)}
    counts = Counter[Entry]()
    moved: dict[TermState, list[UUID]] = {TermState.PENDING: [], TermState.PAID: []}
    for term in Term.objects.filter(id__in=forms, state__in=moved):
        state = TermState.PENDING if term.id in owing else TermState.PAID
        if term.state != state:
            moved[state].append(term.id)
            if term.is_renewal:
                counts[of_renewal(term, forms[term.id])] += 1 if state == TermState.PAID else -1
    for state, ids in moved.items():
        Term.objects.filter(id__in=ids).update(state=state)
    add_counts(counts)


def open_total(form: str) -> int:
    """What is owed on all registrations of a form, in whole yen."""
    found = Invoice.objects.filter(form=form, state=InvoiceState.OPEN)
    return found.aggregate(owed=Sum(F("amount") - F("paid")))["owed"] or 0
