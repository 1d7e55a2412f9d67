"""Search: who, among the people that a purpose may be used for, is meant by what somebody typed?

The index names candidates, more than are meant, and only such as the purpose has a living grant for: whatever else lies
in the vault, no search meets it. The candidates are opened inside the room and compared; those not meant are forgotten
there. Those meant leave by `release` like everything else: judged by the policy, and recorded for each of them. The
search itself is recorded as well, also one that finds nobody; what was typed is recorded nowhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from azukari.core.consent.covered import covering
from azukari.core.consent.models import Grant
from azukari.core.ledger.events import done_by
from azukari.core.policy_versions.current import Charters, charters
from azukari.core.vault.authorize import authorize
from azukari.core.vault.cipher import PLACE, Place, Stored, open_value
from azukari.core.vault.events import VALUE_SEARCHED
from azukari.core.vault.index_code import index_key, span
from azukari.core.vault.index_words import SEARCHED, Wanted, asked, is_enough, matcher
from azukari.core.vault.keys import OF_KEY, WrappedKey
from azukari.core.vault.models import KeyUse, SealedValue, SearchCode, SearchIndex
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.refusal import refuse
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.trail import record_about
from azukari.core.vault.ways import RECORD
from azukari.policy.explain import name_categories
from azukari.policy.explain import verdict as refusal
from azukari.policy.terms import Actor, Answer, Category

MOST_OPENED = 5000


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
    category: Category,
    typed: str,
    *,
    purpose: str,
    actor: Actor,
    reason: Reason,
    now: datetime,
    most: int = 50,
    known: Charters | None = None,
) -> Matches:
    """Find people as `search_unopened`, and open what was searched by, which is a look at each of those found."""
    known = known or charters()
    matches = search_unopened(
        category, typed, purpose=purpose, actor=actor, reason=reason, now=now, most=most, known=known
    )
    if not matches.people:
        return matches
    opened = release(
        matches.people,
        purpose=purpose,
        categories=frozenset({category}),
        actor=actor,
        reason=reason,
        now=now,
        options=ReleaseOptions(method=Method.SEARCH, known=known, way=RECORD),
    )
    return replace(matches, people=tuple(person for person in matches.people if person in opened), opened=opened)


def search_unopened(
    category: Category,
    typed: str,
    *,
    purpose: str,
    actor: Actor,
    reason: Reason,
    now: datetime,
    most: int,
    known: Charters,
) -> Matches:
    """Find people for ``purpose`` by a name, an email address or a phone number, or the beginning of one.

    The caller learns who is meant, and nothing that anybody wrote; that is recorded as a search.

    Args:
        typed: in any width, kana and case.
        most: how many people are shown, at most.

    Raises:
        Refused: the policy says no or is silent. Recorded and committed first.
        TooShort: see `index_words.SHORTEST`.
    """
    policy, wanted = known.ruling.policy, frozenset({category})
    verdict = authorize(policy, purpose=purpose, categories=wanted, actor=actor, now=now)
    if verdict and category not in SEARCHED:
        words = name_categories(policy, wanted)
        verdict = refusal(policy, Answer.NO, "search.category", f"purposes.{purpose}", categories=words)
    if not verdict:
        refuse(verdict, people=(), purpose=purpose, actor=actor, now=now)
    if not is_enough(category, typed):
        raise TooShort
    found, more = meant(category, typed, purpose, now, most, known=known)
    event = done_by(
        actor, VALUE_SEARCHED, purpose=purpose, categories=[category.value], reason=reason.value, count=len(found)
    )
    with transaction.atomic(durable=True):
        record_about([event], now=now)
    return Matches(tuple(found), {}, more)


def meant(
    category: Category, typed: str, purpose: str, now: datetime, most: int, *, known: Charters
) -> tuple[list[UUID], bool]:
    """The people meant, newest first, and whether there may be more. One query reads candidates and keys."""
    found: dict[UUID, None] = {}
    is_meant = matcher(category, typed)
    for number, candidate in enumerate(_candidates(category, typed, purpose, now, known)):
        if number == MOST_OPENED:
            return list(found), True
        place = candidate.place
        if not candidate.may_serve:
            continue
        if is_meant(open_value(candidate.sealed, key=candidate.key.raw(KeyUse.DATA), place=place)):
            found[place.person] = None
        if len(found) > most:
            return list(found)[:most], True
    return list(found), False


class _Candidate(NamedTuple):
    """A value that may be meant.

    Args:
        may_serve: whether the person agreed that its field serves the purpose, or the field has always said so.
    """

    place: Place
    sealed: Stored
    key: WrappedKey
    may_serve: bool


def _candidates(category: Category, typed: str, purpose: str, now: datetime, known: Charters) -> Iterator[_Candidate]:
    """Values with the codes of what was typed, of people who let the purpose use that category; of too many, one more
    than may be opened.
    """
    granted = Grant.objects.living(now).filter(submission_id=OuterRef("submission_id"), purpose=purpose)
    told = covering(purpose, (category,), charters=known)
    if told is not None:
        granted = granted.filter(charter_id__in=told)
    agreed = granted.annotate(fields=Concat(Value(" "), "opens", Value(" "))).filter(
        fields__contains=Concat(Value(" "), OuterRef("field"), Value(" "))
    )
    found = SealedValue.objects.filter(Exists(granted), id__in=_coded(category, typed), category=category)
    rows = found.filter(person__keys__use=KeyUse.DATA).order_by("-created_at", "-id").annotate(agreed=Exists(agreed))
    of_key = [f"person__keys__{name}" for name in OF_KEY]
    read = rows.values_list(*PLACE, "sealed", *of_key, "agreed")[: MOST_OPENED + 1]
    at = len(PLACE)
    for row in read:
        place, sealed, key, agreed = Place(*row[:at]), row[at], WrappedKey(*row[at + 1 : -1]), row[-1]
        yield _Candidate(place, sealed, key, agreed or purpose in place.purposes.split())


def _coded(category: Category, typed: str) -> QuerySet[SearchCode, UUID]:
    """Ids of values with codes that what was typed may have, in each generation of the index that is in use."""
    ways: list[Q] = []
    for index in SearchIndex.objects.all():
        for first, *others in asked(category, typed):
            way = _has(index, first)
            for other in others:
                way &= Q(value_id__in=SearchCode.objects.filter(_has(index, other)).values("value_id"))
            ways.append(way)
    coded = SearchCode.objects.filter(reduce(or_, ways)) if ways else SearchCode.objects.none()
    return coded.values_list("value_id", flat=True)


def _has(index: SearchIndex, wanted: Wanted) -> Q:
    reach = span(index_key(index.number, index.key), wanted.lane, wanted.beginning, bits=index.bits)
    code = Q(index=index, lane=wanted.lane.value, code__range=reach)
    return code & Q(position=0) if wanted.whole else code
