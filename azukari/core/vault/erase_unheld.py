"""Settling: after grants have ended, erase what no living grant holds, and forget people of whom nothing is left
(law 4).

What a law alone still keeps is restricted: no lookup finds it, no page opens it, and its past is gone.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from itertools import chain
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.database.cascade import delete
from azukari.core.database.id_set import Ids
from azukari.core.database.rows import insert
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person, Tombstone, Trail
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.vault.holders import holders
from azukari.core.vault.hooks import Changing, on_changing
from azukari.core.vault.index import leave_index
from azukari.core.vault.keys import new_key
from azukari.core.vault.mention_search import Prepared
from azukari.core.vault.mention_search import begin as look_for_mentions
from azukari.core.vault.models import (
    AddressChange,
    FormerValue,
    KeyUse,
    Merge,
    MergedRow,
    PersonKey,
    Proposal,
    SealedValue,
)
from azukari.policy.casework import HOLDS
from azukari.policy.terms import Ground


def unheld(people: Collection[UUID], now: datetime) -> list[UUID]:
    """Ids of values of these people that no living grant of their submission covers, and no hold on it keeps."""
    holding = holding_by(grant for grant in Grant.objects.filter(person_id__in=people) if grant.is_living(now))
    values = SealedValue.objects.filter(person_id__in=people).values_list("id", "submission_id", "purposes")
    return [id for id, submission, purposes in values if not holding(submission, purposes)]


def holding_by(living: Iterable[Grant]) -> Callable[[UUID, str], set[str]]:
    """Tells of a value, by its ``submission_id`` and ``purposes``, the purposes of the grants that hold it: those on
    its submission for a purpose that its field stated, and holds.
    """
    of_submission: dict[UUID, set[str]] = defaultdict(set)
    for grant in living:
        of_submission[grant.submission_id].add(grant.purpose)
    return lambda submission, purposes: of_submission.get(submission, set()) & {*purposes.split(), *HOLDS}


def erase_unheld(
    people: Collection[UUID],
    *,
    now: datetime,
    looked_for: Collection[UUID] = (),
    gone: Collection[UUID] | None = None,
    ready: Mapping[UUID, Prepared] | None = None,
) -> list[UUID]:
    """Erase the values that nothing holds any more, in the caller's transaction.

    Args:
        looked_for: those for whom the search in other people's texts has been begun already.
        gone: `unheld` of these people, where the caller has locked them and asked.
        ready: what `mention_search.prepare` made before.

    Returns:
        The people of whom nothing was left, and who were forgotten.
    """
    people = Ids(people)
    if gone is None:
        lock_people(people)
        gone = unheld(people, now)
    gone = Ids(gone)
    staying = SealedValue.objects.filter(person_id__in=people).exclude(id__in=gone)
    left = dict(staying.values_list("submission_id", "person_id"))
    people_left = {*left.values()}
    empty = [person for person in people if person not in people_left]
    look_for_mentions([person for person in empty if person not in looked_for], now=now, ready=ready)
    if gone:
        on_changing.tell(Changing(gone, now, erased=True))
    delete(SealedValue, gone)
    Grant.objects.ended(now).unsettled().filter(person_id__in=people).update(settled_at=now)
    forget(empty, now=now)
    _let_go(people_left, set(left), now)
    return empty


def _let_go(people: Collection[UUID], submissions: Collection[UUID], now: datetime) -> None:
    """Of people of whom something is left: drop ended submissions, and restrict those whom only a law keeps.

    Args:
        submissions: those of which a value is left.
    """
    if not people:
        return
    grants = list(Grant.objects.filter(person_id__in=people))
    living = [grant for grant in grants if grant.is_living(now)]
    ended = {grant.submission_id for grant in grants}.difference({grant.submission_id for grant in living}, submissions)
    at_work = {grant.person_id for grant in living if grant.ground != Ground.LAW}
    changed = {grant.person_id for grant in grants if not grant.is_living(now)}
    restricted = changed - at_work
    for holder in holders():
        holder.delete_ended(ended, restricted)
    Grant.objects.filter(person_id__in=people, submission_id__in=ended).delete()
    _restrict(restricted, now)


def _restrict(people: Collection[UUID], now: datetime) -> None:
    if not people:
        return
    forget(_stand_ins(people), now=now)
    delete(FormerValue, people, by="person")
    Merge.objects.filter(survivor_id__in=people, ends_at__gt=now).update(ends_at=now)
    delete(MergedRow, people, by="person")  # no merge of theirs can be undone any more
    SealedValue.objects.filter(person_id__in=people).update(token=None)
    leave_index(people)
    Person.objects.filter(id__in=people).update(confirmed_at=None)
    delete(Trail, people, by="person")
    Grant.objects.ended(now).filter(person_id__in=people).delete()
    PersonKey.objects.filter(person_id__in=people, use=KeyUse.LEDGER).delete()
    # new ones, under which the few uses to come are recorded; they open nothing of the past
    insert(PersonKey, [new_key(person, KeyUse.LEDGER).row for person in people])


def forget(people: Collection[UUID], *, now: datetime) -> None:
    """Delete every row that refers to these people and destroy their keys, in the caller's transaction.

    What stays is a tombstone: an identifier that refers to nothing any more.
    """
    if not people:
        return
    elsewhere = [stand_in for lookup in _lookups for stand_in in lookup(list(people))]
    everybody = Ids([*people, *_stand_ins(people), *elsewhere])
    merged = list(Merge.objects.filter(survivor_id__in=everybody).values_list("merged_id", flat=True))
    _write_down(everybody, merged, now)
    for holder in holders():
        holder.erase(everybody)
    delete(Person, everybody)
    Tombstone.objects.bulk_create(
        [Tombstone(person_id=person, erased_at=now) for person in (*everybody, *merged)], ignore_conflicts=True
    )


def _write_down(people: Collection[UUID], merged: Collection[UUID], now: datetime) -> None:
    """What went, by every name under which an older backup may have it: registrations wander from person to person as
    records are joined, merged and parted, and keep their own ids.
    """
    submissions: dict[UUID, set[UUID]] = defaultdict(set)
    for person, submission in Grant.objects.filter(person_id__in=people).values_list("person_id", "submission_id"):
        submissions[person].add(submission)
    write_removals(
        Removed(RemovalKind.FORGOTTEN, person, person, now, submissions=tuple(sorted(submissions[person])))
        for person in (*people, *merged)
    )


type StandInsOf = Callable[[list[UUID]], list[UUID]]
_lookups: list[StandInsOf] = []


def register_stand_ins(lookup: StandInsOf) -> None:
    """Tell under whom else something is sealed on behalf of people, so that it is forgotten with them."""
    _lookups.append(lookup)


def _stand_ins(people: Collection[UUID]) -> list[UUID]:
    """Under whom addresses are sealed that these people would like, or that are kept so that they can object."""
    return [
        stand_in
        for model in (Proposal, AddressChange)
        for stand_in in model._default_manager.filter(person_id__in=people).values_list("stand_in_id", flat=True)
    ]


def drop_proposals(people: Collection[UUID], *, now: datetime) -> None:
    """Forget every new address that these people proposed and nobody has confirmed, in the caller's transaction."""
    lock_people(people)
    proposed = Proposal.objects.filter(person_id__in=people)
    beside = AddressChange.objects.filter(person_id__in=people, adopted_at__isnull=True)
    stand_ins = (rows.values_list("stand_in_id", flat=True) for rows in (proposed, beside))
    forget([*chain.from_iterable(stand_ins)], now=now)
