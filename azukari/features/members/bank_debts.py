"""What is owed, as a deposit is compared with it: exactly, as several dues in one, or less a bank's fee."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import accumulate
from uuid import UUID

from azukari.features.members.models import Invoice, InvoiceState
from azukari.lib.grouping import grouped

LARGEST_FEE = 880
"""What a bank takes at most for a transfer within Japan, in yen."""


class Fit(Enum):
    """How an amount stands to what somebody owes."""

    WHOLE = auto()  # it is one of their dues, or several
    LESS_A_FEE = auto()
    MORE = auto()  # it is all that they owe, and more
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Debt:
    """What one registration owes, the oldest debt first.

    Args:
        taken: what other lines of the file pay of it, in yen; as payments settle it, the oldest debt first.
    """

    invoices: Sequence[Invoice]
    taken: int = 0

    @property
    def owed(self) -> list[int]:
        """What is left of each debt; none that is paid."""
        left, found = self.taken, []
        for invoice in self.invoices:
            paid = min(left, invoice.owed)
            left -= paid
            if invoice.owed > paid:
                found.append(invoice.owed - paid)
        return found

    @property
    def total(self) -> int:
        return sum(self.owed)

    def less(self, amount: int) -> "Debt":
        """What is left when a line pays so much of it."""
        return replace(self, taken=self.taken + amount)

    def sums(self) -> set[int]:
        """The amounts that settle dues wholly: each alone, and the oldest ones together."""
        owed = self.owed
        return {*owed, *accumulate(owed)}

    def fit(self, amount: int) -> Fit:
        sums = self.sums()
        if amount in sums:
            return Fit.WHOLE
        if any(0 < each - amount <= LARGEST_FEE for each in sums):
            return Fit.LESS_A_FEE
        return Fit.MORE if 0 < self.total < amount else Fit.OTHER

    def count(self, amount: int) -> int:
        """How many dues an amount settles that fits."""
        owed = self.owed
        if amount in owed:
            return 1
        return next((n for n, together in enumerate(accumulate(owed), 1) if together >= amount), len(owed))


def debts(form: str) -> Mapping[UUID, Debt]:
    """What each registration of a form owes. One query."""
    found = Invoice.objects.filter(form=form, state=InvoiceState.OPEN).order_by("due_on", "id")
    owed = grouped(found, by=lambda invoice: invoice.submission_id)
    return {submission: Debt(invoices) for submission, invoices in owed.items()}


def within_reach(owing: Mapping[UUID, Debt], amounts: Collection[int], *, with_gifts: bool = False) -> list[UUID]:
    """Those whom one of these amounts may be from: whose names are worth opening. Nobody else's are.

    Args:
        with_gifts: those who owe less than one of them as well.
    """
    wanted = {amount + fee for amount in amounts for fee in range(LARGEST_FEE + 1)}
    most = max(amounts, default=0) if with_gifts else 0
    return [submission for submission, debt in owing.items() if debt.sums() & wanted or 0 < debt.total < most]
