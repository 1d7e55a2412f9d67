"""Search: who, among the people that a purpose may be used for, is meant by what somebody typed?

The index names candidates, more than are meant, and only such as the purpose has a living grant for: whatever else lies
in the vault, no search meets it. The candidates are opened inside the room and compared; those not meant are forgotten
there. Those meant leave by `release` like everything else: judged by the policy, and recorded for each of them. The
search itself is recorded as well, also one that finds nobody; what was typed is recorded nowhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from azukari.charter.current import current
from azukari.consent.models import Grant
from azukari.ledger.events import Event, Kind, Value, actor_reference
from azukari.policy.decide import may_release
from azukari.policy.explain import name_categories
from azukari.policy.explain import verdict as refusal
from azukari.policy.terms import Actor, Answer, Category
from azukari.vault.cipher import open_value
from azukari.vault.index_code import index_key, span
from azukari.vault.index_words import SEARCHED, asked, is_enough, matcher
from azukari.vault.keys import data_keys
from azukari.vault.models import SealedValue, SearchCode, SearchIndex
from azukari.vault.refusal import refuse
from azukari.vault.release import Opened, Reason, release
from azukari.vault.trail import record_about

MOST_OPENED = 5000
BATCH = 1000


class TooShort(ValueError):
    """Too little was typed for a search."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Who is meant.

    Args:
        people: newest first.
        opened: for each, their values of the category that was searched.
        more: whether there are, or may be, others; more letters would tell.
    """

    people: tuple[UUID, ...]
    opened: Mapping[UUID, tuple[Opened, ...]]
    more: bool


def search(
    category: Category, typed: str, *, purpose: str, actor: Actor, reason: Reason, now: datetime, most: int = 50
) -> Matches:
    """Find people for ``purpose`` by a name, an e-mail address or a phone number, or the beginning of one.

    Args:
        typed: in any width, kana and case.
        most: how many people are shown, at most.

    Raises:
        Refused: the policy says no or is silent. Recorded and committed first.
        TooShort: see `index_words.SHORTEST`.
    """
    policy, wanted = current().policy, frozenset({category})
    verdict = may_release(policy, purpose=purpose, categories=wanted, actor=actor)
    if verdict and category not in SEARCHED:
        words = name_categories(policy, wanted)
        verdict = refusal(policy, Answer.NO, "search.category", f"purposes.{purpose}", categories=words)
    if not verdict:
        refuse(verdict, people=(), purpose=purpose, actor=actor, now=now)
    if not is_enough(category, typed):
        raise TooShort
    found, more = _meant(category, typed, purpose, now, most)
    payload: dict[str, Value] = {
        "actor": actor_reference(actor),
        "purpose": purpose,
        "categories": [category.value],
        "reason": reason.value,
        "count": len(found),
    }
    with transaction.atomic(durable=True):
        record_about([Event(Kind.VALUE_SEARCHED, payload, None)], now=now)
    if not found:
        return Matches((), {}, more)
    opened = release(found, purpose=purpose, categories=wanted, actor=actor, reason=reason, now=now)
    return Matches(tuple(person for person in found if person in opened), opened, more)


def _meant(category: Category, typed: str, purpose: str, now: datetime, most: int) -> tuple[list[UUID], bool]:
    """The people meant, newest first, and whether there may be more. Its queries are bounded."""
    ids = list(_candidates(category, typed, purpose, now).values_list("id", flat=True)[: MOST_OPENED + 1])
    found: dict[UUID, None] = {}
    is_meant = matcher(category, typed)
    for person, text in _opened(ids[:MOST_OPENED], purpose):
        if is_meant(text):
            found[person] = None
            if len(found) > most:
                break
    people = list(found)
    return people[:most], len(people) > most or len(ids) > MOST_OPENED


def _candidates(category: Category, typed: str, purpose: str, now: datetime) -> QuerySet[SealedValue]:
    granted = Grant.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        person_id=OuterRef("person_id"),
        submission_id=OuterRef("submission_id"),
        purpose=purpose,
        begins_at__lte=now,
    )
    coded = SearchCode.objects.filter(_codes(category, typed)).values("value_id")
    return SealedValue.objects.filter(Exists(granted), id__in=coded, category=category).order_by("-created_at", "-id")


def _codes(category: Category, typed: str) -> Q:
    """The codes that what was typed may have, in each generation of the index that is in use."""
    codes = Q(index__isnull=True)  # no code is without one
    for index in SearchIndex.objects.all():
        key = index_key(index.number, index.key)
        for lane, beginning in asked(category, typed):
            codes |= Q(index=index, lane=lane.value, code__range=span(key, lane, beginning, bits=index.bits))
    return codes


def _opened(ids: list[UUID], purpose: str) -> Iterator[tuple[UUID, str]]:
    """Each candidate in the clear, to be compared and forgotten; none that its field did not state the purpose for."""
    for batch in batched(ids, BATCH, strict=False):
        values = SealedValue.objects.in_bulk(batch)
        keys = data_keys({value.person_id for value in values.values()})
        for id in batch:
            value = values.get(id)
            if value is None or purpose not in value.purposes.split():
                continue
            text = open_value(
                value.sealed, key=keys[value.person_id], id=value.id, person=value.person_id, field=value.field
            )
            yield value.person_id, text
