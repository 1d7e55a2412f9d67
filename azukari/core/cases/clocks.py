"""The clocks of cases, read from their steps; and who has to be told that time runs short."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from azukari.core.cases.models import Case, CaseStep, not_closed
from azukari.core.policy_versions.current import current
from azukari.policy.deadline import Clock, DeadlineStatus, Event, Happened, clock
from azukari.policy.pack import pack
from azukari.policy.terms import Policy

URGENT = frozenset({DeadlineStatus.ESCALATED, DeadlineStatus.OVERDUE})
PRESSING = URGENT | {DeadlineStatus.SOON}


def clocks_of(cases: Iterable[Case], now: datetime, policy: Policy | None = None) -> dict[UUID, Clock]:
    """The clock of each case, in one query; ``policy`` is the one that rules, where it is known already."""
    known = list(cases)
    events: dict[UUID, list[Event]] = defaultdict(list)
    steps = CaseStep.objects.filter(case_id__in=[case.id for case in known], event__in=[*Happened])
    for case, event, at in steps.values_list("case_id", "event", "at"):
        events[case].append(Event(Happened(event), at))
    ruling = policy or current().policy
    return {case.id: clock(events[case.id], pack(case.pack), ruling, max(now, case.received_at)) for case in known}


def clock_of(case: Case, now: datetime, policy: Policy | None = None) -> Clock:
    """The clock of one case."""
    return clocks_of([case], now, policy)[case.id]


def open_cases(now: datetime, policy: Policy | None = None) -> list[tuple[Case, Clock]]:
    """Every case that is not closed, the one whose time ends first on top; two queries."""
    policy = policy or current().policy
    cases = list(not_closed().select_related("owner", "deputy"))
    clocks = clocks_of(cases, now, policy)
    pairs = [(case, clocks[case.id]) for case in cases]
    return sorted(pairs, key=lambda pair: (counted_to(pair[1], policy), pair[1].due, pair[0].id))


def counted_to(clock: Clock, policy: Policy) -> date:
    """The day by which it is told how much time is left: that of our aim; once it is past, or the time was extended,
    the last day that the law allows.
    """
    return clock.last_day if clock.extended or clock.standing in URGENT else policy.organisation.day(clock.target)
