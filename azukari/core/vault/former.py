"""What values said before a correction by staff: kept for a while as the record of it, for the person's eyes alone.

APPI 34 has wrong data corrected at the person's request and the person told. Whether the correction was right is open
until they had time to look at it, and recipients to do the same; so long the old words stay, and no longer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import done_by
from azukari.core.policy_versions.current import current
from azukari.core.vault.cipher import former_of, open_value
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import FormerValue, SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import refuse
from azukari.core.vault.trail import record_about
from azukari.policy.decide import may_release
from azukari.policy.explain import verdict as refusal
from azukari.policy.terms import OWN_ACCESS, Actor, ActorKind, Answer, Category, Policy

KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Former:
    """A value as it was.

    Args:
        value: the id of the value that took its place.
        until: when it is erased, at the latest.
    """

    value: UUID
    field: str
    category: Category
    text: str
    channel: str
    corrected_at: datetime
    until: datetime


def keep_former(row: SealedValue, *, key: bytes, channel: str, now: datetime) -> None:
    """Keep what ``row`` says, before it is replaced, in the caller's transaction."""
    text = open_value(row.sealed, key=key, place=row.place)
    former = FormerValue(
        person_id=row.person_id,
        value=row,
        field=row.field,
        channel=channel,
        corrected_at=now,
        ends_at=now + KEPT,
    )
    former.sealed = former_of(former.id, person=row.person_id, field=row.field).seal(text, key=key)
    former.save(force_insert=True)


def former_values(person: UUID, *, actor: Actor, now: datetime, policy: Policy | None = None) -> Sequence[Former]:
    """What values of ``person`` said before they were corrected, opened to that person and recorded as their look.

    The program itself may open them as well, to put them into the document that it makes for that person.

    Args:
        policy: the one that rules, where the caller's request has asked for it.

    Raises:
        Refused: the actor is somebody else. Recorded first.
    """
    policy = policy or current().policy
    verdict = may_release(policy, purpose=OWN_ACCESS, categories=frozenset(), actor=actor)
    if actor.kind is not ActorKind.SYSTEM and actor.reference != str(person):
        verdict = refusal(policy, Answer.NO, "release.own-access-only-person", "requests")
    if not verdict:
        refuse(verdict, people=[person], purpose=OWN_ACCESS, actor=actor, now=now)
    rows = list(FormerValue.objects.filter(person_id=person, ends_at__gt=now).select_related("value").order_by("id"))
    if not rows:
        return ()
    key = data_keys([person])[person]
    found = tuple(
        Former(
            value=row.value_id,
            field=row.field,
            category=Category(row.value.category),
            text=former_of(row.id, person=person, field=row.field).open(row.sealed, key=key),
            channel=row.channel,
            corrected_at=row.corrected_at,
            until=row.ends_at,
        )
        for row in rows
    )
    categories = sorted({former.category.value for former in found})
    said = {"purpose": OWN_ACCESS, "categories": categories, "reason": Reason.OWN.value}
    with transaction.atomic():
        record_about([done_by(actor, VALUE_RELEASED, person, **said)], now=now)
    return found


def corrections_kept(person: UUID, now: datetime) -> dict[UUID, datetime]:
    """Of which values something former is kept, and until when. Nothing is opened."""
    rows = FormerValue.objects.filter(person_id=person, ends_at__gt=now).order_by("ends_at")
    return dict(rows.values_list("value_id", "ends_at"))


def forget_former(now: datetime) -> int:
    """Erase what has had its time; returns how many."""
    return FormerValue.objects.filter(ends_at__lte=now).delete()[0]
