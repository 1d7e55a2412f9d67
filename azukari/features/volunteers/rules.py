"""Rules of shifts: who may sign up from when, what clashes, and how long a coordinator sees who comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from azukari.lib.months import add_months

LISTED_BEFORE = timedelta(days=2)
LISTED_AFTER = timedelta(hours=3)
CHECK_IN_BEFORE = timedelta(hours=3)
YEAR = timedelta(days=365)


class SignUpFault(StrEnum):
    """Why somebody cannot sign up now."""

    OVER = "over"  # it has begun
    CALLED_OFF = "called-off"
    GROUP = "group"  # more people than may come together
    SCREENING = "screening"  # something is looked at before
    LATER = "later"  # those with fewer hours come first


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a shift goes."""

    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Wave:
    """Who comes first to a popular shift.

    Args:
        hours: those who gave fewer hours in the last year may sign up at once; 0 for everybody.
        days: so many days before the shift everybody may.
    """

    hours: int = 0
    days: int = 0


def opens_for(wave: Wave, *, starts: datetime, minutes: int) -> datetime | None:
    """From when somebody may sign up who gave so many minutes in the last year; None for at once."""
    if wave.hours == 0 or minutes < wave.hours * 60:
        return None
    return starts - timedelta(days=wave.days)


def why_not(
    span: Span, wave: Wave, *, called_off: bool, size: int, most: int, minutes: int, cleared: bool, now: datetime
) -> SignUpFault | None:
    """Why a group of ``size`` cannot sign up now, or None.

    Args:
        most: people who may come together.
        minutes: that the person gave in the last year.
        cleared: whether nothing has to be looked at first.
    """
    if called_off:
        return SignUpFault.CALLED_OFF
    if now >= span.starts:
        return SignUpFault.OVER
    if not 1 <= size <= most:
        return SignUpFault.GROUP
    if not cleared:
        return SignUpFault.SCREENING
    begins = opens_for(wave, starts=span.starts, minutes=minutes)
    return SignUpFault.LATER if begins and now < begins else None


def holds_until(day: date, months: int) -> date | None:
    """Until when something that was looked at on a day holds; None for ever. A day that the month lacks is its last."""
    return add_months(day, months) if months else None


def clashes(span: Span, others: Sequence[Span]) -> bool:
    """Whether it overlaps one of the others. One that begins when another ends does not."""
    return any(span.starts < other.ends and other.starts < span.ends for other in others)


def may_see_names(span: Span, *, now: datetime) -> bool:
    """Whether who comes may be seen by name: from two days before the shift until three hours after its end."""
    return span.starts - LISTED_BEFORE <= now <= span.ends + LISTED_AFTER


def may_see_phone(span: Span, *, now: datetime) -> bool:
    """Whether a telephone number for the day may be opened: around the time for which it was given, and no longer."""
    return span.starts - CHECK_IN_BEFORE <= now <= span.ends


def may_check_in(span: Span, *, now: datetime) -> bool:
    """Whether it can be noted who came: from three hours before the beginning on."""
    return now >= span.starts - CHECK_IN_BEFORE


def called(name: str) -> str:
    """How somebody is greeted: the first word of the name, which is the family name in Japanese."""
    return name.replace("\u3000", " ").strip().partition(" ")[0]
