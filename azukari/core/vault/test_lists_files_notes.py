"""What is kept for a while beside the values: lines of lists, files that are worked on, notes of a case. Each opens as
it was laid down, goes when its time is over, and takes along nothing of another.
"""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.ledger.models import Pending
from azukari.core.people.models import Trail
from azukari.core.vault import files, list_lines, notes
from azukari.core.vault.erasures import any_since, begun, contradicted, erasure
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.files import PIECE
from azukari.core.vault.held_fields import HeldField, fields_held, held_fields
from azukari.core.vault.list_lines import ExportedLine
from azukari.core.vault.models import Erasure, ListLine, PersonKey, SealedFile, SealedNote, SealedPart, SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.lib.identifier import new_id
from azukari.policy.terms import OWN_ACCESS, Act
from tests.cast import NOW, Known, Staff

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
LATER = NOW + timedelta(hours=1)


def recorded(kind, person: UUID | None) -> list[dict[str, object]]:
    entries = [*Trail.objects.filter(person_id=person).values_list("entry_id", flat=True)] if person else []
    of = Pending.objects.filter(kind=kind.name)
    of = of.filter(id__in=entries) if person else of.exclude(id__in=Trail.objects.values("entry_id"))
    return [json.loads(row.payload) for row in of.order_by("id")]


