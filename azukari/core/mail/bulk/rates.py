"""Limits of sending: so many messages a minute in all, and so many to one domain, over any minute and over restarts;
and of a sender that is new, so many within a day, twice as many on the next.

The settings name the domains (``[sending] per_domain``), so that the table holds no domain of anybody's own. A
message that has no room now gets a moment that is reserved for it, and its address is not opened before.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction

from azukari.core.mail.models import MailingRate
from azukari.core.policy_versions.current import today
from azukari.policy.mailing import Rate, warm_up

ALL = "*"
"""Stands for the whole server."""

NEW = "*new"
"""Stands for the whole server while it is new."""

_WINDOW, _DAY = timedelta(minutes=1), timedelta(days=1)


def per_domain() -> dict[str, Rate]:
    """The limits of single domains."""
    return {
        domain: Rate(int(count), _WINDOW)
        for domain, _, count in (line.partition(" ") for line in settings.AZUKARI.sending.per_domain)
    }


def room(wanted: int, *, now: datetime) -> int:
    """How many of so many may go at once; they count as gone."""
    limits = dict(_limits(now))
    if not limits:
        return wanted
    allowed = wanted
    with transaction.atomic():
        held = _held(sorted(limits), now)
        for name, rate in limits.items():
            allowed = rate.at_once(allowed, free_at=held[name].free_at, now=now)[0]
        for name, rate in limits.items():
            _allowed, held[name].free_at = rate.at_once(allowed, free_at=held[name].free_at, now=now)
        MailingRate.objects.bulk_update(held.values(), ["free_at"])
    return allowed


def _limits(now: datetime) -> Iterator[tuple[str, Rate]]:
    """Of the whole server."""
    sending = settings.AZUKARI.sending
    if sending.per_minute:
        yield ALL, Rate(sending.per_minute, _WINDOW)
    if sending.warm_up:
        day, _, first = sending.warm_up.partition(" ")
        count = warm_up(int(first), (today(now) - date.fromisoformat(day)).days)
        if count:
            yield NEW, Rate(count, _DAY)


def moments(domains: Sequence[str], *, now: datetime) -> list[datetime]:
    """For a message to each of these domains, when it may go."""
    rates = per_domain()
    limited: dict[str, list[int]] = defaultdict(list)
    for at, domain in enumerate(domains):
        if domain in rates:
            limited[domain].append(at)
    found = [now] * len(domains)
    if not limited:
        return found
    with transaction.atomic():
        held = _held(sorted(limited), now)
        for domain, places in limited.items():
            reserved, held[domain].free_at = rates[domain].reserve(len(places), free_at=held[domain].free_at, now=now)
            for place, moment in zip(places, reserved, strict=True):
                found[place] = moment
        MailingRate.objects.bulk_update(held.values(), ["free_at"])
    return found


def _held(domains: list[str], now: datetime) -> dict[str, MailingRate]:
    """Their rows, locked in one order."""
    fresh = [MailingRate(domain=domain, free_at=now) for domain in domains]
    MailingRate.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = MailingRate.objects.select_for_update().filter(domain__in=domains).order_by("domain")
    return {row.domain: row for row in rows}
