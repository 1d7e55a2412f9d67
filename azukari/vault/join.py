"""Joining: a confirmed submission becomes part of the person who confirmed the same address before.

Values are sealed again under that person's key, since a ciphertext is bound to its owner. The newcomer's ledger key
moves along and keeps opening the entries made so far; the newcomer's data key and reference go.
"""

from uuid import UUID

from django.db import connection

from azukari.consent.models import Grant
from azukari.people.models import Person, Trail
from azukari.vault.cipher import open_value, seal_value
from azukari.vault.keys import data_keys
from azukari.vault.models import KeyUse, PersonKey, SealedValue


def lock_address(token: bytes) -> None:
    """Let one confirmation of an address finish before the next begins. SQLite writers already queue."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(token[:8], signed=True)])


def join(newcomer: UUID, *, to: UUID) -> None:
    """Give everything of ``newcomer`` to the person ``to``, in the caller's transaction.

    The rows of packages above the vault (submissions, messages) are theirs to move first.
    """
    keys = data_keys({newcomer, to})
    for value in SealedValue.objects.filter(person_id=newcomer):
        text = open_value(value.sealed, key=keys[newcomer], id=value.id, person=newcomer, field=value.field)
        value.sealed = seal_value(text, key=keys[to], id=value.id, person=to, field=value.field)
        value.person_id = to
        value.save(update_fields=["sealed", "person"])
    PersonKey.objects.filter(person_id=newcomer, use=KeyUse.DATA).delete()
    for moved in (
        PersonKey.objects.filter(person_id=newcomer),
        Trail.objects.filter(person_id=newcomer),
        Grant.objects.filter(person_id=newcomer),
    ):
        moved.update(person_id=to)
    Person.objects.filter(id=newcomer).delete()
