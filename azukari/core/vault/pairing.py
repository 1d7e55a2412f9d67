"""A suggested pair, and what becomes of it: dismissed, or asked about and then joined.

Whoever has confirmed an address is asked there, by a button, and both must say yes; where a record has no address,
staff have checked who it is. So an address that two people share by mistake opens nobody's page to the other (law 7,
P43).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from azukari.core.consent.models import Grant
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import done_by
from azukari.core.people.lock import lock_people
from azukari.core.people.models import Person
from azukari.core.policy_versions.current import current
from azukari.core.vault.authorize import authorize
from azukari.core.vault.duplicates import strength
from azukari.core.vault.events import DUPLICATE_DISMISSED, MERGE_AGREED, MERGE_ASKED, MERGE_DECLINED
from azukari.core.vault.merge import merge
from azukari.core.vault.models import DuplicatePair, PairState, SealedValue
from azukari.core.vault.refusal import refuse
from azukari.core.vault.trail import record_about
from azukari.policy.merge import IdentityCheck, Record, may_join, may_merge, needs_check
from azukari.policy.terms import CONFIRMATION, Actor, ActorKind, Category

LIFE = timedelta(days=14)
_PERSON = Actor(ActorKind.PERSON, "")


class Side(StrEnum):
    FIRST = "first"
    SECOND = "second"


type Tell = Callable[[Side, UUID], None]


class PairGone(Exception):
    """There is no such pair, or it has been decided already."""


class CheckMissing(Exception):
    """One of the records has no confirmed address: staff have to say how they checked who it is."""


@dataclass(frozen=True, slots=True)
class PairingBegun:
    """What was begun.

    Args:
        sides: those who are to be asked at their address; if there are none, the two are one already.
        merged: the id of the merge, if it is done.
    """

    sides: tuple[Side, ...]
    merged: UUID | None


def record_of(person: UUID) -> Record:
    """What is known of a record without opening it. Three queries."""
    confirmed = Person.objects.filter(id=person, confirmed_at__isnull=False).exists()
    grants = list(Grant.objects.filter(person_id=person))
    waiting = any(grant.purpose == CONFIRMATION and grant.settled_at is None for grant in grants)
    addresses = SealedValue.objects.filter(person_id=person, category=Category.EMAIL).exists()
    return Record(
        confirmed=confirmed and addresses,
        unproven=waiting or (addresses and not confirmed),
        grants=tuple(grant.living() for grant in grants),
    )


def suggestions(purposes: Collection[str]) -> QuerySet[DuplicatePair]:
    """The pairs for these purposes that somebody is to decide, or has been asked about: what says most first, then
    the newest; each two people once, whatever they have in common.
    """
    open_ones = DuplicatePair.objects.filter(purpose__in=purposes, state__in=(PairState.SUGGESTED, PairState.ASKED))
    same = open_ones.filter(first_id=OuterRef("first_id"), second_id=OuterRef("second_id"), id__lt=OuterRef("id"))
    return open_ones.filter(~Exists(same)).order_by(strength(), "-found_at", "-id")


def is_waiting_for_answers(pair: DuplicatePair) -> bool:
    """Whether the people have been asked, and not all have answered."""
    return pair.state == PairState.ASKED


def suggestion(id: UUID) -> DuplicatePair:
    """The pair that is to be decided, or has been asked about.

    Raises:
        PairGone: there is none.
    """
    return _in(id, PairState.SUGGESTED, PairState.ASKED)


def judge_pair(pair: DuplicatePair, *, actor: Actor, now: datetime) -> tuple[Record, Record]:
    """Both records, if ``actor`` may have them compared.

    Raises:
        Refused: recorded first, on both trails.
    """
    one, other = record_of(pair.first_id), record_of(pair.second_id)
    policy = current().policy
    verdict = may_merge(policy, purpose=pair.purpose, actor=actor, one=one, other=other, now=now)
    if verdict:
        verdict = authorize(policy, purpose=pair.purpose, categories=frozenset(), actor=actor, now=now)
    if not verdict:
        refuse(verdict, people=(pair.first_id, pair.second_id), purpose=pair.purpose, actor=actor, now=now)
    return one, other


def dismiss(id: UUID, *, actor: Actor, now: datetime) -> None:
    """These are two people; they are not suggested again.

    Raises:
        PairGone: it has been decided already.
        Refused: not the actor's to say. Recorded first.
    """
    pair = _in(id, PairState.SUGGESTED)
    judge_pair(pair, actor=actor, now=now)
    with transaction.atomic():
        lock_people((pair.first_id, pair.second_id))
        _decide(pair, PairState.SUGGESTED, PairState.DISMISSED, now=now)
        alike = DuplicatePair.objects.filter(first=pair.first_id, second=pair.second_id, state=PairState.SUGGESTED)
        alike.update(state=PairState.DISMISSED, decided_at=now)
        _record(pair, DUPLICATE_DISMISSED, actor, now)


def ask(id: UUID, *, check: IdentityCheck | None, tell: Tell, actor: Actor, now: datetime) -> PairingBegun:
    """Ask the owners of the confirmed addresses, or join at once where there is nobody to ask.

    Args:
        check: how staff made sure who it is, where a record has no confirmed address.
        tell: called in the transaction for each side that is to be asked, with the person.

    Raises:
        PairGone: it has been decided already.
        CheckMissing: see there.
        Refused: the policy does not allow it. Recorded first.
    """
    pair = _in(id, PairState.SUGGESTED)
    one, other = judge_pair(pair, actor=actor, now=now)
    if needs_check(one, other) and check is None:
        raise CheckMissing
    method = check.value if check and needs_check(one, other) else ""
    sides = tuple(side for side, record in ((Side.FIRST, one), (Side.SECOND, other)) if record.confirmed)
    with transaction.atomic():
        lock_people((pair.first_id, pair.second_id))
        _decide(pair, PairState.SUGGESTED, PairState.ASKED, now=now, method=method, expires_at=now + LIFE)
        _record(pair, MERGE_ASKED, actor, now, **({"method": method} if method else {}))
        for side in sides:
            tell(side, _person(pair, side))
        merged = None if sides else _join(pair, one, other, actor=actor, now=now)
    return PairingBegun(sides, merged)


def is_asked(id: UUID, side: Side, *, now: datetime) -> bool:
    """Whether that side is still to answer. Changes nothing."""
    return _asked(id, side, now).exists()


def agree(id: UUID, side: Side, *, now: datetime) -> UUID | None:
    """The owner of that side's address says that both records are theirs; in the caller's transaction.

    Returns:
        the id of the merge, if the other side had agreed before or has no address, and the policy still allows it.

    Raises:
        PairGone: it is too late, or has been answered.
    """
    pair = _held(id, side, now)
    setattr(pair, f"{side.value}_agreed_at", now)
    pair.save(update_fields=[f"{side.value}_agreed_at"])
    record_about([done_by(_PERSON, MERGE_AGREED, _person(pair, side), purpose=pair.purpose)], now=now)
    one, other = record_of(pair.first_id), record_of(pair.second_id)
    if (one.confirmed and not pair.first_agreed_at) or (other.confirmed and not pair.second_agreed_at):
        return None
    if needs_check(one, other) and not pair.method:
        raise PairGone
    verdict = may_join(current().policy, purpose=pair.purpose, one=one, other=other, now=now)
    return _join(pair, one, other, actor=_PERSON, now=now) if verdict else None


def decline(id: UUID, side: Side, *, now: datetime) -> None:
    """The owner of that side's address says that the other record is not theirs: it is not asked again.

    Raises:
        PairGone: it is too late, or has been answered.
    """
    with transaction.atomic():
        pair = _held(id, side, now)
        _decide(pair, PairState.ASKED, PairState.DECLINED, now=now)
        record_about([done_by(_PERSON, MERGE_DECLINED, _person(pair, side), purpose=pair.purpose)], now=now)


def forget_unanswered(now: datetime) -> int:
    """What nobody has answered in time is suggested again; returns how many pairs that are."""
    unanswered = DuplicatePair.objects.filter(state=PairState.ASKED, expires_at__lte=now)
    return unanswered.update(
        state=PairState.SUGGESTED, first_agreed_at=None, second_agreed_at=None, expires_at=None, method=""
    )


def _person(pair: DuplicatePair, side: Side) -> UUID:
    return pair.first_id if side is Side.FIRST else pair.second_id


def _record(pair: DuplicatePair, kind: Kind, actor: Actor, now: datetime, **more: str) -> None:
    """On both trails."""
    said = {"purpose": pair.purpose, **more}
    record_about([done_by(actor, kind, person, **said) for person in (pair.first_id, pair.second_id)], now=now)


def _held(id: UUID, side: Side, now: datetime) -> DuplicatePair:
    """The pair that this side is still to answer, locked after its two people, in the caller's transaction."""
    for two in DuplicatePair.objects.filter(id=id).values_list("first_id", "second_id"):
        lock_people(two)
    if (pair := _asked(id, side, now).select_for_update().first()) is None:
        raise PairGone
    return pair


def _asked(id: UUID, side: Side, now: datetime) -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.filter(id=id, state=PairState.ASKED, expires_at__gt=now, **{f"{side}_agreed_at": None})


def _in(id: UUID, *states: PairState) -> DuplicatePair:
    if (pair := DuplicatePair.objects.filter(id=id, state__in=states).first()) is None:
        raise PairGone
    return pair


def _decide(pair: DuplicatePair, old: PairState, new: PairState, *, now: datetime, **more: object) -> None:
    """From one state to the next, once."""
    if not DuplicatePair.objects.filter(id=pair.id, state=old).update(state=new, decided_at=now, **more):
        raise PairGone
    pair.refresh_from_db()


def _join(pair: DuplicatePair, one: Record, other: Record, *, actor: Actor, now: datetime) -> UUID:
    """The record that comes in by an address, or else the older one, takes the other up."""
    first, second = pair.first_id, pair.second_id
    into, merged = (second, first) if other.confirmed and not one.confirmed else (first, second)
    return merge(merged, into=into, purpose=pair.purpose, actor=actor, now=now)
