"""Dues: a term with its invoice, and what payments settle of it. In the transactions of the verbs that call them."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from azukari.forms.models import Submission
from azukari.mail.queue import enqueue
from azukari.members.counts import count_renewal
from azukari.members.events import INVOICE_VOIDED, INVOICED
from azukari.members.held import tell
from azukari.members.marks import mark
from azukari.members.models import (
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
from azukari.members.payment_number import DIGITS, luhn
from azukari.members.term import Span, year_of
from azukari.policy.terms import Actor

INVOICE_LETTER = "members:invoice"


def _new_code() -> str:
    while True:
        digits = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        code = digits + luhn(digits)
        if not Invoice.objects.filter(code=code).exists():
            return code


def new_codes(count: int) -> list[str]:
    """So many payment numbers that no invoice has. One query."""
    drawn: set[str] = set()
    while len(drawn) < count:
        digits = [f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _n in range(count - len(drawn))]
        new = {each + luhn(each) for each in digits} - drawn
        drawn |= new - {*Invoice.objects.filter(code__in=new).values_list("code", flat=True)}
    return [*drawn]


def add_term(
    membership: Membership,
    member_class: MemberClass,
    span: Span,
    fee: int,
    *,
    register: Register,
    now: datetime,
    is_renewal: bool = False,
) -> Term:
    """A term of the history. One without a fee is paid by itself."""
    term = Term.objects.create(
        membership=membership,
        person_id=membership.person_id,
        member_class=member_class,
        begins=span.begins,
        ends=span.ends,
        dues_year=year_of(span.begins, register.dues_month),
        fee=fee,
        state=TermState.PENDING if fee else TermState.PAID,
        is_renewal=is_renewal,
        made_at=now,
    )
    mark(membership.pk)
    if is_renewal and not fee:
        count_renewal(term, membership.form)
    return term


def issue(
    held: Submission,
    term: Term,
    amount: int,
    *,
    register: Register,
    on: date,
    actor: Actor,
    now: datetime,
    letter: bool = True,
) -> Invoice | None:
    """Make out the invoice of a term; none where nothing is to pay. What was paid before settles it. The person gets a
    letter.
    """
    if not amount:
        return None
    invoice = Invoice.objects.create(
        submission=held,
        person_id=held.person_id,
        term_id=term.id,
        form=held.form,
        dues_year=term.dues_year,
        amount=amount,
        tax_percent=term.member_class.tax_percent,
        is_donation=term.member_class.is_donation,
        code=_new_code(),
        issued_on=on,
        due_on=on + timedelta(days=register.due_days),
    )
    tell(INVOICED, held, actor=actor, now=now, year=term.dues_year)
    allocate(held)
    mark(held.id)
    if letter:
        enqueue(INVOICE_LETTER, person=held.person_id, reference=invoice.id, lang=held.lang, now=now)
    return invoice


def void(held: Submission, terms: Iterable[Term], *, actor: Actor, now: datetime) -> None:
    """These terms never come to pass, and nothing is owed for them."""
    for term in terms:
        for invoice in Invoice.objects.filter(term_id=term.id, state=InvoiceState.OPEN):
            Invoice.objects.filter(id=invoice.id).update(state=InvoiceState.VOID)
            tell(INVOICE_VOIDED, held, actor=actor, now=now, year=invoice.dues_year)
        Term.objects.filter(id=term.id).update(state=TermState.VOID)
        mark(term.membership_id)


def allocate(held: Submission) -> None:
    """Let what was paid on a registration, and settles nothing yet, settle what is owed: the oldest debt first."""
    paid = Payment.objects.filter(submission=held).annotate(used=Coalesce(Sum("allocations__amount"), 0))
    for payment in paid.filter(used__lt=F("amount")).order_by("paid_on", "id"):
        _allocate(payment, payment.amount - payment.used)


def _allocate(payment: Payment, left: int) -> None:
    owed = Invoice.objects.filter(submission_id=payment.submission_id, state=InvoiceState.OPEN)
    for invoice in owed.order_by("due_on", "id"):
        part = min(left, invoice.owed)
        if part > 0:
            Allocation.objects.create(payment=payment, invoice=invoice, person_id=payment.person_id, amount=part)
            settle(invoice)
            left -= part


def settle(invoice: Invoice) -> None:
    """Let an invoice, and its term, be as paid as the payments say."""
    paid = Allocation.objects.filter(invoice=invoice).aggregate(paid=Sum("amount"))["paid"] or 0
    invoice.paid = paid
    if invoice.state != InvoiceState.VOID:
        invoice.state = InvoiceState.PAID if paid >= invoice.amount else InvoiceState.OPEN
    invoice.save(update_fields=["paid", "state"])
    if invoice.term_id:
        owing = Invoice.objects.filter(term_id=invoice.term_id, state=InvoiceState.OPEN)
        state = TermState.PENDING if owing.exists() else TermState.PAID
        for term in Term.objects.filter(id=invoice.term_id).exclude(state__in=[TermState.VOID, state]):
            Term.objects.filter(id=term.id).update(state=state)
            if term.is_renewal:
                count_renewal(term, invoice.form, 1 if state == TermState.PAID else -1)
    mark(invoice.submission_id)


def open_total(form: str) -> int:
    """What is owed on all registrations of a form, in whole yen."""
    found = Invoice.objects.filter(form=form, state=InvoiceState.OPEN)
    return found.aggregate(owed=Sum(F("amount") - F("paid")))["owed"] or 0
