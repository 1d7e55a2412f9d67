"""When the office answers: weekdays, hours, public holidays and the turn of the year (P47)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from azukari.lib.lazy_import import lazy_import
from azukari.policy.terms import OfficeHours, Policy, Text

if TYPE_CHECKING:
    import holidays
else:
    holidays = lazy_import("holidays")

_FURTHEST = 60  # days to look ahead; no office is closed for longer


@dataclass(frozen=True, slots=True)
class Office:
    """What stands beside the telephone number (P47).

    Args:
        closed: the days ahead on which it would be open and is not, as far as they are told.
    """

    phone: str
    hours: str
    open: bool
    next_opening: datetime | None
    closed: tuple[date, ...]


def office_at(policy: Policy, *, lang: str, now: datetime, ahead: int | None = None) -> Office:
    """Whether the department can be reached at ``now``, and when it can be next.

    Args:
        ahead: for how many days those on which it stays closed are told; None for none.
    """
    requests, today = policy.requests, policy.organisation.day(now)
    return Office(
        requests.phone,
        hours_in_words(requests.hours)[lang],
        open=is_open(policy, now),
        next_opening=next_opening(policy, now),
        closed=() if ahead is None else closed_ahead(requests.hours, today, days=ahead),
    )


def is_open(policy: Policy, at: datetime) -> bool:
    """Whether somebody answers at that moment; the closing time itself is still open, the minute after is not.

    Args:
        at: an aware datetime.
    """
    local, hours = at.astimezone(policy.organisation.zone), policy.requests.hours
    minute = local.time().replace(second=0, microsecond=0)
    return is_business_day(hours, local.date()) and hours.opens <= minute <= hours.closes


def next_opening(policy: Policy, at: datetime) -> datetime | None:
    """When the office opens next after ``at``, in UTC; None if it does not within two months.

    While it is open, that is the next opening after this one.
    """
    hours, here = policy.requests.hours, policy.organisation
    for day in _days_from(here.day(at), _FURTHEST):
        opening = here.moment(day, hours.opens)
        if opening > at and is_business_day(hours, day):
            return opening
    return None


def is_business_day(hours: OfficeHours, day: date) -> bool:
    """Whether the office opens at all on that day."""
    return (
        day.weekday() in hours.weekdays and not is_public_holiday(hours.holidays, day) and not _at_year_end(hours, day)
    )


def closed_ahead(hours: OfficeHours, first: date, *, days: int) -> tuple[date, ...]:
    """The days on which the office would open by its weekdays and does not: holidays, and the turn of the year.

    Args:
        first: the first day that is looked at.
        days: how many days are looked at after it.
    """
    coming = _days_from(first, days)
    return tuple(day for day in coming if day.weekday() in hours.weekdays and not is_business_day(hours, day))


def add_business_days(hours: OfficeHours, start: date, count: int) -> date:
    """The day that is ``count`` business days after ``start``, which itself does not count (P44).

    Raises:
        ValueError: the office is never open, so the day never comes.
    """
    left = count
    for day in _days_from(start, _FURTHEST + 7 * count):
        if day > start and is_business_day(hours, day):
            left -= 1
        if left <= 0:
            return day
    raise ValueError("The office is open on no day.")


def business_days_before(hours: OfficeHours, end: date, count: int) -> date:
    """The day that is ``count`` business days before ``end``, which itself does not count (P44).

    Raises:
        ValueError: the office is never open, so there is no such day.
    """
    left = count
    for day in (end - timedelta(days=n) for n in range(1, _FURTHEST + 7 * count)):
        left -= is_business_day(hours, day)
        if left <= 0:
            return day
    raise ValueError("The office is open on no day.")


def is_public_holiday(country: str, day: date) -> bool:
    """Whether that day is a public holiday there.

    Args:
        country: a code that the `holidays` package knows.
    """
    return day in _holidays(country, day.year)


def _at_year_end(hours: OfficeHours, day: date) -> bool:
    if hours.year_end is None:
        return False
    first, last = hours.year_end
    today = f"{day:%m-%d}"
    return first <= today <= last if first <= last else today >= first or today <= last


def _days_from(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(count + 1))


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))


def hours_in_words(hours: OfficeHours) -> Text:
    """``月曜日から金曜日、9:00から17:30まで(祝日と年末年始を除く)``, and the same in English."""
    days = sorted(hours.weekdays)
    run = len(days) > 2 and days == list(range(days[0], days[-1] + 1))
    ja = f"{_JA[days[0]]}から{_JA[days[-1]]}" if run else "、".join(_JA[day] for day in days)
    en = f"{_EN[days[0]]} to {_EN[days[-1]]}" if run else ", ".join(_EN[day] for day in days)
    opens, closes = (f"{at.hour}:{at.minute:02}" for at in (hours.opens, hours.closes))
    off_ja, off_en = (
        ("祝日と年末年始", "public holidays and the turn of the year")
        if hours.year_end
        else ("祝日", "public holidays")
    )
    return {
        "ja": f"{ja}、{opens}から{closes}まで({off_ja}を除く)",
        "en": f"{en}, {opens} to {closes}, except {off_en}",
    }


_JA = tuple(f"{day}曜日" for day in "月火水木金土日")
_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
