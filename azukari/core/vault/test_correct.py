"""A correction: what is sealed, written down, recorded and told, each time of that value alone; and what is refused."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Removal, Trail
from azukari.core.people.removals import RemovalKind, told_by
from azukari.core.vault import hooks
from azukari.core.vault.correct import (
    NoSuchValue,
    ProvesAnAddress,
    category_of,
    correct,
    correct_on_request,
    may_correct,
    put_address,
    says,
)
from azukari.core.vault.corrections import Outdated, empty_again, outdated
from azukari.core.vault.events import VALUE_CORRECTED, VALUE_REFUSED
from azukari.core.vault.held_fields import HeldField
from azukari.core.vault.hooks import Changing, Corrected
from azukari.core.vault.index_token import token_of
from azukari.core.vault.keys import data_keys
from azukari.core.vault.models import FormerValue, SealedValue
from azukari.core.vault.reasons import Channel
from azukari.core.vault.refusal import Refused
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.lib.identifier import new_id
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW, Known, Staff

pytestmark = pytest.mark.django_db

LATER, SECOND = NOW + timedelta(hours=1), timedelta(seconds=1)
NEW = "03-9876-5432"


def own(known: Known) -> Actor:
    return Actor(ActorKind.PERSON, str(known.id))


def value(known: Known, category: Category = Category.PHONE) -> SealedValue:
    return SealedValue.objects.filter(person_id=known.id, category=category).order_by("id")[0]


def recorded(kind, person: UUID) -> list[dict[str, object]]:
    entries = [*Trail.objects.filter(person_id=person).values_list("entry_id", flat=True)]
    return [json.loads(row.payload) for row in Pending.objects.filter(kind=kind.name, id__in=entries).order_by("id")]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What those hear who listen, in order; and what the value said as they heard that it changes."""
    told: list[object] = []

    def changing(some: Changing) -> None:
        told.append((some, SealedValue.objects.filter(id__in=some.values, corrected_at=None).count()))

    monkeypatch.setattr(hooks.on_changing, "known", [changing])
    monkeypatch.setattr(hooks.on_corrected, "known", [told.append])
    return told


def everything() -> list[object]:
    return [*SealedValue.objects.order_by("id").values_list("id", "sealed", "token", "corrected_at")]


@pytest.mark.parametrize("text", [NEW, ""])
def test_a_person_corrects_or_empties_one_value_and_it_is_told_everywhere(
    hanako: Known, amelia: Known, heard: list[object], text: str
) -> None:
    row, before = value(hanako), everything()
    correct(row.id, text, person=hanako.id, actor=own(hanako), now=LATER)
    others = [each for each in everything() if each[0] != row.id]
    assert others == [each for each in before if each[0] != row.id]
    after = SealedValue.objects.filter(id=row.id).first()
    if text:
        assert after is not None
        assert (after.token, after.corrected_at) == (token_of(Category.PHONE, NEW), LATER)
        assert says(row.id, NEW, person=hanako.id)
    else:
        assert after is None
    said = {"actor": "person", "categories": ["phone"], "submission": str(row.submission_id)}
    assert recorded(VALUE_CORRECTED, hanako.id) == [said if text else {**said, "erased": 1}]
    (entry,) = Pending.objects.filter(kind=VALUE_CORRECTED.name)
    assert heard == [
        (Changing([row.id], LATER, erased=not text), 1),
        Corrected(
            hanako.id, row.submission_id, row.id, Category.PHONE, frozenset(row.purposes.split()), entry.id, LATER,
            erased=not text,
        ),
    ]  # fmt: skip
    kind = RemovalKind.CORRECTED if text else RemovalKind.EMPTIED
    (removed,) = [told_by(each) for each in Removal.objects.filter(about=row.id)]
    assert (removed.kind, removed.person, removed.at) == (kind, hanako.id, LATER)