# --- Lists -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_a_time", [1, 2, 3, 500])
def test_a_list_comes_out_in_its_order_however_it_is_read(
    hanako: Known, amelia: Known, monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(list_lines, "BATCH", at_a_time)
    one, other = new_id(), new_id()
    lines = [
        ExportedLine((hanako if n % 2 else amelia).id, position, f"line {n}")
        for n, position in enumerate([3, 1, 2, 2, 2, 1])
    ]
    assert list_lines.keep(one, lines) == 6
    assert list_lines.keep(other, [ExportedLine(hanako.id, 2, "of another list")]) == 1
    assert list_lines.keep(other, [ExportedLine(new_id(), 3, "of nobody")]) == 0
    assert (list_lines.count(one), list_lines.count(other), list_lines.count(new_id())) == (6, 1, 0)
    lots = [*list_lines.lines_of(one)]
    assert [len(lot) for lot in lots] == [at_a_time] * (6 // at_a_time) if at_a_time < 500 else [6]
    told = [line for lot in lots for line in lot]
    assert [line.position for line in told] == [1, 1, 2, 2, 2, 3]
    assert sorted(told, key=lambda line: line.text) == lines
    assert {bytes(row.sealed)[:1] for row in ListLine.objects.all()} == {b"\x01"}


def test_whoever_goes_while_a_list_waits_is_out_of_it(hanako: Known, amelia: Known) -> None:
    one, other = new_id(), new_id()
    for id in (one, other):
        list_lines.keep(id, [ExportedLine(known.id, 1, "line") for known in (hanako, amelia)])
    assert list_lines.lines_about([hanako.id]).count() == 2
    PersonKey.objects.filter(person_id=amelia.id).delete()
    assert [line.person for lot in list_lines.lines_of(one) for line in lot] == [hanako.id]
    assert list_lines.lines_about([amelia.id]).count() == 2
    list_lines.drop_people([amelia.id])
    assert not list_lines.lines_about([amelia.id])
    assert {*ListLine.objects.values_list("person_id", flat=True)} == {hanako.id}
    assert list_lines.drop_all_but([one]) == 1
    assert list_lines.drop(other) == 0
    assert list_lines.drop(one) == 1
    assert not ListLine.objects.exists()


# --- Files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 9 * PIECE + 7])
def test_a_file_of_any_size_comes_out_as_it_went_in(size: int) -> None:
    id, other = (files.keep(now=NOW, until=NOW + DAY) for _ in range(2))
    content = bytes(n % 251 for n in range(size))
    files.put(other, "content", [b"of another"])
    files.put(id, "content", [content[:5], b"", content[5:]])
    files.put(id, "order", [b"{}"])
    assert b"".join(files.get(id, "content")) == content
    assert b"".join(files.get(other, "content")) == b"of another"
    pieces = SealedPart.objects.filter(file_id=id, part="content").order_by("number")
    assert [*pieces.values_list("number", flat=True)] == [*range(-(-size // PIECE))]
    row = SealedFile.objects.get(id=id)
    assert (row.created_at, row.expires_at) == (NOW, NOW + DAY)
    files.put(id, "content", [b"again"])
    assert (b"".join(files.get(id, "content")), b"".join(files.get(id, "order"))) == (b"again", b"{}")
    assert b"".join(files.get(other, "content")) == b"of another"


def test_a_file_goes_at_its_last_moment_and_no_other_with_it() -> None:
    late, early = files.keep(now=NOW, until=NOW + DAY), files.keep(now=NOW, until=NOW + DAY + SECOND)
    files.put(early, "content", [b"x"])
    assert files.expire(NOW + DAY - SECOND) == 0
    assert files.expire(NOW + DAY) == 1
    files.erase(late)
    assert [*SealedFile.objects.values_list("id", flat=True)] == [early]
    with pytest.raises(files.FileGone):
        files.put(late, "content", [b"x"])
    with pytest.raises(files.FileGone):
        [*files.get(late, "content")]


# --- Notes -----------------------------------------------------------------------------------------------------------


def wrote(case: UUID, kind: NoteKind, text: str, at=NOW) -> UUID:
    with transaction.atomic():
        return notes.write(case, kind, text, now=at)


def test_the_notes_of_a_case_are_read_as_asked_and_it_is_recorded_whose_it_is(
    officer: Staff, membership_desk: Staff, hanako: Known
) -> None:
    case, other = new_id(), new_id()
    ids = [wrote(case, NoteKind.SAID, "said"), wrote(case, NoteKind.ANSWER, "answered", LATER)]
    wrote(other, NoteKind.SAID, "of another")
    told = notes.read(case, person=hanako.id, actor=officer.actor, now=LATER)
    by_id = sorted(told, key=lambda each: ids.index(each.id))
    assert [(each.kind, each.text, each.at) for each in by_id] == [
        (NoteKind.SAID, "said", NOW),
        (NoteKind.ANSWER, "answered", LATER),
    ]
    assert [each.id for each in told] == sorted(ids)
    assert recorded(VALUE_RELEASED, hanako.id)[-1] == {
        "actor": f"staff:{officer.user.reference}",
        "purpose": OWN_ACCESS,
        "categories": ["message"],
        "reason": "answer",
        "case": str(case),
        "count": 2,
    }
    kinds = [NoteKind.ANSWER]
    (only,) = notes.read(case, person=None, actor=officer.actor, now=LATER, kinds=kinds, reason=Reason.CONTROL)
    assert only.text == "answered"
    assert [(each["reason"], each["count"]) for each in recorded(VALUE_RELEASED, None)] == [("control", 1)]
    assert notes.read(new_id(), person=None, actor=officer.actor, now=LATER) == ()
    for person in (hanako.id, None):
        with pytest.raises(Refused):
            notes.read(case, person=person, actor=membership_desk.actor, now=LATER)
        (refusal,) = recorded(VALUE_REFUSED, person)
        assert refusal["purpose"] == OWN_ACCESS
    told = notes.read(case, person=None, actor=membership_desk.actor, now=LATER, act=Act.MERGE)
    assert len(told) == 2, "another act, which is theirs"


def test_what_staff_noted_of_a_submission_is_read_for_a_purpose(
    membership_desk: Staff, volunteer_desk: Staff, hanako: Known
) -> None:
    submission = hanako.submission.id
    kinds = [NoteKind.REMARK, NoteKind.DRAFT]

    def read(staff: Staff) -> list[str]:
        found = notes.read_for(submission, kinds, person=hanako.id, purpose="membership", actor=staff.actor, now=LATER)
        return sorted(each.text for each in found)

    wrote(submission, NoteKind.SAID, "another kind")
    wrote(new_id(), NoteKind.REMARK, "of another")
    assert read(volunteer_desk) == [], "nothing is there, so nothing is refused"
    assert recorded(VALUE_RELEASED, hanako.id) == recorded(VALUE_REFUSED, hanako.id) == []
    wrote(submission, NoteKind.REMARK, "remark")
    wrote(submission, NoteKind.DRAFT, "draft")
    with pytest.raises(Refused):
        read(volunteer_desk)
    (refusal,) = recorded(VALUE_REFUSED, hanako.id)
    assert refusal["purpose"] == "membership"


def test_the_newest_of_a_kind_is_there_and_can_be_written_anew() -> None:
    case = new_id()
    assert notes.there(case, NoteKind.DRAFT) is None
    first = wrote(case, NoteKind.DRAFT, "first")
    newest = UUID(int=2**128 - 1)
    SealedNote.objects.filter(id=wrote(case, NoteKind.DRAFT, "gone")).update(id=newest)
    wrote(case, NoteKind.REMARK, "another kind")
    wrote(new_id(), NoteKind.DRAFT, "of another")
    assert notes.there(case, NoteKind.DRAFT) == newest
    with transaction.atomic():
        notes.rewrite(first, "second")
    assert notes.text_of(SealedNote.objects.get(id=first)) == "second"


def test_notes_go_by_case_and_kind_and_are_counted() -> None:
    one, two, other = new_id(), new_id(), new_id()
    for case in (one, two, other):
        for kind in (NoteKind.SAID, NoteKind.DRAFT):
            wrote(case, kind, "words")
    assert notes.erase([one, two], [NoteKind.DRAFT]) == 2
    assert notes.erase([one]) == 1
    left = sorted(SealedNote.objects.values_list("case_id", "kind"))
    assert left == sorted([(two, "said"), (other, "said"), (other, "draft")])
    assert notes.erase([]) == 0


# --- What was erased, and what is held -------------------------------------------------------------------------------


def test_an_erasure_is_shown_when_nothing_contradicts_it(db: None) -> None:
    told = {"person_id": new_id(), "actor": "worker", "purpose": "magazine", "items": [{"what": "record"}]}
    done = Erasure.objects.create(requested_at=NOW, finished_at=LATER, certified_at=LATER, **told)
    waits = Erasure.objects.create(requested_at=NOW, finished_at=LATER, **told)
    shown = erasure(done.id)
    assert shown is not None
    assert (shown.id, shown.purpose, shown.requested_at) == (done.id, "magazine", NOW)
    assert (shown.finished_at, shown.items) == (LATER, [{"what": "record"}])
    assert erasure(waits.id) is None
    assert erasure(new_id()) is None
    assert (begun(done.id), begun(waits.id), begun(new_id())) == (True, True, False)
    assert not contradicted([])
    assert not contradicted([done.id, done.id])
    assert contradicted([waits.id])
    assert contradicted([done.id, new_id()])
    assert any_since(NOW - SECOND)
    assert not any_since(NOW)


def test_which_fields_are_held_of_whom(hanako: Known, amelia: Known) -> None:
    mine = SealedValue.objects.filter(person_id=hanako.id).order_by("id")
    assert held_fields(hanako.id) == [
        HeldField(row.id, hanako.submission.id, row.field, row.category)  # type: ignore[arg-type]
        for row in mine
    ]
    nothing = new_id()
    told = fields_held([hanako.submission.id, nothing])
    assert told == {hanako.submission.id: frozenset(row.field for row in mine), nothing: frozenset()}
