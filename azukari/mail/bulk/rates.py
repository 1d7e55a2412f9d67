"""Limits of sending: so many messages a minute in all, and so many to one domain, over any minute and over restarts.

The settings name the domains (``[sending] per_domain``), so that the table holds no domain of anybody's own. A
message that has no room now gets a moment that is reserved for it, and its address is not opened before.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from azukari.mail.models import MailingRate
from azukari.policy.mailing import Rate

ALL = "*"
"""Stands for the whole server."""

_WINDOW = timedelta(minutes=1)


def per_domain() -> dict[str, Rate]:
    """The limits of single domains."""
    return {
        domain: Rate(int(count), _WINDOW)
        for domain, _, count in (line.partition(" ") for line in settings.AZUKARI.sending.per_domain)
    }


def room(wanted: int, *, now: datetime) -> int:
    """How many of so many may go at once; they count as gone."""
    count = settings.AZUKARI.sending.per_minute
    if not count:
        return wanted
    with transaction.atomic():
        held = _held([ALL], now)[ALL]
        allowed, held.free_at = Rate(count, _WINDOW).at_once(wanted, free_at=held.free_at, now=now)
        held.save()
    return allowed


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
