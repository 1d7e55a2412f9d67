"""By when a request is answered (P44): a pure clock over what happened in a case, the law's rule, and the calendar.

Two times count. The *target* is our own: so many business days, and it ends when the office closes. The *due* time is
the law's, or where the law names no number the policy's, and ends with its last day. Days are those of the
organisation's time zone, whatever its clocks do in spring and autumn.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from azukari.lib.months import add_months
from azukari.policy.office import add_business_days, business_days_before, is_public_holiday
from azukari.policy.pack import Pack, Rule
from azukari.policy.terms import Policy

_SATURDAY = 5


class Happened(StrEnum):
    """What moves the clock."""

    RECEIVED = "received"
    IDENTITY_ASKED = "identity-asked"
    IDENTITY_SHOWN = "identity-shown"
    EXTENDED = "extended"  # the person was told that it takes longer, and why
    ANSWERED = "answered"
    TAKEN_BACK = "taken-back"  # nobody waits any more


_ENDS = frozenset({Happened.ANSWERED, Happened.TAKEN_BACK})


class DeadlineStatus(StrEnum):
    """How a case stands with its time."""

    CALM = "calm"
    SOON = "soon"  # the target is near: warn the owner
    ESCALATED = "escalated"  # the target has passed: the deputy takes part
    OVERDUE = "overdue"  # the law's time has passed
    PAUSED = "paused"  # waits for proof of identity, and the law lets the time stand still
    ANSWERED = "answered"
    ANSWERED_LATE = "answered-late"
    TAKEN_BACK = "taken-back"


@dataclass(frozen=True, slots=True)
class Event:
    what: Happened
    at: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """The times of a case, in UTC; every one is the first moment at which it is too late, or time.

    Args:
        last_day: the last day on which an answer is in time by law.
        warn_at: from when the owner is warned.
        escalate_at: from when the deputy takes part; the target itself, unless the time was extended.
        clause: of the law.
    """

    target: datetime
    due: datetime
    last_day: date
    warn_at: datetime
    escalate_at: datetime
    standing: DeadlineStatus
    extended: bool
    clause: str


class NotReceived(ValueError):
    """A case without a first event has no clock."""


def clock(events: Sequence[Event], pack: Pack, policy: Policy, now: datetime) -> Clock:
    """How the case stands at ``now``.

    Args:
        events: what happened, in any order; what lies after ``now`` does not count yet.

    Raises:
        NotReceived: nothing was received by ``now``.
        PackUnknown: the law was not in force.
    """
    known = sorted((event for event in events if event.at <= now), key=lambda event: event.at)
    received = next((event.at for event in known if event.what is Happened.RECEIVED), None)
    if received is None:
        raise NotReceived("The case was not received yet.")
    ends = [event for event in known if event.what in _ENDS]
    end = min(ends, key=lambda event: (event.at, event.what is Happened.ANSWERED), default=None)
    if end is not None:  # what happens after the end moves nothing
        known = [event for event in known if event.at <= end.at]
    first = policy.organisation.day(received)
    rule = pack.rule_on(first)
    paused, waiting = _paused(known, policy, end.at if end else now) if rule.pauses else (0, False)
    last_day = _last_day(first, rule, policy, months=rule.months, paused=paused)
    in_time = policy.organisation.end_of(last_day)  # for the person to be told that it takes longer
    extended = rule.extension > 0 and any(e.what is Happened.EXTENDED and e.at < in_time for e in known)
    if extended:
        last_day = _last_day(first, rule, policy, months=rule.months + rule.extension, paused=paused)
    due = policy.organisation.end_of(last_day)
    target, warn_at, escalate_at = _own_times(first + timedelta(days=paused), last_day, policy, extended=extended)
    times = (max(warn_at, received), escalate_at, due)
    standing = _standing(times, now, end=end, waiting=waiting)
    return Clock(target, due, last_day, times[0], escalate_at, standing, extended, rule.clause)


def month_end(first: date, months: int, country: str) -> date:
    """The last day of a period of months that begins with an event on ``first`` (Regulation 1182/71, 3).

    The day of the event does not count. The period ends with the day of the same number, or with the month's last
    where there is none; a Saturday, Sunday or public holiday gives way to the next working day.
    """
    return working_day(add_months(first, months), country)


def working_day(day: date, country: str, *, but: Collection[str] = ()) -> date:
    """The day itself, or the first after it that is neither on a weekend nor a public holiday.

    Args:
        but: days of any year that are none either, as ``12-29``.
    """
    while day.weekday() >= _SATURDAY or is_public_holiday(country, day) or f"{day:%m-%d}" in but:
        day += timedelta(days=1)
    return day


def _last_day(first: date, rule: Rule, policy: Policy, *, months: int, paused: int) -> date:
    if rule.months == 0:
        return first + timedelta(days=policy.requests.limit_days + paused)
    country = policy.requests.hours.holidays
    return working_day(month_end(first, months, country) + timedelta(days=paused), country)


def _paused(events: Sequence[Event], policy: Policy, now: datetime) -> tuple[int, bool]:
    """For how many whole days the time stood still so far, and whether it still does."""
    days, since = 0, None
    for event in events:
        if event.what is Happened.IDENTITY_ASKED and since is None:
            since = policy.organisation.day(event.at)
        elif event.what is Happened.IDENTITY_SHOWN and since is not None:
            days, since = days + (policy.organisation.day(event.at) - since).days, None
    if since is not None:
        days += (policy.organisation.day(now) - since).days
    return days, since is not None


def _own_times(start: date, last_day: date, policy: Policy, *, extended: bool) -> tuple[datetime, datetime, datetime]:
    """Target, warning and escalation."""
    hours, due = policy.requests.hours, policy.organisation.end_of(last_day)
    if extended:
        warn = business_days_before(hours, last_day, policy.requests.target_days)
        escalate = business_days_before(hours, last_day, 1)
        return due, policy.organisation.moment(warn, hours.opens), policy.organisation.moment(escalate, hours.opens)
    day = min(add_business_days(hours, start, policy.requests.target_days), last_day)
    target = min(policy.organisation.moment(day, hours.closes), due)
    return target, policy.organisation.moment(business_days_before(hours, day, 1), hours.opens), target


def _standing(
    times: tuple[datetime, datetime, datetime], now: datetime, *, end: Event | None, waiting: bool
) -> DeadlineStatus:
    warn_at, escalate_at, due = times
    if end is not None:
        answered = DeadlineStatus.ANSWERED if end.at < due else DeadlineStatus.ANSWERED_LATE
        return answered if end.what is Happened.ANSWERED else DeadlineStatus.TAKEN_BACK
    if waiting:
        return DeadlineStatus.PAUSED
    steps = ((due, DeadlineStatus.OVERDUE), (escalate_at, DeadlineStatus.ESCALATED), (warn_at, DeadlineStatus.SOON))
    return next((standing for at, standing in steps if now >= at), DeadlineStatus.CALM)
