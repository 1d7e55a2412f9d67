"""Standing of the promises: each as it stands now and as it stood each day of the past year, for everybody to check.

It reads what the controls said last, and the notes of the days as the ledger proves them. It tells counts and dates:
nothing about anybody, and nothing that would help somebody who wants to break in.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format

from azukari.core.policy_versions.current import today
from azukari.features.audits import day_notes
from azukari.features.audits.day_notes import Day
from azukari.features.audits.marks import Mark, Watch, marks_of
from azukari.features.audits.observe import believed, known, watched
from azukari.features.audits.promises import Promise, groups, promises
from azukari.features.audits.strip_picture import Run, Strip, picture
from azukari.lib.control import Control, ControlState
from azukari.lib.control_outcomes import Noted
from azukari.lib.watched_day import worst

_MINUTE = 60  # seconds


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise on the page.

    Args:
        since: since when it stands as it does; None where nobody ever looked.
        days: how many days of the past year it was kept, broken, unknown.
        marks: what is known by construction, by running data, by people.
        breaks: the stretches on which it was broken.
    """

    promise: Promise
    says: str
    how: str
    state: ControlState
    since: datetime | None
    watches: tuple[Watch, ...]
    marks: tuple[Mark, ...]
    strip: Strip
    days: dict[str, int]
    breaks: tuple[Run, ...]

    @property
    def doubted(self) -> tuple[Watch, ...]:
        """The controls that know nothing."""
        return tuple(watch for watch in self.watches if watch.doubt)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading."""

    slug: str
    title: str
    rows: tuple[PromiseRow, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """The first day of a month on the axis.

    Args:
        at: where, in hundredths of the width.
        minor: whether it is left out where there is little room.
    """

    at: str
    name: str
    minor: bool


@dataclass(frozen=True, slots=True)
class PromisesStanding:
    """All of it at a moment."""

    at: datetime
    sections: tuple[Section, ...]
    totals: dict[str, int]
    overall: Strip
    changed: tuple[date, ...]
    months: tuple[Month, ...]
    looked: datetime | None
    repainted: tuple[str, ...] = ()

    @property
    def rows(self) -> tuple[PromiseRow, ...]:
        """All of them, by number."""
        rows = (row for section in self.sections for row in section.rows)
        return tuple(sorted(rows, key=lambda row: row.promise.number))

    @property
    def open(self) -> tuple[PromiseRow, ...]:
        """What is not kept now, breaks first."""
        rows = (row for row in self.rows if row.state is not ControlState.KEPT)
        return tuple(sorted(rows, key=lambda row: row.state is not ControlState.BROKEN))


def stand(now: datetime, lang: str) -> PromisesStanding:
    """Everything that the page tells."""
    seen, year = known(), year_until(now)
    (states, repainted), watching = believed(seen, now), watched()
    sections = tuple(
        Section(
            group.slug,
            group.title[lang],
            tuple(_row(p, states[p.number], watching[p.number], seen, year, now, lang) for p in group.promises),
        )
        for group in groups()
    )
    firsts = [(place, day.day) for place, day in enumerate(year) if day.day.day == 1]
    return PromisesStanding(
        at=now,
        sections=sections,
        totals=counted(state for state, _since in states.values()),
        overall=picture([worst([day.state(n) for n in promises()]) for day in year], [d.day for d in year],
                        [d.is_changed for d in year]),
        changed=tuple(day.day for day in year if day.is_changed),
        months=tuple(Month(f"{100 * place / len(year):.2f}", date_format(day, "M"), n % 3 > 0)
                     for n, (place, day) in enumerate(firsts)),
        repainted=tuple(f"P{number:02}" for number in sorted(repainted)),
        looked=max((each.at for each in seen.values()), default=None),
    )  # fmt: skip


def year_until(now: datetime) -> Sequence[Day]:
    """The days before today, as they are proved; at most a minute old."""
    return day_notes.remembered(today(now), int(now.timestamp()) // _MINUTE)


def _row(
    promise: Promise,
    stands: tuple[ControlState, datetime | None],
    controls: Sequence[Control],
    seen: dict[str, Noted],
    year: Sequence[Day],
    now: datetime,
    lang: str,
) -> PromiseRow:
    state, since = stands
    states = [day.state(promise.number) for day in year]
    strip = picture(states, [day.day for day in year], [day.is_changed for day in year])
    watches = tuple(Watch(control, seen.get(control.name), now) for control in controls)
    return PromiseRow(
        promise=promise,
        says=promise.says[lang],
        how=promise.how[lang],
        state=state,
        since=since,
        watches=watches,
        marks=marks_of(watches),
        strip=strip,
        days=counted(states),
        breaks=tuple(run for run in strip.runs if run.state == ControlState.BROKEN.value),
    )


def counted(states: Iterable[ControlState]) -> dict[str, int]:
    """How many of each state."""
    found = Counter(states)
    return {state.value: found[state] for state in ControlState}
