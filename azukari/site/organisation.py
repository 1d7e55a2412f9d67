"""Who speaks on these pages: the organisation of the published charter, or nobody yet."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from azukari.charter.of_request import policy_of
from azukari.policy.office import closed_ahead, is_open, next_opening
from azukari.policy.period import day_of
from azukari.policy.terms import OfficeHours, Policy

_AHEAD = 60
"""So many days ahead the contact page names the days on which the office stays closed."""


@dataclass(frozen=True, slots=True)
class Office:
    """What stands beside the telephone number (P47)."""

    phone: str
    hours: str
    open: bool
    next_opening: datetime | None
    closed: tuple[date, ...] = ()


def published(request: HttpRequest) -> Policy | None:
    """The policy that rules now; None before the first one is published, or while the database is not ready."""
    try:
        return policy_of(request)
    except DatabaseError:
        return None


def hours_in_words(hours: OfficeHours) -> str:
    """``Monday to Friday, 9:00 to 17:30``, in the active language."""
    days = sorted(hours.weekdays)
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        when = _("%(first)s to %(last)s") % {"first": names[days[0]], "last": names[days[-1]]}
    else:
        when = _(", ").join(names[day] for day in days)
    times = {"days": when, "opens": f"{hours.opens:%-H:%M}", "closes": f"{hours.closes:%-H:%M}"}
    words = _("%(days)s, %(opens)s to %(closes)s") % times
    if hours.holidays and hours.year_end:
        return words + _(", except public holidays and the turn of the year")
    return words + (_(", except public holidays") if hours.holidays else "")


def office_now(policy: Policy, *, now: datetime) -> Office:
    """Whether the department can be reached at ``now``, and when it can be next."""
    requests = policy.requests
    zone = policy.organisation.timezone
    return Office(
        requests.phone,
        hours_in_words(requests.hours),
        open=is_open(requests, zone, now),
        next_opening=next_opening(requests, zone, now),
        closed=closed_ahead(requests.hours, day_of(now, timezone=zone), days=_AHEAD),
    )
