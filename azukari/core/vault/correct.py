"""Correction of one value: by the person it is about, or by staff at that person's request.

A person who corrects themselves leaves nothing behind; the trail says what was corrected, and when. Staff may have
misheard: what they replace is kept for a while as the record of the correction (`former`).
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from azukari.core.consent.covered import livings
from azukari.core.consent.models import Grant
from azukari.core.ledger.events import Event, done_by
from azukari.core.people.lock import lock_people
from azukari.core.people.removals import RemovalKind, Removed, write_removals
from azukari.core.policy_versions.current import charters
from azukari.core.vault.authorize import authorize
from azukari.core.vault.cipher import seal_value
from azukari.core.vault.events import VALUE_CORRECTED
from azukari.core.vault.former import keep_former
from azukari.core.vault.held_fields import HeldField
from azukari.core.vault.hooks import Changing, Corrected, on_changing, on_corrected, on_correcting
from azukari.core.vault.index import correct_in_index
from azukari.core.vault.index_token import token_of
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue
from azukari.core.vault.opened_text import text_of
from azukari.core.vault.reasons import Channel
from azukari.core.vault.refusal import refuse
from azukari.core.vault.trail import record_about
from azukari.lib.conflict import StaleVersion
from azukari.policy.decide import may_act, may_use
from azukari.policy.terms import Act, Actor, Category


class NoSuchValue(Exception):
    """The person has no such value (any more)."""


class DecidedOn(Exception):
    """The value is no fact to be put right, but was applied for and is decided on, such as a class of membership."""


class ProvesAnAddress(Exception):
    """An email address is not corrected but proposed anew, and counts once it is confirmed (law 7)."""


type Recognise = Callable[[str], bool]
"""Whether a text is the one that somebody had before them. Nothing is handed out by asking it."""


def correct(
    value: UUID,
    text: str,
    *,
    person: UUID,
    actor: Actor,
    now: datetime,
    seen: Recognise | None = None,
    repeated: bool = False,
) -> None:
    """Replace a value of ``person``; ``text`` has been normalised as its field requires. A blank one erases the value.

    An email address is replaced only after the new one has been confirmed; that is `propose`'s business (law 7).

    Args:
        seen: recognises what the person had before them; None asks nothing.
        repeated: whether a restore does again what was done before, whatever is corrected today.

    Raises:
        NoSuchValue, DecidedOn: see there.
        StaleVersion: it says something else by now.
    """
    with transaction.atomic():
        lock_people([person])
        row = SealedValue.objects.select_for_update().filter(id=value, person_id=person).first()
        if row is None:
            raise NoSuchValue
        if not repeated:
            see_that_it_is_corrected([row])
        if seen and not seen(text_of(row)):
            raise StaleVersion
        if text:
            put(row, text, key=data_keys([person])[person], now=now)
        else:
            on_changing.tell(Changing([value], now, erased=True))
            SealedValue.objects.filter(id=value).delete()
            write_removals([Removed(RemovalKind.EMPTIED, value, person, now)])
        event = done_by(
            actor,
            VALUE_CORRECTED,
            person,
            categories=[row.category],
            submission=row.submission_id,
            **({} if text else {"erased": 1}),
        )
        record_corrected([row], event, now=now, erased=not text)


def see_that_it_is_corrected(rows: Collection[SealedValue]) -> None:
    """See that these values are facts, which are put right by correcting them.

    Raises:
        DecidedOn: one is not.
    """
    if any(on_correcting.answers([(row.submission_id, row.field) for row in rows])):
        raise DecidedOn


def record_corrected(rows: Collection[SealedValue], event: Event, *, now: datetime, erased: bool = False) -> UUID:
    """Record in one entry that values say something else now, or are gone, and tell those who listen, in the caller's
    transaction. Returns the id of the entry.
    """
    (entry,) = record_about([event], now=now)
    for row in rows:
        what = Category(row.category), frozenset(row.purposes.split())
        on_corrected.tell(Corrected(row.person_id, row.submission_id, row.id, *what, entry, now, erased))
    return entry


def may_correct(value: UUID, *, person: UUID, purpose: str, actor: Actor, now: datetime) -> HeldField:
    """The value, if staff may correct it for ``purpose`` of their duty.

    Raises:
        NoSuchValue: the person has no such value.
        Refused: the act is not theirs, the purpose is not, or nothing lets it be used for that. Recorded first.
        DecidedOn: see there.
    """
    row = SealedValue.objects.filter(id=value, person_id=person).first()
    if row is None:
        raise NoSuchValue
    verdict = may_act(charters().ruling.policy, Act.CORRECT, actor, purpose=purpose)
    if not verdict:
        refuse(verdict, people=[person], purpose=purpose, actor=actor, now=now)
    may_use_value(row, purpose=purpose, actor=actor, now=now)
    see_that_it_is_corrected([row])
    return HeldField(row.id, row.submission_id, row.field, Category(row.category))


def says(value: UUID, text: str, *, person: UUID) -> bool:
    """Whether a value of ``person`` says ``text`` already. Nothing is handed out and nothing recorded: whoever lets
    somebody know that it does has shown it to them, and records that.

    Args:
        text: normalised as its field requires.
    """
    row = SealedValue.objects.filter(id=value, person_id=person).first()
    return row is not None and text_of(row) == text


def still_says(seen: Mapping[UUID, Recognise], *, person: UUID) -> bool:
    """Whether these values of ``person`` still say what somebody had before them. Nothing is handed out or recorded."""
    rows = SealedValue.objects.filter(id__in=seen, person_id=person)
    return all(seen[row.id](text_of(row)) for row in rows)


def category_of(value: UUID, *, person: UUID) -> Category | None:
    """What kind of data a value of ``person`` is, without opening it; None if they have no such value."""
    found = SealedValue.objects.filter(id=value, person_id=person).values_list("category", flat=True).first()
    return Category(found) if found else None


def may_use_value(row: SealedValue, *, purpose: str, actor: Actor, now: datetime) -> None:
    """See that ``purpose`` is one of the actor's duty, and that something lets the value be used for it.

    Raises:
        Refused: not so. Recorded first.
    """
    known, wanted = charters(), frozenset({Category(row.category)})
    policy = known.ruling.policy
    verdict = authorize(policy, purpose=purpose, categories=wanted, actor=actor, now=now)
    if verdict:
        grants = Grant.objects.filter(submission_id=row.submission_id, purpose=purpose)
        served = purpose in row.purposes.split()
        living = livings([grant for grant in grants if served or row.field in grant.opens.split()], charters=known)
        verdict = may_use(living, purpose, now, policy=policy, categories=wanted)
    if not verdict:
        refuse(verdict, people=[row.person_id], purpose=purpose, actor=actor, now=now)


def correct_on_request(
    texts: Mapping[UUID, str],
    *,
    person: UUID,
    purpose: str,
    channel: Channel,
    actor: Actor,
    now: datetime,
    seen: Mapping[UUID, Recognise] = MappingProxyType({}),
) -> UUID:
    """Replace values of one submission of ``person`` at their request, with one entry in the ledger; what they said is
    kept for `former.KEPT`. To be called after `may_correct`.

    Args:
        texts: what is right, by the value's id; at least one. Normalised as its field requires; not blank.
        seen: recognises what whoever corrects had before them.

    Returns:
        the ledger entry that tells of it.

    Raises:
        NoSuchValue: the person has no such value, or they are not of one submission.
        ProvesAnAddress, DecidedOn: see there; one is.
        StaleVersion: one says something else by now.
    """
    with transaction.atomic():
        lock_people([person])
        rows = list(SealedValue.objects.select_for_update().filter(id__in=texts, person_id=person).order_by("id"))
        if len(rows) != len(texts) or len({row.submission_id for row in rows}) != 1:
            raise NoSuchValue
        if any(row.category == Category.EMAIL for row in rows):
            raise ProvesAnAddress
        see_that_it_is_corrected(rows)
        if not all(seen[row.id](text_of(row)) for row in rows if row.id in seen):
            raise StaleVersion
        key = data_keys([person])[person]
        for row in rows:
            keep_former(row, key=key, channel=channel.value, now=now)
            put(row, texts[row.id], key=key, now=now)
        event = done_by(
            actor,
            VALUE_CORRECTED,
            person,
            purpose=purpose,
            categories=sorted({row.category for row in rows}),
            submission=rows[0].submission_id,
            channel=channel.value,
        )
        return record_corrected(rows, event, now=now)


def put_address(row: SealedValue, text: str, *, key: bytes, actor: Actor, now: datetime) -> None:
    """Put a confirmed address in the place of another, recorded and told, in the caller's transaction."""
    put(row, text, key=key, now=now)
    event = done_by(actor, VALUE_CORRECTED, row.person_id, categories=[row.category], submission=row.submission_id)
    record_corrected([row], event, now=now)


def put(row: SealedValue, text: str, *, key: bytes, now: datetime) -> None:
    """Seal ``text`` in the place of what ``row`` held, in the caller's transaction. What no lookup finds stays so."""
    on_changing.tell(Changing([row.id], now, erased=False))
    row.version += 1
    row.sealed = seal_value(text, key=key, place=row.place)
    row.token, row.corrected_at = token_of(Category(row.category), text), now
    row.save(update_fields=["sealed", "token", "corrected_at", "version"])
    write_removals([Removed(RemovalKind.CORRECTED, row.id, row.person_id, now, turn=row.version)])
    correct_in_index(row, text, now=now)
