"""Groups of the lines of a bank file as the page shows them: certain, to check, unknown, and recorded before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.features.members.bank_suggestion import RECORDED, Suggestion, Why
from azukari.lib.grouping import grouped

SHOWN = 60
"""Lines on one page: a form may send two hundred fields."""
WHY: Mapping[Why, Promise] = {
    Why.NUMBER: _("The payment number and the amount fit."),
    Why.KNOWN: _("This payer was confirmed before, and the amount fits."),
    Why.NAME: _("The name and the amount fit one member alone."),
    Why.CUT: _("The bank cut the name off; what there is of it, and the amount, fit one member alone."),
    Why.AMOUNT_DIFFERS: _("The payment number fits; the amount is another one."),
    Why.KNOWN_DIFFERS: _("This payer was confirmed before; the amount is another one."),
    Why.NEAR: _("The amount fits, and the name nearly. Please look at it."),
    Why.MORE: _("The name fits, and it is more than what is owed: dues, and a donation perhaps."),
    Why.FEE: _("The name fits; as much is missing as a bank takes for a transfer."),
    Why.SEVERAL: _("It fits several members. Please write the number of the right one."),
    Why.MEMBER: _("The member number and the amount fit. Please look at the name."),
    Why.SETTLED: _("The invoice with this number is paid or cancelled."),
    Why.AMOUNT: _("Only one open invoice has this amount. Please look at the name."),
    Why.NOTHING: _("Nothing fits. Write the number of the member, if you know whose it is."),
    Why.NOT_OWED: _("The payer is known, but owes nothing, or another line pays it. Please look at it."),
    Why.PROBABLY: _("It seems to be in the books: a payment of this day and amount is recorded for the same payer."),
    Why.PART: _("Part of it was removed from the books. Enter the number of the member it belongs to."),
    Why.DONE: _("It is in the books already."),
    Why.OUTSIDE: _(
        "It cannot be recorded: its day is in the future or more than ten years ago, or the amount is too large."
    ),
}


class Group(Enum):
    """What is to be done with a line; the page shows them in this order."""

    SURE = "sure"
    CHECK = "check"
    UNKNOWN = "unknown"
    RECORDED = "recorded"


GROUPS: Mapping[Group, tuple[Promise, Promise]] = {
    Group.SURE: (_("Certain, and ticked"), _("Number or name and the amount fit.")),
    Group.CHECK: (_("To check"), _("Tick what is right, or enter the number of another member.")),
    Group.UNKNOWN: (_("Unknown"), _("Enter the member’s number, if you know it. Lines without one are left out.")),
    Group.RECORDED: (_("Recorded before"), _("Nothing needs to be done.")),
}
"""The heading of each group, and what it asks of whoever reads it."""


@dataclass(frozen=True, slots=True)
class Payer:
    """Who seems to have paid.

    Args:
        number: of the member; None before they are admitted.
        name: as it was opened; ``""`` where it was not.
        owes: in yen, before this file.
    """

    person: UUID
    reference: str
    number: int | None
    name: str
    owes: int


@dataclass(frozen=True, slots=True)
class BankRow:
    """A line of the page.

    Args:
        line: what it is, and whose it seems to be (`bank_wire`); ``""`` where there is nothing to decide.
    """

    suggestion: Suggestion
    why: Promise
    people: Sequence[Payer]
    line: str

    @property
    def is_recorded(self) -> bool:
        """Whether the books seem to have it."""
        return self.suggestion.why in RECORDED

    @property
    def may_tick(self) -> bool:
        return bool(self.suggestion.parts) and not self.is_recorded

    @property
    def asks_why(self) -> bool:
        """Whether it takes a reason to record it."""
        return self.is_recorded or self.suggestion.is_alike

    @property
    def group(self) -> Group:
        if self.is_recorded or not self.line:
            return Group.RECORDED if self.is_recorded else Group.UNKNOWN
        if self.suggestion.is_sure:
            return Group.SURE
        return Group.CHECK if self.may_tick else Group.UNKNOWN


@dataclass(frozen=True, slots=True)
class Total:
    """Lines, and their yen."""

    count: int
    amount: int


def total(rows: Iterable[BankRow]) -> Total:
    """Of these rows."""
    amounts = [row.suggestion.deposit.amount for row in rows]
    return Total(len(amounts), sum(amounts))


@dataclass(frozen=True, slots=True)
class GroupOnPage:
    """The lines of one group that the page shows.

    Args:
        lines: each with its place among those that are sent back, and the sum so far within the group, in yen.
        total: of all lines of the group, shown or not.
    """

    group: Group
    lines: Sequence[tuple[int, BankRow, int]]
    total: Total

    @property
    def title(self) -> Promise:
        return GROUPS[self.group][0]

    @property
    def hint(self) -> Promise:
        return GROUPS[self.group][1]


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of the names: of how many they were opened, and whether the policy refused it."""

    rows: Sequence[BankRow]
    opened: int
    is_refused: bool

    @property
    def groups(self) -> Sequence[GroupOnPage]:
        """The groups that have lines, with as many lines as one page can send back, those to be decided first."""
        of_group = grouped(self.rows, by=lambda row: row.group)
        found, left, place = [], SHOWN, 0
        for group in (group for group in Group if group in of_group):
            rows = of_group[group][:left]
            left -= len(rows)
            sums = accumulate(row.suggestion.deposit.amount for row in rows)
            places = accumulate((bool(row.line) for row in rows), initial=place)
            lines = [*zip(places, rows, sums, strict=False)]
            found.append(GroupOnPage(group, lines, total(of_group[group])))
            place += sum(bool(row.line) for row in rows)
        return found

    @property
    def shown(self) -> int:
        """How many lines the page shows."""
        return min(len(self.rows), SHOWN)

    @property
    def totals(self) -> Mapping[str, Total]:
        """Of the file, and of each group by its name."""
        of_group = grouped(self.rows, by=lambda row: row.group)
        return {"all": total(self.rows), **{group.value: total(of_group.get(group, ())) for group in Group}}
