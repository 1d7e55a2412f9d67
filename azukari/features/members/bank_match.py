"""Payment matching: whose is each deposit of a bank file? A person confirms each.

First which lines are in the books already (`bank_lines`). Of the others the number of an invoice beats any name. After
it comes a payer who was confirmed before, then a name, if the amount fits; then the amount alone. What one line pays is
owed no more to the next: whoever owes one due and paid twice is asked about.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from azukari.features.members.bank_debts import Debt, Fit, debts, within_reach
from azukari.features.members.bank_file import Deposit
from azukari.features.members.bank_lines import BookedLines, LineMarks, marks_of
from azukari.features.members.bank_names import Names, Nearness
from azukari.features.members.bank_numbers import codes_in, member_numbers_in
from azukari.features.members.bank_suggestion import SAME_PAYER, SURE, DepositShare, Suggestion, Why
from azukari.features.members.known_payers import known
from azukari.features.members.models import Invoice, InvoiceState, Membership, MemberState
from azukari.lib.grouping import grouped

type NamesOf = Callable[[Collection[UUID]], Mapping[UUID, Sequence[str]]]
_RANK = {Why.NUMBER: 0, Why.PROBABLY: 0, Why.KNOWN: 1, Why.NAME: 2, Why.CUT: 2}
_LAST = 3
_NEARNESS = {Nearness.SAME: Why.NAME, Nearness.CUT: Why.CUT, Nearness.NEAR: Why.NEAR}


@dataclass(frozen=True, slots=True)
class _Line:
    deposit: Deposit
    marks: LineMarks


def suggest(
    form: str, found: Sequence[Deposit], names: NamesOf | None = None, *, with_gifts: bool = False
) -> list[Suggestion]:
    """For each deposit whose it seems to be. The number of queries does not depend on how many there are.

    Args:
        names: opens the names of registrations; asked once, for those alone who owe what a deposit may be that neither
            a number nor a payer who is known tells of, or who paid as much that day. None compares no names.
    """
    lines = [_Line(deposit, marks_of(form, deposit)) for deposit in found]
    books = BookedLines(form, {deposit.day for deposit in found})
    told = _in_the_books(lines, books)
    matching = _Matching(form, [line for n, line in enumerate(lines) if n not in told], books)
    matching.open_names(names, with_gifts=with_gifts)
    for rank in range(_LAST + 1):
        for n, line in enumerate(lines):
            if n not in told and _RANK.get((its := matching.whose(line)).why, _LAST) <= rank:
                told[n] = its
                matching.settle(line, its)
    return _with_turns(lines, told, books)


def _in_the_books(lines: Sequence[_Line], books: BookedLines) -> dict[int, Suggestion]:
    """The lines that are in the books, each as often as it is there: those that the bank wrote alike before others."""
    told: dict[int, Suggestion] = {}
    used: set[UUID] = set()
    for texts_alike in (True, False):
        for n, line in enumerate(lines):
            if n in told:
                continue
            entry = books.same(line.deposit.day, line.deposit.amount, line.marks, texts_alike=texts_alike, but=used)
            if entry:
                used.add(entry.id)
                why = Why.PART if entry.left > 0 else Why.DONE
                told[n] = Suggestion(line.deposit, why, turn=entry.turn, left=entry.left)
    return told


def _with_turns(lines: Sequence[_Line], told: Mapping[int, Suggestion], books: BookedLines) -> list[Suggestion]:
    """Each with the turn that it would take, and whether another entry may be it."""
    taken: dict[tuple[bytes, ...], set[int]] = {}
    found = []
    for n, line in enumerate(lines):
        its = told[n]
        alike = any(books.doubtful(line.deposit.day, line.deposit.amount, line.marks))
        if its.why is not Why.PART:
            used = taken.setdefault(line.marks.cores, books.turns(line.marks))
            turn = next(turn for turn in range(1, len(used) + 2) if turn not in used)
            used.add(turn)
            its = replace(its, turn=turn, left=line.deposit.amount)
        found.append(replace(its, is_alike=alike))
    return found


def _by_number(form: str, found: Sequence[Deposit]) -> Mapping[int, UUID]:
    """The members whose numbers payers may have written."""
    told = {number for deposit in found for number in member_numbers_in(deposit.payer)}
    rows = Membership.objects.filter(form=form, state=MemberState.ADMITTED, number__in=told)
    return {number: head or own for number, head, own in rows.values_list("number", "head", "submission_id") if number}


class _Matching:
    """What is owed, and by whom a line may be paid; it shrinks with each line that pays some of it."""

    def __init__(self, form: str, lines: Sequence[_Line], books: BookedLines) -> None:
        found = [line.deposit for line in lines]
        codes = {code for deposit in found for code in codes_in(deposit.payer)}
        self.by_code = {each.code: each for each in Invoice.objects.filter(form=form, code__in=codes)}
        self.owing: dict[UUID, Debt] = dict(debts(form))
        self.by_total = grouped([*self.owing], by=lambda submission: self.owing[submission].total)
        self.payers = known(form, [deposit.payer for deposit in found])
        self.numbered = _by_number(form, found)
        self.lines, self.books, self.used = lines, books, set[UUID]()
        self.names: Names[UUID] | None = None
        self.nearest: dict[str, tuple[Nearness, list[UUID]] | None] = {}

    def open_names(self, names: NamesOf | None, *, with_gifts: bool) -> None:
        """Have the names opened of those whom a line may be from that nothing else tells of."""
        left = [line for line in self.lines if self._by_number(line) is None and self._by_payer(line) is None]
        reach = {*within_reach(self.owing, {line.deposit.amount for line in left}, with_gifts=with_gifts)}
        for line in left:
            alike = self.books.doubtful(line.deposit.day, line.deposit.amount, line.marks)
            reach |= {submission for each in alike for submission in each.shares}
        self.names = Names(names(reach)) if names and reach else None

    def whose(self, line: _Line) -> Suggestion:
        """Whose it seems to be, as things stand now."""
        return (
            self._by_number(line)
            or self._by_payer(line)
            or self._by_name(line)
            or self._by_one_who_owes_nothing(line)
            or self._by_amount(line)
        )

    def settle(self, line: _Line, its: Suggestion) -> None:
        """What this line pays is owed no more, and the entry that it is has been found."""
        for part in its.parts:
            if its.why is Why.PROBABLY:
                self.used.add(self._entries(line, part)[0])
            elif part.submission in self.owing:
                self.owing[part.submission] = self.owing[part.submission].less(part.amount)

    def _by_number(self, line: _Line) -> Suggestion | None:
        """By the numbers of invoices that the payer wrote: of one, or of several that are paid in one transfer."""
        deposit = line.deposit
        found = [self.by_code[code] for code in codes_in(deposit.payer) if code in self.by_code]
        if not found:
            return None
        unpaid = [invoice for invoice in found if invoice.state == InvoiceState.OPEN]
        if not unpaid:
            return self._one(line, Why.SETTLED, found[0].submission_id)
        whose = {invoice.submission_id for invoice in unpaid}
        is_untouched = all(self.owing[submission].taken == 0 for submission in whose)
        if len(unpaid) > 1 and is_untouched and sum(invoice.owed for invoice in unpaid) == deposit.amount:
            return self._split(line, unpaid)
        first = unpaid[0].submission_id
        why = Why.NUMBER if self._fits(first, deposit) else Why.AMOUNT_DIFFERS
        return self._one(line, why, first)

    def _by_payer(self, line: _Line) -> Suggestion | None:
        """By a payer who was confirmed before, for one who owes something."""
        theirs = self.payers.get(line.deposit.payer, ())
        fitting = [s for s in theirs if self._fits(s, line.deposit)]
        if len(fitting) == 1:
            return self._one(line, Why.KNOWN, fitting[0])
        owing = fitting or [s for s in theirs if s in self.owing and self.owing[s].total]
        return self._one_of(line, owing, Why.KNOWN_DIFFERS) if owing else None

    def _by_name(self, line: _Line) -> Suggestion | None:
        """By the name of somebody who owes what came in."""
        nearness, whose = self._nearest(line) or (Nearness.NEAR, [])
        fitting = [s for s in whose if self._fits(s, line.deposit)]
        if len(fitting) == 1:
            return self._one(line, _NEARNESS[nearness], fitting[0])
        less = [s for s in whose if s in self.owing and self.owing[s].fit(line.deposit.amount) is Fit.LESS_A_FEE]
        if fitting or (less and nearness is not Nearness.NEAR):
            return self._one_of(line, fitting or less, Why.FEE)
        more = [s for s in whose if s in self.owing and self.owing[s].fit(line.deposit.amount) is Fit.MORE]
        return self._one_of(line, more, Why.MORE) if more and nearness is Nearness.SAME else None

    def _by_one_who_owes_nothing(self, line: _Line) -> Suggestion | None:
        """By a payer or a name of one who owes nothing, or nothing more once other lines of the file are paid."""
        nearness, named = self._nearest(line) or (Nearness.NEAR, [])
        whose = [*self.payers.get(line.deposit.payer, ())] or (named if nearness is not Nearness.NEAR else [])
        return self._one_of(line, whose, Why.NOT_OWED) if whose else None

    def _by_amount(self, line: _Line) -> Suggestion:
        told = {self.numbered[n] for n in member_numbers_in(line.deposit.payer) if n in self.numbered}
        if len(told) == 1 and self._fits(only := next(iter(told)), line.deposit):
            return self._one(line, Why.MEMBER, only)
        amount = line.deposit.amount
        same = [s for s in self.by_total.get(amount, ()) if self.owing[s].total == amount]
        return self._one(line, Why.AMOUNT, same[0]) if len(same) == 1 else Suggestion(line.deposit, Why.NOTHING)

    def _nearest(self, line: _Line) -> tuple[Nearness, list[UUID]] | None:
        payer = line.deposit.payer
        if self.names and payer not in self.nearest:
            self.nearest[payer] = self.names.whose(payer)
        return self.nearest.get(payer)

    def _fits(self, submission: UUID, deposit: Deposit) -> bool:
        return submission in self.owing and self.owing[submission].fit(deposit.amount) is Fit.WHOLE

    def _one_of(self, line: _Line, whose: Sequence[UUID], why: Why) -> Suggestion:
        """The one; where there are several, somebody has to say which."""
        return Suggestion(line.deposit, Why.SEVERAL) if len(whose) > 1 else self._one(line, why, whose[0])

    def _one(self, line: _Line, why: Why, submission: UUID) -> Suggestion:
        amount = line.deposit.amount
        part = DepositShare(submission, amount)
        debt = self.owing.get(submission)
        if why in SAME_PAYER and self._entries(line, part):
            return Suggestion(line.deposit, Why.PROBABLY, (part,))
        if why is Why.AMOUNT_DIFFERS and debt and not debt.total:
            why = Why.NOT_OWED
        dues = debt.count(amount) if debt and why in SURE else 1
        entries = len(self._entries(line, part, but=())) if why in SAME_PAYER else 0
        more = amount - debt.total if debt and debt.fit(amount) is Fit.MORE else 0
        return Suggestion(line.deposit, why, (part,), dues, entries=entries, more=more)

    def _split(self, line: _Line, unpaid: Sequence[Invoice]) -> Suggestion:
        """To each registration what it owes by these invoices."""
        amounts: dict[UUID, int] = {}
        for invoice in unpaid:
            amounts[invoice.submission_id] = amounts.get(invoice.submission_id, 0) + invoice.owed
        parts = tuple(DepositShare(submission, amount) for submission, amount in amounts.items())
        is_known = any(self._entries(line, part) for part in parts)
        return Suggestion(line.deposit, Why.AMOUNT_DIFFERS if is_known else Why.NUMBER, parts, len(unpaid))

    def _entries(self, line: _Line, part: DepositShare, *, but: Collection[UUID] | None = None) -> list[UUID]:
        """Payments of that registration that may be this line, without those that other lines of the file are."""
        alike = self.books.doubtful(line.deposit.day, part.amount, line.marks)
        used = self.used if but is None else but
        return [each.id for each in alike if part.submission in each.shares and each.id not in used]