def test_a_confirmed_address_in_the_place_of_another_is_told_to_whoever_got_the_old_one(
    hanako: Known, heard: list[object]
) -> None:
    row = value(hanako, Category.EMAIL)
    put_address(row, "new@example.org", key=data_keys([hanako.id])[hanako.id], actor=own(hanako), now=LATER)
    (entry,) = Pending.objects.filter(kind=VALUE_CORRECTED.name)
    purposes = frozenset(row.purposes.split())
    assert heard[1:] == [Corrected(hanako.id, row.submission_id, row.id, Category.EMAIL, purposes, entry.id, LATER)]


@pytest.mark.parametrize("text", [NEW, ""])
def test_another_s_value_is_not_there(hanako: Known, amelia: Known, heard: list[object], text: str) -> None:
    before = everything()
    for id in (value(amelia).id, new_id()):
        with pytest.raises(NoSuchValue):
            correct(id, text, person=hanako.id, actor=own(hanako), now=LATER)
    assert (everything(), heard, recorded(VALUE_CORRECTED, hanako.id)) == (before, [], [])


def test_what_a_value_says_is_asked_of_ones_own_alone(hanako: Known, amelia: Known) -> None:
    row = value(hanako)
    assert says(row.id, "03-0000-0101", person=hanako.id)
    assert not says(row.id, "03-0000-0102", person=hanako.id)
    assert not says(row.id, "03-0000-0101", person=amelia.id)
    assert (category_of(row.id, person=hanako.id), category_of(row.id, person=amelia.id)) == (Category.PHONE, None)


def request(texts: dict[UUID, str], known: Known, staff: Staff) -> UUID:
    return correct_on_request(
        texts, person=known.id, purpose="membership", channel=Channel.LETTER, actor=staff.actor, now=LATER
    )


def test_staff_correct_several_values_of_one_registration_with_one_entry(
    hanako: Known, amelia: Known, membership_desk: Staff, heard: list[object]
) -> None:
    phone, name = value(hanako), value(hanako, Category.NAME)
    entry = request({phone.id: NEW, name.id: "見本 華子"}, hanako, membership_desk)
    assert recorded(VALUE_CORRECTED, hanako.id) == [
        {
            "actor": f"staff:{membership_desk.user.reference}",
            "purpose": "membership",
            "categories": ["name", "phone"],
            "submission": str(hanako.submission.id),
            "channel": "letter",
        }
    ]
    assert entry == Pending.objects.get(kind=VALUE_CORRECTED.name).id
    assert says(phone.id, NEW, person=hanako.id)
    assert says(name.id, "見本 華子", person=hanako.id)
    kept = FormerValue.objects.order_by("value_id").values_list("value_id", "channel", "corrected_at", "person_id")
    assert [*kept] == [(id, "letter", LATER, hanako.id) for id in sorted([phone.id, name.id])]
    corrected = [each for each in heard if isinstance(each, Corrected)]
    assert [(each.value, each.entry, each.erased) for each in corrected] == [
        (id, entry, False) for id in sorted([phone.id, name.id])
    ]


def test_what_is_not_of_one_registration_of_theirs_or_is_an_address_is_not_corrected_at_all(
    hanako: Known, amelia: Known, membership_desk: Staff, heard: list[object]
) -> None:
    before, mine = everything(), value(hanako)
    elsewhere = SealedValue.objects.filter(id=value(hanako, Category.NAME).id)
    for texts in ({mine.id: NEW, value(amelia).id: NEW}, {new_id(): NEW}, {mine.id: NEW, new_id(): NEW}):
        with pytest.raises(NoSuchValue):
            request(texts, hanako, membership_desk)
    with pytest.raises(ProvesAnAddress):
        request({mine.id: NEW, value(hanako, Category.EMAIL).id: "new@example.org"}, hanako, membership_desk)
    assert (everything(), heard, FormerValue.objects.count()) == (before, [], 0)
    elsewhere.update(submission_id=new_id())
    with pytest.raises(NoSuchValue):
        request({mine.id: NEW, elsewhere[0].id: "見本 華子"}, hanako, membership_desk)
    assert recorded(VALUE_CORRECTED, hanako.id) == []


