"""Engagement that readers state themselves: "I still read this", by a button, and a day is all that is kept of it.

Nobody is watched: no pixel, and no link that tells who followed it. A list asks only where its settings say so. A day
that is older than the list looks back says nothing more, and goes; so do all days of a list that asks no more.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from azukari.core.ledger.events import done_by
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import ruling_policy, today
from azukari.core.vault.trail import record_about
from azukari.features.magazine.events import READING_SAID
from azukari.features.magazine.life import Asks
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import ListSettings, ReaderWish
from azukari.lib.months import add_months
from azukari.lib.sweep import Going
from azukari.policy.terms import Actor


def asking() -> Mapping[str, Asks]:
    """The lists that ask their readers, and how. One query."""
    kept = ListSettings.objects.filter(asks_months__isnull=False, asks_since__isnull=False)
    rows = kept.values_list("form", "asks_months", "asks_since")
    return {form: Asks(months, since) for form, months, since in rows if months and since}


def asks_of(form: str) -> Asks | None:
    """How a list asks its readers; None where it does not."""
    return asking().get(form)


def say(person: UUID, of: MailingList, *, reads: bool, actor: Actor, now: datetime) -> None:
    """Keep today as the day on which somebody said that they read a list; or forget what they said.

    Nothing is kept where the list does not ask.
    """
    if asks_of(of.slug) is None:
        return
    day = today(now) if reads else None
    with transaction.atomic():
        lock_people([person])
        held = ReaderWish.objects.filter(person_id=person, form=of.slug).values_list("read_on", flat=True).first()
        if held == day:
            return
        ReaderWish.objects.update_or_create(person_id=person, form=of.slug, defaults={"read_on": day})
        record_about([done_by(actor, READING_SAID, person, form=of.slug, reads=reads)], now=now)


def going(as_of: datetime) -> Iterator[Going]:
    """For the sweeps: days that say nothing any more."""
    for form, purpose, over in _over(as_of):
        yield Going("magazine", "reading-day", purpose, f"magazine.{form}.asks", over.count())


def forget_days(now: datetime) -> int:
    """Let go of them; returns how many."""
    return sum(over.update(read_on=None) for _form, _purpose, over in _over(now))


def _over(at: datetime) -> Iterator[tuple[str, str, QuerySet[ReaderWish]]]:
    if (policy := ruling_policy()) is None:
        return
    today = policy.organisation.day(at)
    known = lists(policy)
    said = ReaderWish.objects.filter(read_on__isnull=False)
    for form in said.order_by("form").values_list("form", flat=True).distinct():
        asks, of = asks_of(form), known.get(form)
        over = said.filter(form=form)
        if asks and of:
            over = over.filter(read_on__lte=add_months(today, -asks.months))
        yield form, of.purpose if of else "", over
