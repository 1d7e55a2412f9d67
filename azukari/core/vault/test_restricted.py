"""Whom a law alone keeps: what goes of them, what stays, and that it touches nobody else (`erase_unheld`)."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Removal, Tombstone, Trail
from azukari.core.people.removals import RemovalKind, told_by
from azukari.core.policy_versions.current import current
from azukari.core.vault import erase_unheld as module
from azukari.core.vault import hooks
from azukari.core.vault.correct import correct_on_request
from azukari.core.vault.erase import erase
from azukari.core.vault.erase_unheld import drop_proposals, forget, unheld
from azukari.core.vault.events import PERSON_ERASED, PURPOSE_ERASED
from azukari.core.vault.hooks import Changing, Ended
from azukari.core.vault.merge import merge
from azukari.core.vault.models import (
    AddressChange,
    DuplicatePair,
    Erasure,
    FormerValue,
    KeyUse,
    Merge,
    PersonKey,
    Proposal,
    SealedValue,
    SearchCode,
)
from azukari.core.vault.propose import adopt, propose
from azukari.core.vault.reasons import Channel
from azukari.lib.identifier import new_id
from azukari.policy.terms import Category
from tests.console import desks
from tests.merge.owners import STAFF

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def full(color: str, now: datetime) -> desks.Registered:
    """A member of whom everything is there that a restriction takes: former words, wishes, a merge, tokens, a trail."""
    member = desks.register("membership", {"email": f"{color}@example.org"})
    second = desks.register("membership", {"email": f"{color}-2@example.org"})
    merge(second.person, into=member.person, purpose="membership", actor=STAFF, now=now)
    phone = SealedValue.objects.get(submission_id=member.submission, category=Category.PHONE)
    correct_on_request({phone.id: "03-9876-5432"}, person=member.person, purpose="membership",
                       channel=Channel.PHONE, actor=STAFF, now=now)  # fmt: skip
    address = SealedValue.objects.get(submission_id=member.submission, category=Category.EMAIL)
    for number in (3, 4):
        with transaction.atomic():
            made = propose(address.id, f"{color}-{number}@example.org", person=member.person, now=now, until=now + HOUR)
            if number == 3:
                adopt(made.id, actor=STAFF, now=now)
    return member


def had(member: desks.Registered) -> dict[str, int]:
    """What there is of somebody that goes when a law alone keeps them."""
    mine = {"person_id": member.person}
    return {
        "former": FormerValue.objects.filter(**mine).count(),
        "wishes": Proposal.objects.filter(**mine).count(),
        "replaced": AddressChange.objects.filter(**mine).count(),
        "tokens": SealedValue.objects.filter(**mine, token__isnull=False).count(),
        "codes": SearchCode.objects.filter(**mine).count(),
        "trail": Trail.objects.filter(**mine).count(),
        "ledger keys": PersonKey.objects.filter(**mine, use=KeyUse.LEDGER).count(),
        "confirmed": Person.objects.filter(id=member.person, confirmed_at__isnull=False).count(),
        "grants": Grant.objects.filter(**mine).count(),
        "undoable": Merge.objects.filter(survivor_id=member.person, ends_at__gt=desks.moment() + HOUR).count(),
        "values": SealedValue.objects.filter(**mine).count(),
    }


@pytest.fixture
def now(db: None) -> datetime:
    desks.publish()
    return desks.moment()


def test_whom_a_law_alone_keeps_is_found_by_nobody_and_has_no_past_here(now: datetime) -> None:
    mine, theirs = full("aoba", now), full("blue", now)
    before, others = had(mine), had(theirs)
    assert all(before.values()), "else it would show nothing"
    people = Person.objects.count()
    keys = {*PersonKey.objects.filter(person_id=mine.person, use=KeyUse.LEDGER).values_list("id", flat=True)}
    kept = erase(mine.person, actor=STAFF, now=desks.moment())
    assert kept.certified_at
    left = had(mine)
    held = {*Grant.objects.filter(person_id=mine.person).values_list("ground", flat=True)}
    assert held == {"law"}
    gone = ("former", "wishes", "replaced", "tokens", "codes", "trail", "confirmed", "undoable")
    assert {sort: left[sort] for sort in gone} == dict.fromkeys(gone, 0)
    assert left["ledger keys"] == 1
    assert left["grants"] == Grant.objects.filter(person_id=mine.person, ground="law").count()
    (fresh,) = PersonKey.objects.filter(person_id=mine.person, use=KeyUse.LEDGER).values_list("id", flat=True)
    assert fresh not in keys
    assert 0 < left["values"] < before["values"]
    assert had(theirs) == others
    assert Person.objects.count() == people - 3, "the stand-ins of a wish, and of two former addresses"


def test_what_a_law_keeps_of_one_registration_leaves_the_other_as_it_is(now: datetime) -> None:
    """Who is still served is not restricted, though something of theirs has ended."""
    member = desks.register("membership", {"email": "aoba@example.org", "consent.magazine": "on"})
    before = had(member)
    erase(member.person, actor=STAFF, now=desks.moment(), purpose="magazine")
    left = had(member)
    for sort in ("tokens", "codes", "confirmed", "ledger keys"):
        assert left[sort] == before[sort] > 0
    assert left["trail"] == before["trail"] + 1


# --- What an erasure says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", ["", "magazine"])
def test_an_erasure_is_asked_for_recorded_and_told_in_its_own_words(
    now: datetime, monkeypatch: pytest.MonkeyPatch, purpose: str
) -> None:
    told: list[Ended] = []
    monkeypatch.setattr(hooks.on_ended, "known", [told.append])
    member = desks.register("membership", {"email": "aoba@example.org", "consent.magazine": "on"})
    id, at = new_id(), desks.moment()
    done = erase(member.person, actor=STAFF, now=at, purpose=purpose, id=id)
    row = Erasure.objects.get()
    assert done.id == row.id == id
    assert (row.person_id, row.purpose, row.actor) == (member.person, purpose, f"staff:{STAFF.reference}")
    assert (row.requested_at, row.finished_at, row.certified_at) == (at, at, at)
    kind = PURPOSE_ERASED if purpose else PERSON_ERASED
    (entry,) = Pending.objects.filter(kind=kind.name)
    said = {"actor": f"staff:{STAFF.reference}", "certificate": str(id), **({"purpose": purpose} if purpose else {})}
    assert json.loads(entry.payload) == said
    assert {"what": "record", "entry": str(entry.id)} in row.items
    assert told == [Ended(member.person, purpose, at, erased=True)]
    removed = told_by(Removal.objects.get(kind=RemovalKind.ERASED))
    assert (removed.about, removed.person, removed.at, removed.purpose) == (id, member.person, at, purpose)


def test_the_account_says_of_each_kind_how_much_there_was_and_is_and_what_keeps_it(now: datetime) -> None:
    member = desks.register("membership", {"email": "aoba@example.org", "phone": ""})
    done = erase(member.person, actor=STAFF, now=desks.moment())
    kept = {*SealedValue.objects.filter(person_id=member.person).values_list("category", flat=True)}
    values = [item for item in done.items if item["what"] == "value"]
    assert {item["category"] for item in values if item["left"]} == kept
    for item in values:
        more = {"kept_for": ["dues-record"]} if item["left"] else {}
        assert item == {"what": "value", "category": item["category"], "count": item["count"],
                        "left": item["left"], **more}  # fmt: skip
        there = SealedValue.objects.filter(person_id=member.person, category=item["category"])
        assert item["left"] == there.count()
    (holding,) = [item for item in done.items if item["what"] == "holding"]
    grant = Grant.objects.get(person_id=member.person)
    purpose = current().policy.purposes["dues-record"]
    assert grant.ends_at is not None
    assert holding == {
        "what": "holding",
        "purpose": "dues-record",
        "title": dict(purpose.title),
        "ground": "law",
        "law": dict(purpose.retention.law or {}),
        "until": grant.ends_at.isoformat(),
    }


def test_nobody_is_compared_any_more_with_whoever_had_themselves_erased(now: datetime) -> None:
    low, mine, high, other = sorted(
        desks.register("membership", {"email": f"{n}@example.org"}).person for n in range(4)
    )

    def pair(first: UUID, second: UUID) -> UUID:
        more = {"purpose": "membership", "signal": "name", "found_at": now}
        return DuplicatePair.objects.create(first_id=first, second_id=second, **more).id

    pair(low, mine)
    pair(mine, high)
    stays = pair(high, other)
    erase(mine, actor=STAFF, now=desks.moment(), purpose="magazine")
    assert DuplicatePair.objects.count() == 3, "of one purpose alone nothing changes for the others"
    erase(mine, actor=STAFF, now=desks.moment())
    assert [*DuplicatePair.objects.values_list("id", flat=True)] == [stays]


# --- What goes and what stays ----------------------------------------------------------------------------------------


def test_those_who_listen_hear_before_values_go_which_and_when(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[Changing, int]] = []

    def listen(changing: Changing) -> None:
        told.append((changing, SealedValue.objects.filter(id__in=changing.values).count()))

    monkeypatch.setattr(hooks.on_changing, "known", [listen])
    reader = desks.register("magazine")
    ids = {*SealedValue.objects.filter(person_id=reader.person).values_list("id", flat=True)}
    at = desks.moment()
    erase(reader.person, actor=STAFF, now=at)
    ((changing, there),) = told
    assert ({*changing.values}, changing.at, changing.erased, there) == (ids, at, True, len(ids))


def test_what_is_forgotten_is_written_down_by_every_name_and_with_its_registrations(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = desks.register("magazine", {"email": "aoba@example.org"})
    other = desks.register("magazine", {"email": "blue@example.org"})
    bystander = desks.register("magazine", {"email": "green@example.org"})
    beside = Person.objects.create(created_at=now)
    monkeypatch.setattr(module, "_lookups", [lambda people: [beside.id] if one.person in people else []])
    merge(other.person, into=one.person, purpose="magazine", actor=STAFF, now=now)
    with transaction.atomic():
        forget([], now=now)
        assert not Tombstone.objects.exists()
        forget([one.person], now=now)
    written = {told.about: told for told in map(told_by, Removal.objects.filter(kind=RemovalKind.FORGOTTEN))}
    assert {*written} == {one.person, other.person, beside.id}
    assert {*Tombstone.objects.values_list("person_id", "erased_at")} == {(id, now) for id in written}
    assert written[one.person].submissions == tuple(sorted([one.submission, other.submission]))
    assert written[other.person].submissions == written[beside.id].submissions == ()
    assert {told.person for told in written.values()} == {*written}
    assert [*Person.objects.values_list("id", flat=True)] == [bystander.person]


def test_wishes_are_dropped_of_those_who_are_meant_and_former_addresses_stay(now: datetime) -> None:
    mine, theirs = full("aoba", now), full("blue", now)
    before = had(theirs)
    with transaction.atomic():
        drop_proposals([mine.person], now=now)
    left = had(mine)
    assert (left["wishes"], left["replaced"]) == (0, 1), "the one that was confirmed can still be objected to"
    assert had(theirs) == before


def test_a_value_is_held_by_a_living_grant_of_its_own_registration_for_a_purpose_of_its_own(now: datetime) -> None:
    one = desks.register("magazine", {"email": "aoba@example.org"})
    two = desks.register("volunteers", {"email": "aoba@example.org"})
    assert one.person == two.person
    at = desks.moment()
    assert unheld([one.person], at) == []
    grants = Grant.objects.filter(submission_id=one.submission)
    values = {*SealedValue.objects.filter(submission_id=one.submission).values_list("id", flat=True)}
    grants.update(ends_at=at)
    assert {*unheld([one.person], at)} == values
    grants.update(ends_at=at + timedelta(seconds=1))
    assert unheld([one.person], at) == []
    grants.update(purpose="volunteers")
    assert {*unheld([one.person], at)} == values, "no field of it serves that"
    grants.update(purpose="hold-claim")
    assert unheld([one.person], at) == []
    assert unheld([], at) == []
