"""What contradicts a certificate: one row more than it says, in any table; of one purpose, a right to it that lives."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.ledger.events import Event
from azukari.core.people.models import Person, Tombstone
from azukari.core.vault import verify_erasure
from azukari.core.vault.erasure_report import Item, erasure_report, inventory
from azukari.core.vault.events import VALUE_RELEASED
from azukari.core.vault.merge import merge
from azukari.core.vault.models import Erasure, MergedRow, SealedValue
from azukari.core.vault.scan import Found
from azukari.core.vault.trail import record_about
from azukari.core.vault.verify_erasure import SOUGHT_FOR, contradictions, found_against, still_there
from azukari.lib.identifier import new_id
from azukari.policy.casework import Hold
from azukari.policy.terms import Ground
from tests.console import desks
from tests.merge.owners import STAFF

pytestmark = pytest.mark.django_db

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
ERASED = desks.moment()
NOW = ERASED + HOUR
HERE, ELSEWHERE = "its own registration", "another one"
_USED = "consent_grant: {} found, 0 said"
_LOOSE = "vault_sealedvalue: {} found, 0 said"

type Right = tuple[str, str, datetime, datetime | None]
"""Of which registration, for which purpose, from when and until when."""


@pytest.fixture
def reader(db: None) -> desks.Registered:
    desks.publish()
    bystander = desks.register("magazine", {"email": "blue-marker@example.org"})
    Grant.objects.filter(person_id=bystander.person).update(ends_at=None)
    return desks.register("magazine")


@pytest.mark.parametrize(
    ("rights", "found"),
    [
        ([], [_LOOSE]),
        ([(HERE, "magazine", ERASED - HOUR, None)], [_USED.format(1)]),
        ([(HERE, "magazine", ERASED - HOUR, NOW)], [_LOOSE]),
        ([(HERE, "magazine", ERASED - HOUR, NOW + SECOND)], [_USED.format(1)]),
        ([(HERE, "magazine", ERASED, None)], [_USED.format(1)]),
        ([(HERE, "magazine", ERASED + SECOND, None)], []),
        ([(HERE, "magazine", NOW, None)], []),
        ([(HERE, "magazine", NOW + SECOND, None)], [_LOOSE]),
        ([(HERE, Hold.CLAIM.value, ERASED - HOUR, None)], []),
        ([(ELSEWHERE, "magazine", ERASED + SECOND, None)], [_LOOSE]),
        ([(HERE, "magazine", ERASED - HOUR, None), (HERE, "volunteers", ERASED + SECOND, None)], [_USED.format(1)]),
        (
            [(HERE, "magazine", ERASED - HOUR, None), (ELSEWHERE, "magazine", ERASED - HOUR, None)],
            [_USED.format(2)],
        ),
        (
            [(HERE, "magazine", ERASED - HOUR, None), (ELSEWHERE, "magazine", ERASED + SECOND, None)],
            [_USED.format(1)],
        ),
        ([(HERE, "volunteers", ERASED - HOUR, None)], [_LOOSE]),
    ],
)
def test_of_an_erased_purpose_no_right_from_before_may_live_and_nothing_may_be_loose(
    reader: desks.Registered, rights: list[Right], found: list[str]
) -> None:
    Grant.objects.filter(person_id=reader.person).delete()
    at = {HERE: reader.submission, ELSEWHERE: new_id()}
    for where, purpose, begins, ends in rights:
        Grant.objects.create(
            person_id=reader.person, submission_id=at[where], purpose=purpose, ground=Ground.CONSENT, charter_id=1,
            begins_at=begins, ends_at=ends,
        )  # fmt: skip
    values = SealedValue.objects.filter(person_id=reader.person)
    values.update(purposes="magazine")
    erasure = Erasure(person_id=reader.person, purpose="magazine", finished_at=ERASED)
    assert found_against(erasure, now=NOW) == [line.format(values.count()) for line in found]


def test_one_that_is_not_saved_yet_is_judged_as_of_now(reader: desks.Registered) -> None:
    Grant.objects.filter(person_id=reader.person).update(begins_at=NOW, ends_at=None, purpose="magazine")
    erasure = Erasure(person_id=reader.person, purpose="magazine", finished_at=None)
    assert found_against(erasure, now=NOW) == [_USED.format(Grant.objects.filter(person_id=reader.person).count())]


# --- Everything was to go --------------------------------------------------------------------------------------------


@pytest.fixture
def member(reader: desks.Registered) -> desks.Registered:
    """Somebody of whom there is something of each sort."""
    one = desks.register("membership", {"email": "m1@example.org"})
    other = desks.register("membership", {"email": "m2@example.org"})
    merge(other.person, into=one.person, purpose="membership", actor=STAFF, now=desks.moment())
    MergedRow.objects.all().delete()
    record_about([Event(VALUE_RELEASED, {"actor": "system", "purpose": "membership"}, one.person)], now=NOW)
    return one


def told_of(person: UUID) -> list[Item]:
    """What a certificate would say, had everything stayed."""
    request = Erasure(person_id=person)
    request.items = inventory(person)
    return erasure_report(request, NOW)


_TABLES = {
    "value": "vault_sealedvalue",
    "grant": "consent_grant",
    "merge": "vault_merge",
    "key": "vault_personkey",
    "trail": "people_trail",
    "submission": "forms_submission",
}


@pytest.mark.parametrize("what", _TABLES)
def test_one_row_more_than_is_said_contradicts_in_every_table(member: desks.Registered, what: str) -> None:
    items = told_of(member.person)
    assert found_against(Erasure(person_id=member.person, items=items), now=NOW) == []
    there = sum(item["left"] for item in items if item["what"] == what)
    next(item for item in items if item["what"] == what and item["left"])["left"] -= 1
    said = f"{_TABLES[what]}: {there} found, {there - 1} said"
    assert found_against(Erasure(person_id=member.person, items=items), now=NOW) == [said]


def test_of_whom_no_value_is_said_to_be_left_no_person_may_be(db: None) -> None:
    person = Person.objects.create(created_at=NOW)
    assert found_against(Erasure(person_id=person.id, items=[]), now=NOW) == ["people_person: 1 found, 0 said"]


def test_what_is_not_done_says_nothing(db: None) -> None:
    unfinished = Erasure.objects.create(person_id=new_id(), actor="worker", requested_at=NOW)
    for id in (unfinished.id, new_id()):
        assert contradictions(id, now=NOW) == ["the erasure is not finished"]
    before = Erasure.objects.create(person_id=new_id(), actor="worker", requested_at=NOW - HOUR)
    after = Erasure.objects.create(person_id=new_id(), actor="worker", requested_at=NOW + HOUR)
    Erasure.objects.filter(id=unfinished.id).update(finished_at=NOW)
    assert contradictions(unfinished.id, now=NOW) == []
    assert contradictions(before.id, now=NOW) == contradictions(after.id, now=NOW) == ["the erasure is not finished"]


def test_who_is_looked_for_again_and_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is gone by a tombstone, or by a certificate of everything that left nothing, for three years."""
    since = NOW - SOUGHT_FOR

    def certified(left: int, at=NOW, **more: object) -> UUID:
        items = [{"what": "value", "left": 0}, {"what": "grant", "left": left}, {"what": "record"}]
        told = {"actor": "worker", "requested_at": at, "items": items, "certified_at": at, **more}
        return Erasure.objects.create(person_id=new_id(), **told).person_id

    gone = [
        Tombstone.objects.create(person_id=new_id(), erased_at=at).person_id for at in (NOW, since, since - SECOND)
    ][:2]
    gone += [certified(0), certified(0, at=since)]
    certified(1), certified(0, at=since - SECOND), certified(0, purpose="magazine"), certified(0, certified_at=None)
    sought: list[set[UUID]] = []

    def remains(ids: set[UUID]) -> dict[UUID, list[Found]]:
        sought.append({*ids})
        return {gone[0]: [Found("t", "c", 2), Found("s", "d", 1)], gone[1]: [Found("t", "c", 3)]}

    monkeypatch.setattr(verify_erasure, "all_remains", remains)
    assert [*still_there(NOW).items()] == [("s.d", 1), ("t.c", 5)]
    assert sought == [{*gone}]
