"""Counters of each month, kept in the transactions of the verbs; and what is read from them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Sum

from azukari.members.models import Membership, MonthlyCount, Payment, Term
from azukari.members.models.counts import NO_CLASS, What


def _count(form: str, what: What, day: date, by: int, *, class_id: UUID | None = None, cohort: int = 0) -> None:
    key = {
        "form": form,
        "month": day.replace(day=1),
        "what": what,
        "class_id": class_id or NO_CLASS,
        "cohort": cohort,
    }
    MonthlyCount.objects.bulk_create([MonthlyCount(**key)], ignore_conflicts=True)
    MonthlyCount.objects.filter(**key).update(count=F("count") + by)


def count_member(membership: Membership, what: What, day: date, by: int = 1) -> None:
    """Somebody joined, left or lapsed on a day; ``by`` is -1 where that was a mistake."""
    cohort = membership.joined_on.year if membership.joined_on else 0
    _count(membership.form, what, day, by, class_id=membership.member_class_id, cohort=cohort)


def count_renewal(term: Term, form: str, by: int = 1) -> None:
    """A renewal was paid, or was not after all."""
    _count(form, What.RENEWED, term.begins, by, class_id=term.member_class_id)


type Entry = tuple[What, date, UUID | None, int]
"""What is counted, in which month, of which class, and of which cohort; 0 for none."""


def count_many(form: str, entries: Mapping[Entry, int]) -> None:
    """Many at once, in the caller's transaction: two statements for each month, class and cohort."""
    for (what, day, class_id, cohort), by in sorted(entries.items(), key=str):
        _count(form, what, day, by, class_id=class_id, cohort=cohort)


def count_payment(payment: Payment, form: str, by: int = 1) -> None:
    """A payment came into the books, or was taken out."""
    _count(form, What.PAID, payment.paid_on, by * payment.amount)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who joined in one year; ``stayed``: how many of them were members at the end of that and each next year."""

    year: int
    joined: int
    stayed: Sequence[int]

    @property
    def shares(self) -> list[int]:
        """The same in percent."""
        return [round(100 * stayed / self.joined) for stayed in self.stayed]


class Counts:
    """All counts of a form. One query."""

    def __init__(self, form: str) -> None:
        self.of: Counter[tuple[What, date]] = Counter()
        self.by_class: Counter[tuple[What, UUID, date]] = Counter()
        self._cohorts: Counter[tuple[bool, int, int]] = Counter()
        rows = MonthlyCount.objects.filter(form=form).values_list("what", "month", "class_id", "cohort")
        for what, month, class_id, cohort, count in rows.annotate(n=Sum("count")):
            self.of[What(what), month] += count
            self.by_class[What(what), class_id, month] += count
            if what == What.JOINED:
                self._cohorts[True, cohort, month.year] += count
            elif what in (What.LEFT, What.LAPSED):
                self._cohorts[False, cohort, month.year] += count
            elif what == What.RETURNED:
                self._cohorts[False, cohort, month.year] -= count

    def cohorts(self, until: int) -> list[Cohort]:
        """Each year in which somebody joined, up to the end of the year ``until``."""
        joined = {cohort: n for (is_joined, cohort, _year), n in sorted(self._cohorts.items()) if is_joined and n}
        found = []
        for year, count in joined.items():
            gone: Mapping[int, int] = {
                at: n for (is_joined, cohort, at), n in self._cohorts.items() if not is_joined and cohort == year
            }
            ends = range(year, until + 1)
            found.append(Cohort(year, count, [count - sum(n for at, n in gone.items() if at <= end) for end in ends]))
        return found

    def total(self, what: What, class_id: UUID, since: date) -> int:
        """Of a class, from the month that begins on that day."""
        return sum(
            n for (kind, its, month), n in self.by_class.items() if (kind, its) == (what, class_id) and month >= since
        )
