"""Addresses that are never to be written to again: remembered by a keyed hash, so that the wish survives an erasure and
the address does not.

A hash cannot be turned back into an address, and cannot be made anew under another key either: so the versions of the
key stay as long as anything stands under them. Rows name nobody; they belong to no person, and no erasure or retention
touches them. Only whoever reads the mail of an address lifts its suppression.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from azukari.core.database.statement import Statement
from azukari.core.ledger.events import done_by
from azukari.core.vault.cipher import open_value
from azukari.core.vault.events import SUPPRESSION_CHECKED, SUPPRESSION_LIFTED, SUPPRESSION_SET
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import SealedValue, Suppression
from azukari.core.vault.opened_text import text_of
from azukari.core.vault.reread import reread
from azukari.core.vault.trail import record_about
from azukari.core.vault.value_row import ValueRow
from azukari.lib.search_key import search_key
from azukari.policy.terms import Actor, ActorKind, Category


@cache
def _key(version: int) -> bytes:
    return settings.AZUKARI.key(f"suppression-{version}")


def _digest(address: str, version: int) -> bytes:
    text = b"azukari suppressed address\0" + search_key(Category.EMAIL, address).encode()
    return hmac.digest(_key(version), text, hashlib.sha256)


def _digests(addresses: Collection[str]) -> Mapping[bytes, str]:
    """Each address by its hash under each version that is in use; none if nothing is suppressed.

    Raises:
        InstanceError: a version's key is missing, so nobody can tell who must not be written to.
    """
    versions = versions_in_use()
    return {_digest(address, version): address for version in versions for address in addresses}


def versions_in_use() -> list[int]:
    """The versions of the key under which anything stands."""
    return list(Suppression.objects.order_by("key").values_list("key", flat=True).distinct())


def suppressed(addresses: Collection[str]) -> frozenset[str]:
    """Those of the addresses that must not be written to, brought in or passed on. Two queries, however many.

    Raises:
        InstanceError: see `_digests`.
    """
    known = _digests(addresses)
    if not known:
        return frozenset()
    found = Suppression.objects.filter(digest__in=list(known)).values_list("digest", flat=True)
    return frozenset(known[bytes(digest)] for digest in found)


def count() -> int:
    """How many addresses are suppressed."""
    return Suppression.objects.count()


def suppress(
    addresses: Collection[str], *, actor: Actor, now: datetime, person: UUID | None = None, channel: str = ""
) -> int:
    """Never write to these addresses again, in a transaction of its own or the caller's.

    Args:
        person: whose wish it is, if they are known here.
        channel: how the wish came, where staff write it down.

    Returns:
        how many of them were not suppressed before.
    """
    version = settings.AZUKARI.suppression_version()
    with transaction.atomic():
        fresh = {*addresses} - suppressed(addresses)
        Suppression.objects.bulk_create(
            [Suppression(digest=_digest(address, version), key=version, set_on=now.date()) for address in fresh],
            ignore_conflicts=True,
        )
        how = {"channel": channel} if channel else {}
        record_about([done_by(actor, SUPPRESSION_SET, person, count=len(fresh), **how)], now=now)
    return len(fresh)


def lift(addresses: Collection[str], *, actor: Actor, now: datetime, person: UUID | None = None) -> int:
    """Let these addresses be written to again, since whoever reads their mail has asked for it; in the caller's
    transaction.

    Returns:
        how many of them were suppressed.
    """
    known = _digests(addresses)
    gone = Suppression.objects.filter(digest__in=list(known)).delete()[0] if known else 0
    if gone:
        record_about([done_by(actor, SUPPRESSION_LIFTED, person, count=gone)], now=now)
    return gone


_ANY = Statement("SELECT 1 FROM vault_suppression LIMIT 1")


def lift_confirmed(submissions: Mapping[UUID, UUID], *, now: datetime) -> None:
    """As `lift`, for the addresses that submissions gave, which their owners are confirming; in the caller's
    transaction.

    Args:
        submissions: each with its person.
    """
    if not submissions or not _ANY.finds():
        return
    for value in SealedValue.objects.filter(submission_id__in=submissions, category=Category.EMAIL).order_by("id"):
        owner = Actor(ActorKind.PERSON, str(submissions[value.submission_id]))
        lift([text_of(value)], actor=owner, now=now, person=value.person_id)


def waits_for_lifting(submission: UUID) -> bool:
    """Whether the address that a submission gave is suppressed, so that its confirmation would lift that."""
    if not _ANY.finds():
        return False

    def given() -> list[str]:
        value = SealedValue.objects.filter(submission_id=submission, category=Category.EMAIL).first()
        return [text_of(value)] if value else []

    return bool(suppressed(reread(given)))


def claim_letter(address: str, message: UUID) -> bool:
    """Whether ``message`` is the one letter that may ask the owner of a suppressed address to confirm. The first that
    asks is, and stays it when it is tried again.
    """
    digests = list(_digests([address]))
    free = Suppression.objects.filter(Q(letter__isnull=True) | Q(letter=message), digest__in=digests)
    return bool(free.update(letter=message))


def record_check(*, found: bool, actor: Actor, now: datetime) -> None:
    """Commit that staff asked about a typed address, before they are told; which one is written nowhere."""
    with transaction.atomic(durable=True):
        record_about([done_by(actor, SUPPRESSION_CHECKED, count=int(found))], now=now)


def suppression_state() -> bytes:
    """What changes whenever an address begins or ceases to be suppressed."""
    state = hashlib.sha256()
    for digest in Suppression.objects.order_by("digest").values_list("digest", flat=True).iterator():
        state.update(bytes(digest))
    return state.digest()


def suppressed_people(people: Collection[UUID]) -> frozenset[UUID]:
    """Those of ``people`` one of whose addresses must not be written to: nothing of theirs is passed on either. Four
    queries, however many.
    """
    return suppressed_owners(SealedValue.objects.filter(person_id__in=people, category=Category.EMAIL))


def suppressed_owners(addresses: Iterable[SealedValue | ValueRow]) -> frozenset[UUID]:
    """Whose those of the addresses are that must not be written to. While nothing is suppressed, none is read."""
    if not _ANY.finds():
        return frozenset()
    rows = list(addresses)
    keys = data_keys({row.person_id for row in rows})
    owners: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.person_id in keys:  # else erased at this very moment
            owners[open_value(row.sealed, key=keys[row.person_id], place=row.place)].add(row.person_id)
    return frozenset(person for address in suppressed(owners) for person in owners[address])
