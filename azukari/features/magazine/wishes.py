"""What a reader wishes besides being on a list: a language, a pause, one mail a week, or to leave.

Each takes effect on what waits.
"""

from contextlib import suppress
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import done_by
from azukari.core.mail.models import MailingMessage
from azukari.core.people.lock import lock_people
from azukari.core.policy_versions.current import current
from azukari.core.vault.hooks import Ended
from azukari.core.vault.trail import record_about
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.features.magazine.events import WISHED
from azukari.features.magazine.lists import MailingList, lists
from azukari.features.magazine.models import ReaderWish
from azukari.policy.mailing import OPEN, MessageState
from azukari.policy.terms import Actor, ActorKind

PAUSED = "paused"
"""Why a message that waited did not go."""


def wish_of(person: UUID, form: str) -> ReaderWish:
    """What somebody wishes of a list; nothing besides being on it, while nobody said anything."""
    return ReaderWish.objects.filter(person_id=person, form=form).first() or ReaderWish(person_id=person, form=form)


def as_shown(held: ReaderWish, *, lang: str, today: date) -> dict[str, Any]:
    """What a page shows of a wish, as `wish_fields.html` and `still_reading.html` name it.

    Args:
        lang: in which they get the list while they wish no other.
    """
    until = held.pauses_until(today)
    return {"chosen": held.lang or lang, "until": until, "weekly": held.is_weekly, "read_on": held.read_on}


def wish(
    person: UUID,
    of: MailingList,
    *,
    lang: str,
    until: date | None,
    actor: Actor,
    now: datetime,
    weekly: bool = False,
) -> None:
    """Get the list in this language from now on, and nothing until that day; all issues of a week in one mail, or
    each by itself.
    """
    with transaction.atomic():
        lock_people([person])
        before = wish_of(person, of.slug)
        if (before.lang, before.paused_until, before.is_weekly) == (lang, until, weekly):
            return
        kept = {"lang": lang, "paused_until": until, "is_weekly": weekly}
        ReaderWish.objects.update_or_create(person_id=person, form=of.slug, defaults=kept)
        if until:
            waiting = MailingMessage.objects.filter(person_id=person, state__in=OPEN, lease__isnull=True)
            theirs = waiting.filter(mailing__purpose=of.purpose)
            theirs.update(state=MessageState.WITHDRAWN, code=PAUSED, changed_at=now)
        told = {"lang": lang or None, "until": until.isoformat() if until else None, "weekly": weekly}
        record_about([done_by(actor, WISHED, person, form=of.slug, **told)], now=now)


def leave(person: UUID, purpose: str, *, now: datetime) -> None:
    """Withdraw the consent by which somebody is on a list. Whoever has left already, has."""
    with suppress(NotAConsent):
        withdraw(person, purpose=purpose, actor=Actor(ActorKind.PERSON, str(person)), now=now)


def forget(ended: Ended) -> None:
    """Whoever leaves a list leaves no wish for it behind."""
    known = lists(current().policy).values()
    forms = [one.slug for one in known if ended.purpose in ("", one.purpose)]
    ReaderWish.objects.filter(person_id=ended.person, form__in=forms).delete()
