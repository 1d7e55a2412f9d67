"""Counters of each month, kept in the transactions of the verbs; and what is read from them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Sum

from azukari.core.database.rows import insert
from azukari.features.members.models import Membership, MonthlyCount, Term
from azukari.features.members.models.counts import NO_CLASS, What
from azukari.lib.identifier import new_id
from azukari.lib.percent import percent


class Entry(NamedTuple):
    """What is counted of one form in one month, of one class, and of those who joined in one year; 0 for any."""

    form: str
    what: What
    month: date
    class_id: UUID = NO_CLASS
    cohort: int = 0


def of_member(membership: Membership, what: What, day: date) -> Entry:
    """As what it counts that somebody joined, left, lapsed or came back on a day."""
    cohort = membership.joined_on.year if membership.joined_on else 0
    return Entry(membership.form, what, day.replace(day=1), membership.member_class_id or NO_CLASS, cohort)


def of_renewal(term: Term, form: str) -> Entry:
    """As what a renewal counts that is paid."""
    return Entry(form, What.RENEWED, term.begins.replace(day=1), term.member_class_id)


def of_payments(form: str, day: date) -> Entry:
    """Where the payments of a day are added up, in whole yen."""
    return Entry(form, What.PAID, day.replace(day=1))


def add_counts(entries: Mapping[Entry, int]) -> None:
    """Count them, in the caller's transaction, by one statement. A number below 0 takes back a mistake."""
    ordered = sorted(entries.items(), key=str)
    insert(MonthlyCount, [(new_id(), e.form, e.month, e.what.value, e.class_id, e.cohort, n) for e, n in ordered])


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who joined in one year; ``stayed``: how many of them were members at the end of that and each next year."""

    year: int
    joined: int
    stayed: Sequence[int]

    @property
    def shares(self) -> list[int]:
        """The same in percent."""
        return [percent(stayed, self.joined) for stayed in self.stayed]


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
