"""Lines of a bank file as the page shows them, and as they come back confirmed."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.forms.models import Submission
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, release
from azukari.features.members.bank_file import deposits
from azukari.features.members.bank_match import suggest
from azukari.features.members.bank_suggestion import RECORDED, Suggestion, Why
from azukari.features.members.desk.bank_wire import written
from azukari.features.members.payments import may_stand
from azukari.features.members.ways import MATCHING
from azukari.policy.terms import Category
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.submission_rows import number

SHOWN = 60
"""Lines on one page: a form may send two hundred fields."""
_WHY: Mapping[Why, Promise] = {
    Why.NUMBER: _("The payment number and the amount fit."),
    Why.KNOWN: _("This payer was confirmed before, and the amount fits."),
    Why.NAME: _("The name and the amount fit one member alone."),
    Why.CUT: _("The bank cut the name off; what there is of it, and the amount, fit one member alone."),
    Why.AMOUNT_DIFFERS: _("The payment number fits; the amount is another one."),
    Why.KNOWN_DIFFERS: _("This payer was confirmed before; the amount is another one."),
    Why.NEAR: _("The amount fits, and the name nearly. Please look at it."),
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


@dataclass(frozen=True, slots=True)
class BankRow:
    """A line of the page.

    Args:
        line: what it is, and whose it seems to be (`bank_wire`); ``""`` where there is nothing to decide.
    """

    suggestion: Suggestion
    why: Promise
    people: Sequence[tuple[UUID, str]]
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
    def order(self) -> int:
        """What is sure before what is to be looked at, and what is in the books last."""
        return 3 if self.is_recorded or not self.line else 0 if self.suggestion.is_sure else 1 if self.may_tick else 2


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
class Compared:
    """What became of the names: of how many they were opened, and whether the policy refused it."""

    rows: Sequence[BankRow]
    opened: int
    is_refused: bool

    @property
    def shown(self) -> Sequence[BankRow]:
        """As many as one page can send back, those to be decided first."""
        return sorted(self.rows, key=lambda row: row.order)[:SHOWN]

    @property
    def totals(self) -> Mapping[str, Total]:
        """Of the file, of what is sure, of what the books seem to have, and of what is left to look at."""
        sure = total(row for row in self.rows if row.suggestion.is_sure)
        done = total(row for row in self.rows if row.is_recorded)
        whole = total(self.rows)
        left = Total(whole.count - sure.count - done.count, whole.amount - sure.amount - done.amount)
        return {"all": whole, "sure": sure, "recorded": done, "left": left}


def read_rows(desk: FormDesk, upload: "UploadedFile[Any]", *, by_name: bool) -> Compared:
    """Whose each payment in the file seems to be.

    Args:
        by_name: whether names of those who owe may be opened, to compare them.

    Raises:
        NotABankFile: see there.
    """
    today = desk.today
    found = deposits(b"".join(upload.chunks()), today=today)
    names = _Names(desk)
    may = [may_stand(deposit.day, deposit.amount, today=today) for deposit in found]
    told = suggest(desk.form.slug, [*compress(found, may)], names if by_name else None)
    whose = {part.submission for its in told for part in its.parts}
    people = dict(Submission.objects.filter(id__in=whose).values_list("id", "person_id"))
    each = iter(told)
    rows = [
        _row(desk.form.slug, next(each) if is_possible else Suggestion(deposit, Why.OUTSIDE), people)
        for deposit, is_possible in zip(found, may, strict=True)
    ]
    return Compared(rows, names.opened, names.is_refused)


class _Names:
    """Opens the names of some registrations for a purpose of the form, which each of them can see."""

    def __init__(self, desk: FormDesk) -> None:
        self.desk, self.opened, self.is_refused = desk, 0, False

    def __call__(self, submissions: Collection[UUID]) -> Mapping[UUID, Sequence[str]]:
        desk = self.desk
        people = Submission.objects.filter(id__in=submissions).values_list("person_id", flat=True)
        try:
            opened = release(
                {*people},
                purpose=desk.purpose(way=MATCHING),
                categories=frozenset({Category.NAME}),
                actor=desk.who.actor,
                reason=Reason.SERVICE,
                options=ReleaseOptions(method=Method.LIST, submissions=submissions, way=MATCHING),
                now=desk.now,
            )
        except Refused:
            self.is_refused = True
            return {}
        found: dict[UUID, list[str]] = {}
        for value in (value for values in opened.values() for value in values):
            found.setdefault(value.submission, []).append(value.text)
        self.opened = len(opened)
        return found


def _row(form: str, its: Suggestion, people: Mapping[UUID, UUID]) -> BankRow:
    whose = dict.fromkeys(people[part.submission] for part in its.parts if part.submission in people)
    line = "" if its.why is Why.OUTSIDE else written(form, its)
    return BankRow(its, _WHY[its.why], [(person, number(person)) for person in whose], line)
