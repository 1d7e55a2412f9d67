"""What the gate holds of a person: what the archive tells, what goes with them and what stays without them, and what
another record takes over where both have the same (P41, P42).
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from azukari.core.people.models import Person, Removal
from azukari.core.people.removals import RemovalKind
from azukari.core.transfers.holder import DisclosureHolder
from azukari.core.transfers.models import (
    CasePerson,
    Consent,
    Instruction,
    LegalCase,
    Moved,
    PreviewOrder,
    Recipient,
    TransferPerson,
    TransferState,
)
from azukari.core.transfers.models.register import Sort
from azukari.core.transfers.previews import look
from azukari.features.audits.checks_inside import transfers
from azukari.lib.identifier import new_id
from tests.cast import NOW
from tests.disclosure import office
from tests.disclosure.rows import instruction, somebody, went

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HOLDER = DisclosureHolder()


def person() -> UUID:
    return Person.objects.create(id=new_id(), created_at=NOW, confirmed_at=NOW).id


def consent(of: UUID, at: datetime = NOW, **more: Any) -> Consent:
    told = {"recipient_id": office.KOTORI, "purpose": "magazine", "categories": "email name", **more}
    return Consent.objects.create(person_id=of, charter_id=1, begins_at=at, **told)


def case() -> LegalCase:
    return LegalCase.objects.create(recipient_id=office.KOTORI, compelled=True, opened_at=NOW, opened_by="staff")


def test_the_archive_tells_of_each_consent_and_of_what_went_in_their_order(kotori):
    one = person()
    first = consent(one, withdrawn_at=NOW + HOUR)
    second = consent(one, NOW + HOUR)
    rows = [somebody(went(NOW, categories="email name", ground="contract"), one, at=NOW + n * HOUR) for n in range(2)]
    somebody(went(NOW), one, state=Moved.OMITTED)
    somebody(went(NOW), one, state=Moved.WITHHELD)
    told = HOLDER.export(one)
    each = {"recipient": office.KOTORI, "purpose": "magazine", "categories": ["email", "name"]}
    assert told == {
        "consents": [
            each | {"begins": first.begins_at.isoformat(), "withdrawn": (NOW + HOUR).isoformat()},
            each | {"begins": second.begins_at.isoformat(), "withdrawn": None},
        ],
        "transfers": [
            each | {"ground": "contract", "at": row.at.isoformat(), "handle": str(row.handle)} for row in rows
        ],
    }


def test_with_a_person_goes_all_but_that_something_went_to_somebody(kotori):
    one, other = person(), person()
    for each in (one, other):
        consent(each)
        CasePerson.objects.create(case=case(), person_id=each)
    rows = {state: somebody(went(NOW), one, state=state) for state in (Moved.MOVED, Moved.WITHHELD)}
    omitted = somebody(went(NOW), one, state=Moved.OMITTED)
    theirs = somebody(went(NOW), other, state=Moved.OMITTED)
    told = [instruction(rows[Moved.MOVED], NOW), instruction(theirs, NOW)]
    HOLDER.erase([one])
    assert set(Consent.objects.values_list("person_id", flat=True)) == {other}
    assert set(CasePerson.objects.values_list("person_id", flat=True)) == {other}
    left = dict(TransferPerson.objects.values_list("id", "person_id"))
    assert left == {rows[Moved.MOVED].id: None, rows[Moved.WITHHELD].id: None, theirs.id: other}
    assert omitted.id not in left
    assert dict(Instruction.objects.values_list("id", "person_id")) == {told[0].id: None, told[1].id: other}


def test_what_is_held_of_somebody_is_counted_by_its_sort(kotori):
    one, other = person(), person()
    rows = [somebody(went(NOW), one, state=state) for state in Moved]
    for whose in (one, one, other):
        CasePerson.objects.create(case=case(), person_id=whose)
    consent(one, withdrawn_at=NOW)
    instruction(rows[0], NOW)
    instruction(somebody(went(NOW), other), NOW)
    held = {sort: rows.count() for sort, rows in HOLDER.held([one]).items()}
    assert held == {"consent": 1, "legal_case": 2, "transfer": 3, "instruction": 1}


def test_whose_data_is_kept_for_a_law_alone_has_agreed_to_nothing_any_more(kotori):
    one, other = person(), person()
    consent(one)
    consent(other)
    row = somebody(went(NOW), one)
    HOLDER.delete_ended([new_id()], [one])
    assert list(Consent.objects.values_list("person_id", flat=True)) == [other]
    assert TransferPerson.objects.get(id=row.id).person_id == one


def test_what_went_by_a_consent_that_is_gone_with_all_that_no_law_asks_for_is_in_order(kotori):
    """The control reads consents, and of whom a law alone keeps there are none any more."""
    one, other = person(), person()
    for each in (one, other):
        consent(each, NOW - HOUR)
        somebody(went(NOW, ground="consent", contract=None), each)
    assert [*transfers(NOW)] == []
    HOLDER.delete_ended([new_id()], [one])
    Person.objects.filter(id=one).update(confirmed_at=None)  # as whoever a law alone keeps is
    assert [*transfers(NOW)] == []
    Consent.objects.all().delete()
    assert [*transfers(NOW)] == [
        "1 rows went to a recipient by consent, and no consent of that time is there. Look into it."
    ]


def test_where_both_agreed_to_the_same_the_other_records_consent_stays_and_no_backup_brings_the_first_back(kotori):
    Recipient.objects.create(slug="other", sort=Sort.THIRD_PARTY, country="JP", created_at=NOW)
    one, to, stranger = person(), person(), person()
    twice = consent(one, NOW - HOUR)
    ended = consent(one, NOW - 3 * HOUR, withdrawn_at=NOW - 2 * HOUR)
    alone = [consent(one, recipient_id="other"), consent(one, purpose="campaign-updates")]
    stays, over = consent(to), consent(to, purpose="campaign-updates", withdrawn_at=NOW)
    foreign = consent(stranger)
    HOLDER.reassign(one, to)
    left = {row.id: row.person_id for row in Consent.objects.all()}
    assert left == {**{row.id: to for row in (*alone, stays, over)}, foreign.id: stranger}
    [removal] = Removal.objects.filter(kind=RemovalKind.STOPPED)
    assert (removal.about, removal.person_id, removal.at) == (twice.id, to, twice.begins_at)
    assert "magazine" in removal.told.values()
    assert ended.id not in left


def test_a_consent_by_which_something_went_stays_as_its_proof_where_the_other_agreed_later(kotori):
    one, to = person(), person()
    proof, ended = consent(one, NOW - 2 * HOUR), consent(one, NOW - 6 * HOUR, withdrawn_at=NOW - 4 * HOUR)
    for at in (NOW - 5 * HOUR, NOW - HOUR):
        somebody(went(at, ground="consent", contract=None), one, at=at)
    stays = consent(to)
    HOLDER.reassign(one, to)
    left = {row.id: (row.person_id, row.withdrawn_at) for row in Consent.objects.all()}
    assert left == {proof.id: (to, NOW - HOUR), ended.id: (to, ended.withdrawn_at), stays.id: (to, None)}
    assert [*transfers(NOW)] == []


def test_a_case_and_a_transfer_that_name_both_name_the_other_record_once(kotori):
    one, to, stranger = person(), person(), person()
    both, alone = case(), case()
    for of, whom in ((both, one), (both, to), (alone, one), (alone, stranger)):
        CasePerson.objects.create(case=of, person_id=whom)
    with_both, with_one = went(NOW), went(NOW)
    mine, theirs = somebody(with_both, one), somebody(with_both, to)
    single, foreign = somebody(with_one, one), somebody(with_one, stranger)
    told = instruction(single, NOW)
    HOLDER.reassign(one, to)
    assert sorted(CasePerson.objects.values_list("case_id", "person_id")) == sorted(
        [(both.id, to), (alone.id, to), (alone.id, stranger)]
    )
    assert dict(TransferPerson.objects.values_list("id", "person_id")) == {
        mine.id: None,
        theirs.id: to,
        single.id: to,
        foreign.id: stranger,
    }
    assert Instruction.objects.get(id=told.id).person_id == to


def test_a_walk_through_people_does_not_name_whoever_was_erased_and_goes_on_with_the_next(kotori):
    first, second = sorted([person(), person()])
    running = went(NOW, state=TransferState.RUNNING, cursor=first)
    looks = {"recipient_id": office.KOTORI, "purpose": "magazine", "categories": "email", "ground": "contract"}
    looked = PreviewOrder.objects.create(**looks, asked_by="staff", asked_at=NOW, cursor=first)
    HOLDER.erase([first])
    for row in (running, looked):
        row.refresh_from_db()
        assert row.cursor != first
        assert list(Person.objects.filter(id__gt=row.cursor, id__lte=second).order_by("id")) == [
            Person.objects.get(id=first), Person.objects.get(id=second)
        ]  # fmt: skip


def test_a_walk_through_people_does_not_name_a_record_that_became_part_of_another(kotori):
    merged, survivor = person(), person()
    running = went(NOW, state=TransferState.RUNNING, cursor=merged)
    HOLDER.reassign(merged, survivor)
    running.refresh_from_db()
    assert running.cursor != merged


def test_a_look_ahead_that_is_finished_names_nobody(kotori, readers):
    order = look(office.wish(), actor=office.ASKER, now=timezone.now())
    assert isinstance(order, PreviewOrder)
    assert order.finished_at is not None
    assert order.judged > 0
    assert PreviewOrder.objects.get().cursor is None
