"""The crowd's memberships over two years, written in sets: who was admitted, into which class, who paid, who left."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from azukari.charter.current import Current
from azukari.cli.sample import SETTER
from azukari.cli.sample_crowd import Crowd
from azukari.consent.service import Kept, keep_records
from azukari.forms.ending import end_registration
from azukari.forms.models import EndedAs, Submission
from azukari.lib.identifier import new_id
from azukari.members.counts import Entry, add_counts, of_member, of_payments, of_renewal
from azukari.members.marks import mark
from azukari.members.models import (
    Allocation,
    Application,
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
from azukari.members.payment_number import luhn
from azukari.members.registers import begin_with_suggested, membership_forms
from azukari.members.term import Span, fee_for, first_term, year_of

CLASSES = {"regular": "Regular member", "supporting": "Supporting member", "student": "Student member"}
"""The class into which they are admitted, by what they chose."""

_WAIT = 4  # the newest applications wait for the desk
_LEFT_WITHIN = timedelta(days=330)  # what ended earlier has been erased
_ROWS = (Membership, Term, Invoice, Payment, Allocation)


class _Books:
    """Rows that wait to be written, table by table, what runs from each payment, and the counters of each month."""

    def __init__(self, charter: Current, today: date, chance: random.Random) -> None:
        self.charter, self.today, self.chance = charter, today, chance
        self.rows: dict[type, list[object]] = {model: [] for model in _ROWS}
        self.paid: dict[Submission, list[date]] = {}
        self.counts: Counter[Entry] = Counter()

    def member(self, submission: Submission, chosen: MemberClass, number: int, register: Register) -> None:
        """Admitted some days after they came, with every term since."""
        came = self.charter.policy.organisation.day(submission.created_at)
        joined = min(came + timedelta(days=self.chance.randint(1, 9)), self.today)
        membership = Membership(
            submission=submission, person_id=submission.person_id, form=submission.form, state=MemberState.ADMITTED,
            number=number, member_class=chosen, anchor=joined, joined_on=joined, decided_at=_noon(joined),
        )  # fmt: skip
        self.rows[Membership].append(membership)
        self.counts[of_member(membership, What.JOINED, joined)] += 1
        span, reliable = first_term(chosen.rule, joined), self.chance.random() < 0.9
        while span.begins <= self.today:
            self._term(membership, chosen, span, register, pays=reliable or span.begins == joined)
            if span.ends is None:
                return
            span = first_term(chosen.rule, span.ends + timedelta(days=1))

    def _term(self, membership: Membership, chosen: MemberClass, span: Span, register: Register, *, pays: bool) -> None:
        fee = fee_for(chosen.rule, chosen.fee, span)
        day = span.begins + timedelta(days=self.chance.randint(2, 45))
        is_paid = not fee or (pays and day <= self.today)
        held, person = membership.submission, membership.person_id
        year = year_of(span.begins, register.dues_month)
        term = Term(
            id=new_id(), membership=membership, person_id=person, member_class=chosen, begins=span.begins,
            ends=span.ends, dues_year=year, fee=fee, state=TermState.PAID if is_paid else TermState.PENDING,
            is_renewal=span.begins != membership.joined_on, made_at=_noon(span.begins),
        )  # fmt: skip
        self.rows[Term].append(term)
        if term.is_renewal and is_paid:
            self.counts[of_renewal(term, membership.form)] += 1
        if not fee:
            return
        digits = f"{len(self.rows[Invoice]) * 7919 % 10_000_000:07}"
        invoice = Invoice(
            id=new_id(), submission=held, person_id=person, term_id=term.id, form=membership.form, dues_year=year,
            amount=fee, paid=fee if is_paid else 0, code=digits + luhn(digits), is_donation=chosen.is_donation,
            issued_on=span.begins, due_on=span.begins + timedelta(days=register.due_days),
            state=InvoiceState.PAID if is_paid else InvoiceState.OPEN,
        )  # fmt: skip
        self.rows[Invoice].append(invoice)
        if is_paid:
            payment = Payment(
                id=new_id(), submission=held, person_id=person, paid_on=day, amount=fee, recorded_at=_noon(day)
            )
            self.rows[Payment].append(payment)
            self.rows[Allocation].append(
                Allocation(id=new_id(), payment=payment, invoice=invoice, person_id=person, amount=fee)
            )
            self.paid.setdefault(held, []).append(day)
            self.counts[of_payments(held.form, day)] += fee

    def write(self) -> None:
        """All of it, a statement or two for each table; the counters; then what a law has us keep of each payer."""
        for model in _ROWS:
            model.objects.bulk_create(self.rows[model], batch_size=200)  # type: ignore[arg-type]
        add_counts(self.counts)
        for held, days in self.paid.items():
            paid = Kept(held.id, held.person_id, held.form, held.charter_id, [_noon(day) for day in days])
            keep_records([paid], now=_noon(max(days)))


def begin_classes(form: str, *, now: datetime) -> None:
    """Make the classes that a register suggests; what supporting members pay is a donation."""
    begin_with_suggested(form, actor=SETTER, now=now)
    MemberClass.objects.filter(form=form, name_en="Supporting member").update(is_donation=True)


def add_crowd_members(charter: Current, crowd: Crowd, *, now: datetime) -> int:
    """Admit whoever applied, but for the newest; let some leave. Returns how many became members."""
    form = next(iter(membership_forms(charter.policy)), None)
    if form is None:
        return 0
    begin_classes(form.slug, now=now)
    classes = {each.name_en: each for each in MemberClass.objects.filter(form=form.slug)}
    chance = random.Random(7)  # noqa: S311 - the same each time
    applied = sorted((s for held in crowd.people for s in held if s.form == form.slug), key=lambda s: s.created_at)
    books = _Books(charter, charter.policy.organisation.day(now), chance)
    with transaction.atomic(durable=True):
        register = Register.objects.select_for_update().get(form=form.slug)
        admitted = applied[:-_WAIT]
        for number, submission in enumerate(admitted, register.last_number + 1):
            chosen = classes[CLASSES.get(crowd.chose[submission.id], "Regular member")]
            books.member(submission, chosen, number, register)
        books.write()
        mark(*(submission.id for submission in admitted))
        Application.objects.filter(submission__in=admitted).delete()
        register.last_number += len(admitted)
        register.save(update_fields=["last_number"])
    for turn, submission in enumerate(admitted[3::13]):  # some leave, every fourth of them by not renewing
        left = max(now - _LEFT_WITHIN * chance.random(), submission.created_at + timedelta(days=30))
        if left < now:
            reason = EndedAs.LAPSED if turn % 4 == 1 else EndedAs.LEFT
            end_registration(submission.id, reason=reason, actor=SETTER, now=left)
    return len(admitted)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(3), UTC)
