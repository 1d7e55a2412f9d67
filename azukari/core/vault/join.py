"""Joining: a confirmed submission becomes part of the person who confirmed the same address before.

Values are sealed again under that person's key, since a ciphertext is bound to its owner. The newcomer's ledger key
moves along and keeps opening the entries made so far; the newcomer's data key and reference go.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from azukari.core.consent.models import Grant
from azukari.core.people.models import Person, Trail
from azukari.core.vault.cipher import former_of, open_value, seal_value
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import FormerValue, KeyUse, Mention, PersonKey, Redaction, SealedValue, SearchCode


def lock_address(token: bytes) -> None:
    """Let one confirmation of an address finish before the next begins. SQLite writers already queue."""
    lock_addresses([token])


def lock_addresses(tokens: Collection[bytes]) -> None:
    """As `lock_address`, for several, in one order for all who lock several."""
    if connection.vendor == "postgresql" and tokens:
        keys = sorted({int.from_bytes(token[:8], signed=True) for token in tokens})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(key) FROM unnest(%s::bigint[]) AS key", [keys])


def join(newcomer: UUID, *, to: UUID) -> None:
    """Give everything of ``newcomer`` to the person ``to``, in the caller's transaction.

    The rows of packages above the vault (submissions, messages) are theirs to move first.
    """
    keys = data_keys({newcomer, to})
    reseal(SealedValue.objects.filter(person_id=newcomer), old=keys[newcomer], to=to, new=keys[to])
    PersonKey.objects.filter(person_id=newcomer, use=KeyUse.DATA).delete()
    for model in (PersonKey, Trail, Grant):
        model._default_manager.filter(person_id=newcomer).update(person_id=to)
    Person.objects.filter(id=newcomer).delete()


def move_values(submission: UUID, *, to: UUID, fields: Collection[str]) -> None:
    """Let the values of these fields belong to another submission of the same person, in the caller's transaction."""
    values = list(SealedValue.objects.filter(submission_id=submission, field__in=fields))
    keys = data_keys({value.person_id for value in values})
    for value in values:
        key = keys[value.person_id]
        text = open_value(value.sealed, key=key, place=value.place)
        value.submission_id = to
        value.sealed = seal_value(text, key=key, place=value.place)
    SealedValue.objects.bulk_update(values, ["sealed", "submission_id"])


def reseal(values: QuerySet[SealedValue], *, old: bytes, to: UUID, new: bytes) -> None:
    """Seal values, and what they said before, for the person ``to``, in the caller's transaction. What else hangs on
    them becomes that person's as well.

    Args:
        old: the data key that opens them.
        new: that of ``to``.
    """
    rows = list(values)
    for row in rows:
        text = open_value(row.sealed, key=old, place=row.place)
        row.person_id = to
        row.sealed = seal_value(text, key=new, place=row.place)
    former = list(FormerValue.objects.filter(value__in=rows))
    for was in former:
        text = former_of(was.id, person=was.person_id, field=was.field).open(was.sealed, key=old)
        was.sealed, was.person_id = former_of(was.id, person=to, field=was.field).seal(text, key=new), to
    SealedValue.objects.bulk_update(rows, ["sealed", "person"])
    FormerValue.objects.bulk_update(former, ["sealed", "person"])
    for hanging in (SearchCode, Mention, Redaction):
        hanging._default_manager.filter(value__in=rows).update(person_id=to)
