"""P33: personal data opens to trained staff alone. Training plugs into the gate; here something stands in for it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import pytest

from azukari.core.accounts import readiness
from azukari.core.accounts.actor import actor_of
from azukari.core.accounts.models import User
from azukari.core.accounts.readiness import Closed
from azukari.core.ledger.models import Pending
from azukari.core.policy_versions.current import Current, current
from azukari.core.vault.events import VALUE_REFUSED
from azukari.core.vault.index_search import search
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.policy.terms import Actor, ActorKind, Category, Policy
from tests.console import desks

COURSE = "/console/training/"
NAME = frozenset({Category.NAME})
EXPIRED = Closed(
    "ready.training-expired",
    "training.valid",
    {"ja": "研修の期限が切れました。", "en": "Your training has expired."},
    COURSE,
)


@pytest.fixture
def published(db: None) -> Current:
    return desks.publish()


@pytest.fixture
def clerk(published: Current) -> User:
    return desks.staff("membership")


@pytest.fixture
def untrained(clerk: User, monkeypatch: pytest.MonkeyPatch) -> str:
    """A course is registered, and the clerk has not passed it."""

    def gate(actor: Actor, policy: Policy, now: datetime, by: Collection[str]) -> Closed | None:
        assert "membership" in policy.duties
        assert now.tzinfo
        assert set(by) == {"membership"}
        return EXPIRED if actor.reference == str(clerk.reference) else None

    monkeypatch.setattr(readiness.register, "known", [gate])
    return str(clerk.reference)


def _release(person: UUID, actor: Actor) -> object:
    return release(
        [person], purpose="membership", categories=NAME, actor=actor, reason=Reason.SERVICE, now=desks.moment()
    )


def test_with_no_course_registered_data_opens(clerk: User):
    person = desks.register("membership").person
    assert _release(person, actor_of(clerk))


def test_without_training_nothing_opens_by_page_by_search_or_by_token(clerk: User, untrained: str):
    person = desks.register("membership").person
    actor = actor_of(clerk)
    for asks in (actor, replace(actor, token=str(uuid4()), only=frozenset({"membership"}))):
        with pytest.raises(Refused) as caught:
            _release(person, asks)
        assert caught.value.verdict.code == "ready.training-expired"
    with pytest.raises(Refused):
        search(
            Category.NAME, "Marker Aoba", purpose="membership", actor=actor, reason=Reason.SERVICE, now=desks.moment()
        )
    assert Pending.objects.filter(kind=VALUE_REFUSED.name, payload__contains="ready.training-expired").count() == 3


def test_the_page_says_why_and_where_the_course_is(clerk: User, untrained: str):
    person = desks.register("membership").person
    answer = desks.browser(clerk).post(
        f"/console/people/{person}/open/", {"purpose": "membership", "reason": "service"}
    )
    page = answer.content.decode()
    assert answer.status_code == 403
    assert EXPIRED.sentence["en"] in page
    assert f'href="{COURSE}"' in page
    assert desks.MARK not in page


def test_a_check_that_breaks_closes_the_vault(clerk: User, monkeypatch: pytest.MonkeyPatch):
    def broken(actor: Actor, policy: Policy, now: datetime, by: Collection[str]) -> Closed | None:
        raise RuntimeError

    monkeypatch.setattr(readiness.register, "known", [broken])
    person = desks.register("membership").person
    with pytest.raises(Refused) as caught:
        _release(person, actor_of(clerk))
    assert caught.value.verdict.code == "ready.unknown"


def test_the_person_and_the_program_need_no_training(clerk: User, untrained: str):
    person = desks.register("membership").person
    assert _release(person, Actor(ActorKind.SYSTEM, "worker"))
    assert readiness.closed_to(Actor(ActorKind.PERSON, untrained), current().policy, desks.moment(), by=()) is None
