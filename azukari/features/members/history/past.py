"""Past memberships, as rows that are made one after the other and written together, with the counters of their months.

Each begins with its member, whose terms follow, the oldest first, and the dues of each. Nobody is written to.
"""

from collections import Counter
from datetime import date, datetime
from uuid import UUID

from azukari.core.forms.models import Submission
from azukari.features.members.counts import Entry, add_counts, of_member, of_payments, of_renewal
from azukari.features.members.invoices import ROWS, new_codes
from azukari.features.members.marks import mark
from azukari.features.members.models import (
    Allocation,
    Application,
    Invoice,
    InvoiceState,
    MemberClass,
    Membership,
    MemberState,
    Payment,
    Term,
    TermState,
)
from azukari.features.members.models.counts import What
from azukari.features.members.term import year_of


class Past:
    """What waits to be written.

    Args:
        history: the register (`History`) that all of it is taken over from.

    Attributes:
        paid: the days of the payments of each registration.
    """

    _kind: MemberClass  # of the last member

    def __init__(self, dues_month: int, *, history: UUID | None = None) -> None:
        self.members: list[Membership] = []
        self.terms: list[Term] = []
        self.paid: dict[UUID, list[date]] = {}
        self._invoices: list[Invoice] = []
        self._payments: list[Payment] = []
        self._allocations: list[Allocation] = []
        self._counts = Counter[Entry]()
        self._dues_month, self._history = dues_month, history

    def member(self, held: Submission, kind: MemberClass, number: int, *, since: date, moment: datetime) -> None:
        """Somebody was admitted on the day ``since``; it is recorded of this moment, here and below."""
        member = Membership(
            submission=held, person_id=held.person_id, form=held.form, state=MemberState.ADMITTED, number=number,
            member_class=kind, anchor=since, joined_on=since, history=self._history, decided_at=moment,
        )  # fmt: skip
        self.members.append(member)
        self._kind = kind
        self._counts[of_member(member, What.JOINED, since)] += 1

    def term(self, begins: date, ends: date | None, *, fee: int, is_paid: bool, moment: datetime) -> None:
        """A term of that member; any but the first renewed the one before."""
        member = self.members[-1]
        is_renewal = bool(self.terms) and self.terms[-1].membership is member
        term = Term(
            membership=member, person_id=member.person_id, member_class=self._kind, begins=begins,
            ends=ends, dues_year=year_of(begins, self._dues_month), fee=fee, is_renewal=is_renewal, made_at=moment,
            state=TermState.PAID if is_paid else TermState.PENDING,
        )  # fmt: skip
        self.terms.append(term)
        if is_renewal and is_paid:
            self._counts[of_renewal(term, member.form)] += 1

    def dues(self, amount: int, *, year: int, issued: date, due: date, paid: date | None, moment: datetime) -> None:
        """An invoice of that term, and its payment if it was paid on a day."""
        term, held, kind = self.terms[-1], self.members[-1].submission, self._kind
        invoice = Invoice(
            submission=held, person_id=held.person_id, term_id=term.id, form=held.form, dues_year=year, amount=amount,
            paid=amount if paid else 0, tax_percent=kind.tax_percent, is_donation=kind.is_donation, issued_on=issued,
            due_on=due, state=InvoiceState.PAID if paid else InvoiceState.OPEN,
        )  # fmt: skip
        self._invoices.append(invoice)
        if paid is None:
            return
        payment = Payment(submission=held, person_id=held.person_id, paid_on=paid, amount=amount, recorded_at=moment)
        self._payments.append(payment)
        self._allocations.append(Allocation(payment=payment, invoice=invoice, person_id=held.person_id, amount=amount))
        self.paid.setdefault(held.id, []).append(paid)
        self._counts[of_payments(held.form, paid)] += amount

    def write(self) -> None:
        """All of it, a statement or two for each table, in the caller's transaction. What a law has us keep of each
        payer is left to `keep_books`.
        """
        for invoice, code in zip(self._invoices, new_codes(len(self._invoices)), strict=True):
            invoice.code = code
        Membership.objects.bulk_create(self.members, batch_size=ROWS)
        Application.objects.filter(pk__in=[each.pk for each in self.members]).delete()
        Term.objects.bulk_create(self.terms, batch_size=ROWS)
        Invoice.objects.bulk_create(self._invoices, batch_size=ROWS)
        Payment.objects.bulk_create(self._payments, batch_size=ROWS)
        Allocation.objects.bulk_create(self._allocations, batch_size=ROWS)
        mark(*(each.pk for each in self.members))
        add_counts(self._counts)
