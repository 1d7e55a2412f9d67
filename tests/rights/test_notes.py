"""What a caller said is sealed, bound to its case, opened by the rights desk alone, and recorded."""

from uuid import uuid4

import pytest
from django.db import connection, transaction

from azukari.ledger.models import Pending
from azukari.people.models import Person
from azukari.vault import notes
from azukari.vault.cipher import CannotOpen
from azukari.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.vault.models import SealedNote
from azukari.vault.refusal import Refused

WORDS = "Please call back at 090-0000-1234, 架空 二郎"


@pytest.fixture
def case(charter, now):
    id = uuid4()
    with transaction.atomic():
        notes.write(id, notes.NoteKind.CONTACT, WORDS, now=now)
    return id


def test_the_rights_desk_reads_what_was_written(case, officer, now):
    (note,) = notes.read(case, person=None, actor=officer.actor, now=now)
    assert (note.kind, note.text) == (notes.NoteKind.CONTACT, WORDS)
    recorded = Pending.objects.filter(kind=VALUE_RELEASED.name).get()
    assert str(case) in recorded.payload
    assert not any(word in recorded.payload for word in ("090-0000-1234", "架空"))


def test_nobody_becomes_a_person_by_it(case):
    assert not Person.objects.exists()


def test_no_other_duty_opens_it(case, membership_desk, mallory, now):
    for staff in (membership_desk, mallory):
        with pytest.raises(Refused):
            notes.read(case, person=None, actor=staff.actor, now=now)
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 2


def test_the_words_stand_nowhere_in_the_clear(case):
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM vault_sealednote")
        row = b"".join(bytes(cell) for cell in cursor.fetchone() if isinstance(cell, bytes | memoryview))
    assert b"090-0000" not in row
    assert "架空".encode() not in row


def test_a_note_moved_to_another_case_no_longer_opens(case, officer, now):
    other = uuid4()
    SealedNote.objects.update(case_id=other)
    with pytest.raises(CannotOpen):
        notes.read(other, person=None, actor=officer.actor, now=now)


def test_erased_is_gone_with_its_key(case, officer, now):
    with transaction.atomic():
        assert notes.erase([case]) == 1
    assert not SealedNote.objects.exists()
    assert notes.read(case, person=None, actor=officer.actor, now=now) == ()
