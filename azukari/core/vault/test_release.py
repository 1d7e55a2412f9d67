"""Reading names a purpose, is judged, and is recorded first; for one person or fifty, at the same number of queries."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.accounts import readiness
from azukari.core.accounts.readiness import Closed
from azukari.core.consent.models import Grant
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person, Trail
from azukari.core.policy_versions.current import Current
from azukari.core.vault.authorize import authorize_act
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import ReleaseOptions, release
from azukari.demo.people import fill_in
from azukari.lib.identifier import new_id
from azukari.policy.terms import CONFIRMATION, OWN_ACCESS, Act, Actor, ActorKind, Category
from benchmarks.population import add
from tests.cast import NOW, Known, Staff

LATER = NOW + timedelta(hours=1)
SYSTEM = Actor(ActorKind.SYSTEM, "worker")
NAME = frozenset({Category.NAME})

pytestmark = pytest.mark.django_db


def _release(*people, purpose="membership", categories=NAME, actor, reason=Reason.SERVICE, now=LATER):
    return release(people, purpose=purpose, categories=categories, actor=actor, reason=reason, now=now)


def _recorded(kind: str) -> int:
    return Pending.objects.filter(kind=kind).count()


@pytest.mark.parametrize("trained", ["membership", "magazine"])
def test_readiness_is_asked_of_the_duties_that_open_it_and_of_no_other(
    monkeypatch: pytest.MonkeyPatch, charter: Current, hanako: Known, membership_desk: Staff, trained: str
):
    lapsed = Closed("ready.training-expired", "training.valid", {"ja": "研修を。", "en": "Take the course."})

    def gate(_actor: object, _policy: object, _now: object, by: Collection[str]) -> Closed | None:
        return None if trained in by else lapsed

    monkeypatch.setattr(readiness.register, "known", [gate])
    both = replace(membership_desk.actor, duties=frozenset({"membership", "magazine", "a-duty-of-a-former-policy"}))
    merging = authorize_act(charter.policy, Act.MERGE, actor=both, now=LATER)
    assert bool(merging) is (trained == "membership"), "The other duty does not merge."
    if trained == "membership":
        assert _release(hanako.id, actor=both)[hanako.id]
    else:
        with pytest.raises(Refused) as refused:
            _release(hanako.id, actor=both)
        assert refused.value.verdict.code == "ready.training-expired"


def test_staff_with_the_duty_read_what_the_purpose_uses(hanako: Known, membership_desk: Staff):
    opened = _release(hanako.id, actor=membership_desk.actor)[hanako.id]
    assert hanako.visitor.name in {value.text for value in opened}
    assert {value.category for value in opened} == {Category.NAME}


def test_each_release_is_on_the_person_s_trail(hanako: Known, membership_desk: Staff):
    before = Trail.objects.filter(person=hanako.id).count()
    _release(hanako.id, actor=membership_desk.actor)
    assert Trail.objects.filter(person=hanako.id).count() == before + 1
    entry = Pending.objects.filter(kind="vault:value:released").get()
    assert str(membership_desk.user.reference) in entry.payload
    assert hanako.visitor.name not in entry.payload
    assert str(hanako.id) not in entry.payload


def test_what_came_with_another_submission_stays_closed(hanako: Known, membership_desk: Staff):
    """Of one submission, or of several, nothing opens but what came with them."""
    actor = membership_desk.actor
    (came,) = {value.submission for value in _release(hanako.id, actor=actor)[hanako.id]}
    read = partial(
        release,
        [hanako.id],
        purpose="membership",
        categories=NAME,
        actor=actor,
        reason=Reason.SERVICE,
        now=LATER,
    )
    assert read(options=ReleaseOptions(submissions=[came, new_id()]))[hanako.id]
    with pytest.raises(Refused):
        read(options=ReleaseOptions(submission=new_id()))
    with pytest.raises(Refused):
        read(options=ReleaseOptions(submissions=[new_id()]))


REFUSALS = [
    ("volunteers", NAME, "membership_desk", "release.no-duty"),
    ("membership", NAME, "mallory", "release.no-duty"),
    ("membership", frozenset({Category.MESSAGE}), "membership_desk", "release.other-category"),
    ("marketing", NAME, "membership_desk", "release.unknown-purpose"),
    (OWN_ACCESS, NAME, "membership_desk", "release.own-access-only-person"),
    (CONFIRMATION, NAME, "membership_desk", "release.confirmation-only-system"),
]


@pytest.mark.parametrize(("purpose", "categories", "who", "code"), REFUSALS)
def test_another_purpose_duty_or_category_is_refused_and_recorded(
    hanako: Known, request, purpose, categories, who, code
):
    """P14."""
    staff = request.getfixturevalue(who)
    with pytest.raises(Refused) as refused:
        _release(hanako.id, purpose=purpose, categories=categories, actor=staff.actor)
    assert refused.value.verdict.code == code
    assert refused.value.verdict.sentence["ja"]
    assert refused.value.verdict.sentence["en"]
    assert _recorded("vault:value:refused") == 1
    assert _recorded("vault:value:released") == 0


def test_a_person_reads_nobody_but_themselves(hanako: Known, amelia: Known):
    actor = Actor(ActorKind.PERSON, str(amelia.id))
    with pytest.raises(Refused):
        _release(hanako.id, purpose=OWN_ACCESS, actor=actor, reason=Reason.OWN)
    with pytest.raises(Refused):
        _release(hanako.id, amelia.id, purpose=OWN_ACCESS, actor=actor, reason=Reason.OWN)
    opened = _release(amelia.id, purpose=OWN_ACCESS, actor=actor, reason=Reason.OWN)
    assert set(opened) == {amelia.id}


def test_nothing_opens_after_the_last_grant_has_ended(hanako: Known, membership_desk: Staff):
    Grant.objects.filter(person=hanako.id, purpose="membership").update(ends_at=LATER)
    with pytest.raises(Refused) as refused:
        _release(hanako.id, actor=membership_desk.actor)
    assert refused.value.verdict.code == "use.no-grant"
    assert _recorded("vault:value:refused") == 1


def test_people_without_a_grant_are_left_out_and_not_recorded(hanako: Known, amelia: Known, membership_desk: Staff):
    Grant.objects.filter(person=amelia.id, purpose="membership").delete()
    opened = _release(hanako.id, amelia.id, actor=membership_desk.actor)
    assert set(opened) == {hanako.id}
    assert _recorded("vault:value:released") == 1


def test_a_value_that_serves_another_purpose_alone_stays_closed(hanako: Known, membership_desk: Staff):
    everything = frozenset({Category.NAME, Category.ADDRESS})
    opened = _release(hanako.id, purpose="dues-record", categories=everything, actor=membership_desk.actor)
    assert {value.field for value in opened[hanako.id]} == {"name", "address"}  # not the reading, not the postcode


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_committed_before_it_is_raised(hanako: Known, mallory: Staff):
    with pytest.raises(Refused):
        _release(hanako.id, actor=mallory.actor)
    assert not connection.in_atomic_block
    assert _recorded("vault:value:refused") == 1
    with pytest.raises(RuntimeError), transaction.atomic():
        _release(hanako.id, actor=mallory.actor)  # within a transaction that could be rolled back: not at all


def _queries(people, actor) -> int:
    with CaptureQueriesContext(connection) as queries:
        opened = _release(*people, actor=actor)
    assert len(opened) == len(people)
    return len(queries)


def test_the_number_of_queries_is_the_same_for_one_person_and_for_fifty(hanako: Known, membership_desk: Staff):
    add(range(50), now=LATER)
    people = list(Person.objects.filter(grants__purpose="membership").distinct().values_list("id", flat=True))
    assert len(people) >= 50
    assert _queries(people[:1], membership_desk.actor) == _queries(people, membership_desk.actor)


def test_a_person_who_asks_for_one_registration_sees_that_one_alone(hanako: Known, charter: Current):
    other = fill_in(hanako.visitor, charter.policy.forms["plastic-free-river"], charter, now=NOW)
    assert other is not None
    opened = release(
        [hanako.id],
        purpose=OWN_ACCESS,
        categories=NAME,
        actor=Actor(ActorKind.PERSON, str(hanako.id)),
        reason=Reason.OWN,
        now=LATER,
        options=ReleaseOptions(submission=hanako.submission.id),
    )
    assert {value.submission for value in opened[hanako.id]} == {hanako.submission.id}
