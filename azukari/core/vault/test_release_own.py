"""Whose is it? A person opens their own record, and what waits or is kept for them; and of values it is told when they
came, and when they were corrected.
"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.vault import hooks
from azukari.core.vault.correct import correct
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.hooks import Asked
from azukari.core.vault.models import AddressChange, SealedValue
from azukari.core.vault.propose import Proposed, propose
from azukari.core.vault.reasons import Method, Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, release
from azukari.policy.terms import OWN_ACCESS, Act, Actor, ActorKind, Answer, Category, Verdict
from tests.cast import NOW, Known, Staff

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)
EVERYTHING = frozenset(Category)


def own(known: Known) -> Actor:
    return Actor(ActorKind.PERSON, str(known.id))


def proposed(known: Known, new: str) -> Proposed:
    old = SealedValue.objects.get(person_id=known.id, category=Category.EMAIL)
    with transaction.atomic():
        return propose(old.id, new, person=known.id, now=LATER, until=LATER + timedelta(days=1))


def look(actor: Actor, *people, **more):
    return release(people, purpose=OWN_ACCESS, categories=EVERYTHING, actor=actor, reason=Reason.OWN, now=LATER, **more)


def test_what_waits_or_is_kept_for_a_person_is_theirs_and_nobody_elses(hanako: Known, amelia: Known) -> None:
    made, theirs = proposed(hanako, "new@example.org"), proposed(amelia, "other@example.org")
    assert made.change
    assert theirs.change
    mine = [made.stand_in, made.change.stand_in_id]
    assert {*look(own(hanako), hanako.id, *mine)} == {hanako.id, *mine}
    assert {*look(own(hanako), *mine)} == {*mine}
    others = ([amelia.id, theirs.stand_in], [theirs.stand_in, theirs.change.stand_in_id], [amelia.id, made.stand_in])
    for some in others:
        with pytest.raises(Refused) as refused:
            look(own(hanako), hanako.id, *some)
        assert refused.value.verdict.code == "release.person-other-purpose"
    AddressChange.objects.filter(id=made.change.id).delete()
    with pytest.raises(Refused):
        look(own(hanako), amelia.id)
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 3 * 3 + 1


def test_when_a_value_came_and_when_it_was_corrected_is_told_with_it(hanako: Known, membership_desk: Staff) -> None:
    SealedValue.objects.filter(person_id=hanako.id, field="name_kana").delete()
    name = SealedValue.objects.get(person_id=hanako.id, category=Category.NAME)
    phone = SealedValue.objects.get(person_id=hanako.id, category=Category.PHONE)
    correct(phone.id, "03-9876-5432", person=hanako.id, actor=own(hanako), now=LATER)
    opened = release(
        [hanako.id], purpose="membership", categories=frozenset({Category.NAME, Category.PHONE}),
        actor=membership_desk.actor, reason=Reason.SERVICE, now=LATER,
    )[hanako.id]  # fmt: skip
    told = {one.id: (one.person, one.submission, one.field, one.category, one.created_at, one.corrected_at)
            for one in opened}  # fmt: skip
    assert told == {
        row.id: (hanako.id, hanako.submission.id, row.field, row.category, row.created_at, at)
        for row, at in ((name, None), (phone, LATER))
    }
    assert {one.id: one.purposes for one in opened} == {
        row.id: frozenset(row.purposes.split()) for row in (name, phone)
    }


def test_how_it_came_to_be_seen_is_recorded_where_there_is_something_to_say(
    hanako: Known, membership_desk: Staff
) -> None:
    def recorded(actor: Actor, reason: Reason, **more: Any) -> dict[str, object]:
        before = {*Pending.objects.values_list("id", flat=True)}
        release([hanako.id], purpose="membership", categories=frozenset({Category.EMAIL}), actor=actor, reason=reason,
                now=LATER, options=ReleaseOptions(**more))  # fmt: skip
        (entry,) = Pending.objects.filter(kind=VALUE_RELEASED.name).exclude(id__in=before)
        return json.loads(entry.payload)

    system, desk = Actor(ActorKind.SYSTEM, "worker"), membership_desk.actor
    said = {"purpose": "membership", "categories": ["email"]}
    mailed = recorded(system, reason=Reason.DELIVERY, letter="members:renewal")
    assert mailed == {**said, "actor": "worker", "reason": "delivery", "kind": "members:renewal"}
    worked = recorded(desk, reason=Reason.SERVICE, method=Method.WORK, submission=hanako.submission.id)
    by = {**said, "actor": f"staff:{membership_desk.user.reference}", "reason": "service"}
    assert worked == {**by, "method": "work", "submission": str(hanako.submission.id)}
    assert recorded(desk, reason=Reason.SERVICE) == by
    assert recorded(desk, reason=Reason.SERVICE, act=Act.EXPORT) == {**by, "act": "export"}


def test_a_list_without_anybody_on_it_opens_nothing_and_is_no_refusal(hanako: Known, membership_desk: Staff) -> None:
    opened = release(
        [], purpose="membership", categories=frozenset({Category.NAME}), actor=membership_desk.actor,
        reason=Reason.SERVICE, now=LATER,
    )  # fmt: skip
    assert opened == {}
    assert not Pending.objects.filter(kind__in=[VALUE_REFUSED.name, VALUE_RELEASED.name]).exists()


def test_only_what_a_letter_opens_is_recorded_beforehand(hanako: Known) -> None:
    system = Actor(ActorKind.SYSTEM, "worker")
    for actor, purpose, reason in (
        (own(hanako), OWN_ACCESS, Reason.DELIVERY),
        (system, "membership", Reason.DELIVERY),
        (system, OWN_ACCESS, Reason.OWN),
    ):
        with pytest.raises(ValueError, match="recorded beforehand"):
            release([hanako.id], purpose=purpose, categories=EVERYTHING, actor=actor, reason=reason, now=LATER,
                    options=ReleaseOptions(recorded=True))  # fmt: skip
    opened = release(
        [hanako.id], purpose=OWN_ACCESS, categories=frozenset({Category.EMAIL}), actor=system,
        reason=Reason.DELIVERY, now=LATER, options=ReleaseOptions(recorded=True),
    )  # fmt: skip
    assert [one.text for one in opened[hanako.id]] == [hanako.email]
    assert not Pending.objects.filter(kind=VALUE_RELEASED.name).exists()
    assert Person.objects.filter(id=hanako.id).exists()


def test_a_condition_closes_a_purpose_for_staff_and_nobody_s_own_page(
    hanako: Known, membership_desk: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Asked] = []
    no = Verdict(Answer.NO, "shift.closed", "purposes.membership", {"ja": "まだです。", "en": "Not yet."})

    def guard(asked: Asked) -> Verdict:
        heard.append(asked)
        return no

    monkeypatch.setattr(hooks.on_release, "known", [guard])
    assert look(own(hanako), hanako.id)[hanako.id]
    assert heard == []
    submission = hanako.submission.id
    for within in ({"submission": submission}, {"submissions": [submission]}, {}):
        with pytest.raises(Refused) as refused:
            release([hanako.id], purpose="membership", categories=frozenset({Category.NAME}),
                    actor=membership_desk.actor, reason=Reason.SERVICE, now=LATER,
                    options=ReleaseOptions(**within))  # fmt: skip
        assert refused.value.verdict == no
    assert [[*asked.submissions] for asked in heard] == [[submission], [submission], []]
    assert {(asked.purpose, *asked.people, asked.actor, asked.now) for asked in heard} == {
        ("membership", hanako.id, membership_desk.actor, LATER)
    }
    refusals = Pending.objects.filter(kind=VALUE_REFUSED.name)
    assert {json.loads(one.payload)["code"] for one in refusals} == {"shift.closed"}
    assert refusals.count() == 3
