"""Which records may be one person's: found in sets, by equal tokens, without opening a value.

Only values that one purpose may use count, and they are compared within that purpose alone: so nobody learns from a
suggestion what was given for something else. What is shared by more than `MOST` people (an office's telephone, a common
name) says nothing, and is passed over. How often it is wrong, and what it tells, stands in docs/decisions.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import batched, combinations
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When

from azukari.core.consent.models import Grant
from azukari.core.database.id_set import Ids
from azukari.core.database.write_backoff import let_others_write
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.vault.index_renew import outdated
from azukari.core.vault.models import DuplicatePair, PairState, SealedValue
from azukari.policy.terms import Act, Category, Ground, Policy

MOST = 4
BATCH = 200
"""Pairs in one transaction; others who write wait for no more than one."""

SIGNALS = (Category.PHONE, Category.NAME)

_STRENGTH = ("name-phone", "phone", "name")

type Pair = tuple[UUID, UUID]


def strength() -> Case:
    """How much it says what two records have in common, for the order of a list: a name with a number says most."""
    return Case(*(When(signal=signal, then=n) for n, signal in enumerate(_STRENGTH)), default=len(_STRENGTH))


def compared(policy: Policy) -> list[str]:
    """The purposes for which records are compared: those of duties that may merge, and only with something to go by.

    What a law alone has us keep is not ours to compare.
    """
    served = {slug for duty in policy.duties.values() if Act.MERGE in duty.acts for slug in duty.purposes}
    telling = [p for p in policy.purposes.values() if p.ground is not Ground.LAW and p.categories & {*SIGNALS}]
    return [purpose.slug for purpose in telling if purpose.slug in served]


def look_for_duplicates(now: datetime) -> int:
    """Bring the suggestions up to date, a purpose at a time; what was decided stays. Returns how many there are."""
    if (policy := ruling_policy()) is None:
        return 0
    if outdated().exists():  # tokens under two keys cannot be compared
        return 0
    return sum(_update(purpose, alike(purpose, now), now) for purpose in compared(policy))


def alike(purpose: str, now: datetime) -> Mapping[Pair, str]:
    """Pairs of people who gave the same number, or the same name, for ``purpose``: and which. Two queries."""
    found: dict[Pair, set[str]] = defaultdict(set)
    for category in SIGNALS:
        for pair in _pairs(_usable(purpose, category, now)):
            found[pair].add(category.value)
    return {pair: "-".join(sorted(signals)) for pair, signals in found.items()}


def _usable(purpose: str, category: Category, now: datetime) -> QuerySet[SealedValue]:
    """Values that the purpose may use now, of people who are more than what a law keeps."""
    granted = Grant.objects.living(now).filter(submission_id=OuterRef("submission_id"), purpose=purpose)
    slug = Q(purposes=purpose) | Q(purposes__startswith=f"{purpose} ") | Q(purposes__endswith=f" {purpose}")
    stated = slug | Q(purposes__contains=f" {purpose} ")
    return SealedValue.objects.filter(Exists(granted), stated, category=category, token__isnull=False)


def _pairs(values: QuerySet[SealedValue]) -> Iterator[Pair]:
    """Everybody who shares a token with few others, two by two: at most six pairs for each token."""
    few = values.values("token").annotate(people=Count("person", distinct=True)).filter(people__gte=2, people__lte=MOST)
    owners: dict[bytes, set[UUID]] = defaultdict(set)
    for token, person in values.filter(token__in=few.values("token")).values_list("token", "person_id"):
        owners[bytes(token or b"")].add(person)
    for people in owners.values():
        yield from combinations(sorted(people), 2)


def _update(purpose: str, found: Mapping[Pair, str], now: datetime) -> int:
    """Write down what is new, forget what is not alike any more: some pairs in each transaction, with pauses."""
    known = {(p.first_id, p.second_id): p for p in DuplicatePair.objects.filter(purpose=purpose)}
    stale = {pair: p.id for pair, p in known.items() if p.state == PairState.SUGGESTED and found.get(pair) != p.signal}
    fresh = [pair for pair in found if pair in stale or pair not in known]
    for pairs in batched(stale, BATCH):
        with transaction.atomic(durable=True):
            _both_here(pairs)
            rows = DuplicatePair.objects.filter(id__in=[stale[pair] for pair in pairs], state=PairState.SUGGESTED)
            rows.delete()  # but not what was decided meanwhile
        let_others_write()
    for pairs in batched(fresh, BATCH):
        with transaction.atomic(durable=True):
            DuplicatePair.objects.bulk_create(
                [
                    DuplicatePair(
                        first_id=first, second_id=second, purpose=purpose, signal=found[first, second], found_at=now
                    )
                    for first, second in _both_here(pairs)
                ],
                ignore_conflicts=True,
            )
        let_others_write()
    return len(found)


def _both_here(pairs: Collection[Pair]) -> list[Pair]:
    """Lock the people of these pairs; returns those of which nobody has gone meanwhile, or is kept by a law alone."""
    here = lock_people(Ids({person for pair in pairs for person in pair}))
    known = set(Person.objects.filter(id__in=Ids(here), confirmed_at__isnull=False).values_list("id", flat=True))
    return [pair for pair in pairs if known.issuperset(pair)]