def test_who_may_correct_what(
    hanako: Known, amelia: Known, membership_desk: Staff, volunteer_desk: Staff, mallory: Staff
) -> None:
    row = value(hanako)

    def ask(staff: Staff, purpose: str = "membership", id: UUID = row.id, now=LATER) -> HeldField:
        return may_correct(id, person=hanako.id, purpose=purpose, actor=staff.actor, now=now)

    assert ask(membership_desk) == HeldField(row.id, row.submission_id, row.field, Category.PHONE)
    with pytest.raises(NoSuchValue):
        ask(membership_desk, id=value(amelia).id)
    for refused in ((mallory, "membership"), (volunteer_desk, "membership"), (membership_desk, "volunteers")):
        with pytest.raises(Refused):
            ask(*refused)
    refusals = recorded(VALUE_REFUSED, hanako.id)
    assert sorted(str(each["purpose"]) for each in refusals) == ["membership", "membership", "volunteers"]
    Grant.objects.filter(person_id=hanako.id, purpose="membership").update(ends_at=LATER)
    with pytest.raises(Refused):
        ask(membership_desk)
    assert ask(membership_desk, now=LATER - SECOND).category is Category.PHONE
    assert len(recorded(VALUE_REFUSED, hanako.id)) == 4


# --- After a restore -------------------------------------------------------------------------------------------------


def test_what_was_emptied_is_emptied_again_if_it_is_there(hanako: Known, heard: list[object]) -> None:
    row = value(hanako)
    system = Actor(ActorKind.SYSTEM, "restore")
    assert empty_again(row.id, actor=system, now=LATER)
    assert not SealedValue.objects.filter(id=row.id).exists()
    assert not empty_again(row.id, actor=system, now=LATER)
    (said,) = recorded(VALUE_CORRECTED, hanako.id)
    assert (said["actor"], said["erased"]) == ("system", 1)


@pytest.mark.parametrize(
    ("here", "is_older"),
    [(None, True), (LATER - SECOND, True), (LATER, False), (LATER + SECOND, False)],
)
def test_a_value_is_older_than_its_last_correction_or_not(hanako: Known, here, *, is_older: bool) -> None:
    row = value(hanako)
    SealedValue.objects.filter(id=row.id).update(corrected_at=here)
    told = [*outdated({row.id: LATER, new_id(): LATER})]
    assert told == ([Outdated(hanako.id, row.submission_id, row.field, LATER)] if is_older else [])


# --- A consent is taken back -----------------------------------------------------------------------------------------


def test_a_withdrawal_says_what_went_and_what_stayed_and_ends_that_consent_alone(
    hanako: Known, amelia: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[object] = []
    monkeypatch.setattr(hooks.on_ended, "known", [ended.append])
    (consent,) = Grant.objects.filter(person_id=hanako.id, ground="consent")[:1]
    Grant.objects.filter(person_id=amelia.id, ground="consent").update(purpose=consent.purpose)
    served = SealedValue.objects.filter(submission_id=consent.submission_id)
    phone = value(hanako)
    SealedValue.objects.filter(id=phone.id).update(purposes=consent.purpose)
    told = {each.id: each.purposes.split() for each in served}
    concerned = {id for id, purposes in told.items() if consent.purpose in purposes}
    stays = {id for id in concerned if len(told[id]) > 1}
    assert stays
    done = withdraw(hanako.id, purpose=consent.purpose, actor=own(hanako), now=LATER)
    assert done.erased == {Category.PHONE: 1}
    assert sum(done.kept.values()) == len(stays)
    assert not done.forgotten
    consent.refresh_from_db()
    assert (consent.ends_at, consent.end_reason) == (LATER, "withdrawn")
    (said,) = [json.loads(row.payload) for row in Pending.objects.filter(kind="consent:grant:withdrawn")]
    assert said == {
        "actor": "person",
        "purpose": consent.purpose,
        "grants": [str(consent.id)],
        "categories": ["phone"],
        "erased": 1,
        "kept": len(stays),
    }
    assert ended == [hooks.Ended(hanako.id, consent.purpose, LATER, erased=False)]
    assert not Grant.objects.filter(person_id=amelia.id, ends_at=LATER).exists()
    for purpose in (consent.purpose, "membership", "dues-record"):
        with pytest.raises(NotAConsent):
            withdraw(hanako.id, purpose=purpose, actor=own(hanako), now=LATER)
