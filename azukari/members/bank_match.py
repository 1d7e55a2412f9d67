"""Payment matching: whose is each deposit of a bank file? A person confirms each.

The number of an invoice beats any name. After it comes a payer who was confirmed before, then a name, if the amount
fits; then the amount alone. What was confirmed is known by registration, day and amount, so that the same file twice
changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from azukari.lib.grouping import grouped
from azukari.members.bank_debts import Debt, Fit, debts, within_reach
from azukari.members.bank_file import Deposit, codes_in, member_numbers_in
from azukari.members.bank_names import Names, Nearness
from azukari.members.known_payers import known
from azukari.members.models import Invoice, InvoiceState, Membership, MemberState, Payment

type NamesOf = Callable[[Collection[UUID]], Mapping[UUID, Sequence[str]]]


class Why(StrEnum):
    """What a suggestion rests on."""

    NUMBER = "number"  # the number of an open invoice, and its amount
    KNOWN = "known"  # this payer was confirmed before, and the amount
    NAME = "name"  # the name of one who owes this
    CUT = "cut"  # the beginning of the name of one who owes this
    AMOUNT_DIFFERS = "amount-differs"  # the number, but another amount
    KNOWN_DIFFERS = "known-differs"  # the payer, but another amount
    NEAR = "near"  # a name like it, and the amount
    FEE = "fee"  # the name; of the amount, as much is missing as a bank takes
    SEVERAL = "several"  # more than one bears this name, or is paid for by this payer
    MEMBER = "member"  # the number of a member who owes this
    SETTLED = "settled"  # the number of an invoice that is paid or cancelled
    AMOUNT = "amount"  # one open invoice alone has this amount
    NOTHING = "nothing"
    DONE = "done"  # it is in the books already
    OUTSIDE = "outside"  # no payment of that day or amount may stand in the books


SURE = frozenset({Why.NUMBER, Why.KNOWN, Why.NAME, Why.CUT})


@dataclass(frozen=True, slots=True)
class DepositShare:
    """What of a deposit goes to one registration; ``turn``: which it is of its day and amount there."""

    invoice: Invoice
    amount: int
    turn: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A deposit, and whose it seems to be.

    Args:
        parts: empty where nothing fits.
        dues: how many dues it settles.
    """

    deposit: Deposit
    why: Why
    parts: tuple[DepositShare, ...] = ()
    dues: int = 1

    @property
    def is_sure(self) -> bool:
        return self.why in SURE

    @property
    def invoice(self) -> Invoice | None:
        return self.parts[0].invoice if self.parts else None


def suggest(form: str, found: Sequence[Deposit], names: NamesOf | None = None) -> list[Suggestion]:
    """For each deposit whose it seems to be. The number of queries does not depend on how many there are.

    Args:
        names: opens the names of registrations; asked once, for those alone who owe what a deposit may be that neither
            a number nor a payer who is known tells of. None compares no names.
    """
    codes = {code for deposit in found for code in codes_in(deposit.payer)}
    by_code = {invoice.code: invoice for invoice in Invoice.objects.filter(form=form, code__in=codes)}
    owing, books = debts(form), _Books(form, found)
    payers = known(form, [deposit.payer for deposit in found])
    totals = grouped(owing.values(), by=lambda debt: debt.total)
    matching = _Matching(owing, books, by_code, payers, totals, _by_number(form, found))
    first = [matching.by_number(d) or matching.by_payer(d) for d in found]
    left = [d for d, its in zip(found, first, strict=True) if its is None]
    open_left = [d for d in left if not books.knows(d)]
    reach = within_reach(owing, {d.amount for d in open_left})
    named = Names(names(reach)) if names and reach else None
    return [its or matching.by_name(d, named) for d, its in zip(found, first, strict=True)]


def _by_number(form: str, found: Sequence[Deposit]) -> Mapping[int, UUID]:
    """The members whose numbers payers may have written."""
    told = {number for deposit in found for number in member_numbers_in(deposit.payer)}
    rows = Membership.objects.filter(form=form, state=MemberState.ADMITTED, number__in=told)
    return {number: head or own for number, head, own in rows.values_list("number", "head", "submission_id") if number}


class _Books:
    """What came by bank files before, on the days of this one, ticked off as the lines go by."""

    def __init__(self, form: str, found: Sequence[Deposit]) -> None:
        rows = Payment.objects.filter(submission__form=form, paid_on__in={d.day for d in found}, bank_turn__gt=0)
        self.turns: dict[tuple[UUID, date, int], set[int]] = {}
        self.untold: Counter[tuple[date, int]] = Counter()
        for submission, day, amount, turn in rows.values_list("submission_id", "paid_on", "amount", "bank_turn"):
            self.turns.setdefault((submission, day, amount), set()).add(turn)
            self.untold[day, amount] += 1
        self.seen: Counter[tuple[UUID, date, int]] = Counter()

    def turn(self, submission: UUID, day: date, amount: int) -> int:
        """Which turn the next deposit of that day and amount takes on that registration; 0 if it is in the books."""
        key = (submission, day, amount)
        used, self.seen[key] = self.turns.get(key, set()), self.seen[key] + 1
        if self.seen[key] <= len(used):
            self.untold[day, amount] -= 1
            return 0
        free = (turn for turn in range(1, len(used) + self.seen[key] + 1) if turn not in used)
        return [*free][self.seen[key] - len(used) - 1]

    def has_next(self, submission: UUID, day: date, amount: int) -> bool:
        """Whether the next deposit of that day and amount is in the books of that registration."""
        key = (submission, day, amount)
        return self.seen[key] < len(self.turns.get(key, ()))

    def knows(self, deposit: Deposit) -> bool:
        """Whether one that nothing tells of was recorded for that day and amount."""
        return self.untold[deposit.day, deposit.amount] > 0

    def tick_off(self, deposit: Deposit) -> None:
        self.untold[deposit.day, deposit.amount] -= 1


