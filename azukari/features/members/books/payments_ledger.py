"""Payments ledger: the payments of one membership form by day, amount and payer, with their sums and what went back.

The keys by which it is searched, ranges of days and amounts and the payer, each with each, are those that the law on
electronic books asks for (Enforcement Ordinance of the Electronic Book Preservation Act of Japan 5-5).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from azukari.features.members.books.journal import Account, Booked
from azukari.features.members.models import (
    Allocation,
    Invoice,
    Membership,
    MoneyKind,
    Payment,
    Progress,
    ProviderMoney,
    Receipt,
)
from azukari.features.members.receipt_lines import ReceiptLine, lines_of
from azukari.lib.grouping import grouped
from azukari.lib.months import add_months

LOT = 1000
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for.

    Args:
        first, last: days, both within.
        least, most: amounts in yen; None for any.
        people: the payers; None for all.
    """

    first: date
    last: date
    least: int | None = None
    most: int | None = None
    people: Collection[UUID] | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """Money that went back of a payment, on a day."""

    payment: Payment
    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Sums:
    """How many payments came in, how much, and how much went back, in yen."""

    count: int
    received: int
    returned: int

    @property
    def left(self) -> int:
        return self.received - self.returned


def fiscal_year(day: date, *, month: int) -> tuple[date, date]:
    """The first and the last day of the fiscal year that a day lies in.

    Args:
        month: in which it begins, 1 to 12.
    """
    first = date(day.year if day.month >= month else day.year - 1, month, 1)
    return first, add_months(first, _YEAR) - timedelta(days=1)


def payments(form: str, wanted: Wanted) -> QuerySet[Payment]:
    """The payments that came in, the newest first, with all that a line shows. Five queries when read."""
    found = _of(form, wanted).filter(paid_on__range=(wanted.first, wanted.last))
    settled = Prefetch("allocations", Allocation.objects.select_related("invoice"))
    numbered = Prefetch("receipts", Receipt.objects.order_by("number"))
    shown = found.select_related("bank_line", "submission").prefetch_related(settled, numbered)
    return shown.order_by("-paid_on", "-id")


def returns(form: str, wanted: Wanted, *, zone: ZoneInfo) -> list[Return]:
    """What went back in these days, the newest first; of whatever payment, of whatever amount it was. Two queries."""
    back = list(_of(form, wanted).filter(returned__gt=0))
    reported = _reported(back)
    found = [
        Return(payment, day, amount)
        for payment in back
        for day, amount in _returned(payment, reported.get(payment.id, ()), zone)
    ]
    return sorted(
        (one for one in found if wanted.first <= one.day <= wanted.last),
        key=lambda one: (one.day, one.payment.id),
        reverse=True,
    )


def sums(form: str, wanted: Wanted, back: Sequence[Return]) -> Sums:
    """Totals of what is looked for. One query."""
    found = _of(form, wanted).filter(paid_on__range=(wanted.first, wanted.last))
    told = found.aggregate(count=Count("*"), received=Sum("amount", default=0))
    return Sums(told["count"], told["received"], sum(one.amount for one in back))


def numbers_of(found: Collection[Payment]) -> Mapping[UUID, str]:
    """The number of each payer as a member, by registration, where they have one. One query."""
    held = Membership.objects.filter(pk__in={each.submission_id for each in found}, number__isnull=False)
    return {id: str(number) for id, number in held.values_list("pk", "number")}


def way_of_payment(payment: Payment, *, by_hand: Account) -> Account:
    """Where the money came in: what staff typed came in cash or at the bank, as they say."""
    if payment.charge:
        return Account.PROVIDER
    return Account.BANK if hasattr(payment, "bank_line") else by_hand


def booked(form: str, wanted: Wanted, *, by_hand: Account, zone: ZoneInfo) -> Iterator[Booked]:
    """Each payment that came in or went back in these days, as the journal wants it; a lot at a time.

    Args:
        by_hand: where what staff typed came in.
    """
    back = {one.payment.id for one in returns(form, wanted, zone=zone)}
    within = Q(paid_on__range=(wanted.first, wanted.last)) | Q(id__in=back)
    settled = Prefetch("allocations", Allocation.objects.select_related("invoice"))
    ids = list(_of(form, wanted).filter(within).order_by("paid_on", "id").values_list("id", flat=True))
    for start in range(0, len(ids), LOT):
        lot = list(
            Payment.objects.filter(id__in=ids[start : start + LOT])
            .select_related("bank_line")
            .prefetch_related(settled)
            .order_by("paid_on", "id")
        )
        gone = [each for each in lot if each.returned]
        reported, owed, numbers = _reported(gone), _invoices(gone), numbers_of(lot)
        for each in lot:
            yield Booked(
                each.paid_on,
                numbers.get(each.submission_id, "") or each.person_id.hex[-8:],
                way_of_payment(each, by_hand=by_hand),
                lines_of([each]),
                [
                    _what_for(each, day, amount, owed.get(each.submission_id, ()))
                    for day, amount in _returned(each, reported.get(each.id, ()), zone)
                ],
                each.id.hex[-8:],
            )


def _of(form: str, wanted: Wanted) -> QuerySet[Payment]:
    found = Payment.objects.filter(submission__form=form)
    if wanted.people is not None:
        found = found.filter(person__in=wanted.people)
    if wanted.least is not None:
        found = found.filter(amount__gte=wanted.least)
    return found if wanted.most is None else found.filter(amount__lte=wanted.most)


def _reported(found: Collection[Payment]) -> Mapping[UUID | None, Sequence[ProviderMoney]]:
    """The refunds and disputes by which money of these payments has gone, the oldest first."""
    if not found:
        return {}
    kinds = (MoneyKind.REFUND, MoneyKind.DISPUTE)
    rows = ProviderMoney.objects.filter(payment__in=[each.id for each in found], kind__in=kinds, progress=Progress.GONE)
    return grouped(rows.order_by("at", "id"), by=lambda row: row.payment)


def _invoices(found: Collection[Payment]) -> Mapping[UUID, Sequence[Invoice]]:
    """All invoices of those who made these payments, by registration, the oldest first."""
    if not found:
        return {}
    rows = Invoice.objects.filter(submission__in={each.submission_id for each in found}).order_by("issued_on", "id")
    return grouped(rows, by=lambda row: row.submission_id)


def _what_for(payment: Payment, day: date, amount: int, owed: Sequence[Invoice]) -> ReceiptLine:
    """What a part of a payment that went back had been paid for. Which invoice it settled is not kept, so it is that of
    the newest one when the payment came.
    """
    before = [each for each in owed if each.issued_on <= payment.paid_on] or list(owed[:1])
    if not before:
        return ReceiptLine(day, amount)
    its = before[-1]
    return ReceiptLine(day, amount, its.dues_year, its.tax_percent, its.is_donation)


def _returned(payment: Payment, rows: Sequence[ProviderMoney], zone: ZoneInfo) -> Iterator[tuple[date, int]]:
    """What went back of a payment, by day: as the provider told it, and never more or less than the books have it."""
    left = payment.returned
    for row in rows:
        amount = min(left, row.amount)
        if amount:
            yield max(payment.paid_on, row.at.astimezone(zone).date()), amount
        left -= amount
    if left:
        yield payment.paid_on, left
