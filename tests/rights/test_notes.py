"""What a caller said is sealed, bound to its case, opened by the rights desk alone, and recorded."""

import json
from uuid import uuid4

import pytest
from django.db import connection, transaction

from azukari.core.ledger.events import actor_reference
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.vault import notes
from azukari.core.vault.cipher import CannotOpen
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.models import SealedNote
from azukari.core.vault.refusal import Refused
from azukari.policy.terms import OWN_ACCESS
from azukari.shells.self_service.subject_timeline import entries_of

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


def test_a_case_is_read_by_kind_in_its_order_and_counted(case, officer, hanako, now):
    other = uuid4()
    with transaction.atomic():
        said = [notes.write(case, notes.NoteKind.SAID, text, now=now) for text in ("one", "two")]
        notes.write(other, notes.NoteKind.SAID, "of another case", now=now)
    read = notes.read(case, person=hanako.id, actor=officer.actor, now=now, kinds=[notes.NoteKind.SAID])
    assert [note.id for note in read] == sorted(said)
    assert {note.text for note in read} == {"one", "two"}
    assert {note.at for note in read} == {now}
    (entry,) = Pending.objects.filter(kind=VALUE_RELEASED.name, payload__contains=str(case))
    assert json.loads(entry.payload) == {
        "actor": actor_reference(officer.actor),
        "purpose": OWN_ACCESS,
        "categories": ["message"],
        "reason": "answer",
        "case": str(case),
        "count": 2,
    }
    assert VALUE_RELEASED in {entry.kind for entry in entries_of(hanako.id)}
    assert len(notes.read(case, person=None, actor=officer.actor, now=now)) == 3


def test_what_staff_wrote_of_a_submission_opens_for_a_purpose_of_theirs_and_nothing_is_told_of_nothing(
    amelia, volunteer_desk, membership_desk, now
):
    about = amelia.submission.id
    kinds = [notes.NoteKind.REMARK]

    def read(staff, purpose="volunteers"):
        return notes.read_for(about, kinds, person=amelia.id, purpose=purpose, actor=staff.actor, now=now)

    before = Pending.objects.count()
    assert read(volunteer_desk) == ()
    assert Pending.objects.count() == before
    with transaction.atomic():
        notes.write(about, notes.NoteKind.DRAFT, "a draft", now=now)
        first, newest = (notes.write(about, notes.NoteKind.REMARK, text, now=now) for text in ("one", "two"))
    assert notes.there(about, notes.NoteKind.REMARK) == max(first, newest)
    assert notes.there(about, notes.NoteKind.ANSWER) is None
    assert {note.text for note in read(volunteer_desk)} == {"one", "two"}
    told = json.loads(Pending.objects.get(kind=VALUE_RELEASED.name, payload__contains='"count":2').payload)
    assert told == {
        "actor": actor_reference(volunteer_desk.actor),
        "purpose": "volunteers",
        "categories": ["message"],
        "reason": "answer",
        "submission": str(about),
        "count": 2,
    }
    with pytest.raises(Refused):
        read(membership_desk)


def test_only_the_kinds_of_the_cases_that_were_named_are_erased_and_only_one_is_rewritten(case, officer, now):
    other = uuid4()
    with transaction.atomic():
        said = notes.write(case, notes.NoteKind.SAID, "words", now=now)
        notes.write(other, notes.NoteKind.CONTACT, "of another case", now=now)
        notes.rewrite(said, "other words")
    assert {note.text for note in notes.read(case, person=None, actor=officer.actor, now=now)} == {WORDS, "other words"}
    with transaction.atomic():
        assert notes.erase([case], [notes.NoteKind.CONTACT]) == 1
    assert set(SealedNote.objects.values_list("case_id", "kind")) == {(case, "said"), (other, "contact")}