@dataclass(frozen=True, slots=True)
class _Matching:
    owing: Mapping[UUID, Debt]
    books: _Books
    by_code: Mapping[str, Invoice]
    payers: Mapping[str, Sequence[UUID]]
    by_total: Mapping[int, Sequence[Debt]]
    numbered: Mapping[int, UUID]

    def by_number(self, deposit: Deposit) -> Suggestion | None:
        """By the numbers of invoices that the payer wrote: of one, or of several that are paid in one transfer."""
        found = [self.by_code[code] for code in codes_in(deposit.payer) if code in self.by_code]
        if not found:
            return None
        found.sort(key=lambda invoice: invoice.state != InvoiceState.OPEN)
        unpaid = [invoice for invoice in found if invoice.state == InvoiceState.OPEN]
        if len(unpaid) > 1 and sum(invoice.owed for invoice in unpaid) == deposit.amount:
            return self._split(deposit, unpaid)
        first = found[0]
        if first.state != InvoiceState.OPEN:
            return self._one(deposit, Why.SETTLED, first)
        debt = self.owing[first.submission_id]
        return self._one(deposit, Why.NUMBER if _fits(debt, deposit) else Why.AMOUNT_DIFFERS, first)

    def by_payer(self, deposit: Deposit) -> Suggestion | None:
        """By a payer who was confirmed before."""
        theirs = self.payers.get(deposit.payer, ())
        if not theirs:
            return None
        for submission in theirs:
            if self.books.has_next(submission, deposit.day, deposit.amount):
                self.books.turn(submission, deposit.day, deposit.amount)
                return Suggestion(deposit, Why.DONE)
        fitting = [s for s in theirs if s in self.owing and _fits(self.owing[s], deposit)]
        if len(fitting) == 1:
            return self._one(deposit, Why.KNOWN, self.owing[fitting[0]].invoices[0])
        owing = fitting or [s for s in theirs if s in self.owing]
        return self._one_of(deposit, owing, Why.KNOWN_DIFFERS) if owing else None

    def by_name(self, deposit: Deposit, names: Names[UUID] | None) -> Suggestion:
        """By the name of somebody who owes what came in; else by the amount alone."""
        if self.books.knows(deposit):
            self.books.tick_off(deposit)
            return Suggestion(deposit, Why.DONE)
        found = names.whose(deposit.payer) if names else None
        if found:
            nearness, whose = found
            fitting = [s for s in whose if _fits(self.owing[s], deposit)]
            if len(fitting) == 1:
                return self._one(deposit, _NEARNESS[nearness], self.owing[fitting[0]].invoices[0])
            less = [s for s in whose if self.owing[s].fit(deposit.amount) is Fit.LESS_A_FEE]
            if fitting or (less and nearness is not Nearness.NEAR):
                return self._one_of(deposit, fitting or less, Why.FEE)
        told = {self.numbered[n] for n in member_numbers_in(deposit.payer) if n in self.numbered}
        owing = [s for s in told if s in self.owing and _fits(self.owing[s], deposit)]
        if len(owing) == 1:
            return self._one(deposit, Why.MEMBER, self.owing[owing[0]].invoices[0])
        same = self.by_total.get(deposit.amount, ())
        if len(same) == 1:
            return self._one(deposit, Why.AMOUNT, same[0].invoices[0])
        return Suggestion(deposit, Why.NOTHING)

    def _one_of(self, deposit: Deposit, whose: Sequence[UUID], why: Why) -> Suggestion:
        """The one; where there are several, somebody has to say which."""
        if len(whose) > 1:
            return Suggestion(deposit, Why.SEVERAL)
        return self._one(deposit, why, self.owing[whose[0]].invoices[0])

    def _one(self, deposit: Deposit, why: Why, invoice: Invoice) -> Suggestion:
        turn = self.books.turn(invoice.submission_id, deposit.day, deposit.amount)
        if not turn:
            return Suggestion(deposit, Why.DONE)
        debt = self.owing.get(invoice.submission_id)
        dues = debt.count(deposit.amount) if debt and why in SURE else 1
        return Suggestion(deposit, why, (DepositShare(invoice, deposit.amount, turn),), dues)

    def _split(self, deposit: Deposit, unpaid: Sequence[Invoice]) -> Suggestion:
        """To each registration what it owes by these invoices."""
        amounts: dict[UUID, int] = {}
        for invoice in unpaid:
            amounts[invoice.submission_id] = amounts.get(invoice.submission_id, 0) + invoice.owed
        first = {invoice.submission_id: invoice for invoice in reversed(unpaid)}
        turns = {s: self.books.turn(s, deposit.day, amount) for s, amount in amounts.items()}
        parts = tuple(DepositShare(first[s], amount, turns[s]) for s, amount in amounts.items() if turns[s])
        return Suggestion(deposit, Why.NUMBER if parts else Why.DONE, parts, len(unpaid))


_NEARNESS = {Nearness.SAME: Why.NAME, Nearness.CUT: Why.CUT, Nearness.NEAR: Why.NEAR}


def _fits(debt: Debt, deposit: Deposit) -> bool:
    return debt.fit(deposit.amount) is Fit.WHOLE
