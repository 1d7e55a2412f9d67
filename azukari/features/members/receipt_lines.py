"""What a receipt lists: payments with the dues that they settled, and the tax that is in them.

Consumption tax is in the amounts. It is taken out once for each rate of a paper, rounded down (Consumption Tax Act of
Japan 57-4, Order for Enforcement 70-10).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from azukari.features.members.models import Payment


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A part of a payment.

    Args:
        dues_year: of what it settled; None where it settles nothing yet.
    """

    day: date
    amount: int
    dues_year: int | None = None
    tax_percent: int = 0
    is_donation: bool = False

    @property
    def said(self) -> str:
        """The amount, with commas."""
        return f"{self.amount:,}"


@dataclass(frozen=True, slots=True)
class Tax:
    """All of one rate: the sum, with the tax in it."""

    percent: int
    amount: int

    @property
    def tax(self) -> int:
        return self.amount * self.percent // (100 + self.percent)

    @property
    def said(self) -> tuple[str, str]:
        """The sum and the tax in it, with commas."""
        return f"{self.amount:,}", f"{self.tax:,}"


def lines_of(payments: Iterable[Payment]) -> list[ReceiptLine]:
    """The lines of these payments, whose allocations with their invoices were fetched before."""
    found = []
    for payment in sorted(payments, key=lambda paid: (paid.paid_on, paid.id)):
        left = payment.kept
        for part in payment.allocations.all():
            its = part.invoice
            found.append(ReceiptLine(payment.paid_on, part.amount, its.dues_year, its.tax_percent, its.is_donation))
            left -= part.amount
        if left:
            found.append(ReceiptLine(payment.paid_on, left))
    return found


def taxes(lines: Sequence[ReceiptLine]) -> list[Tax]:
    """One for each rate, the highest first; none where nothing was given in return."""
    rates = sorted({line.tax_percent for line in lines} - {0}, reverse=True)
    return [Tax(rate, sum(line.amount for line in lines if line.tax_percent == rate)) for rate in rates]
