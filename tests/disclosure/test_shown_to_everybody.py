"""What everybody may read: of whom, while they agree, and that it stands on each trail (P22)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.policy_versions.publish import publish
from azukari.core.transfers import publication
from azukari.core.transfers.consents import agree, withdraw
from azukari.core.transfers.events import MADE_PUBLIC
from azukari.core.transfers.publication import begin, may_show, published
from azukari.core.vault.suppression import suppress
from azukari.policy.parse import STARTER, canonical, parse
from azukari.policy.terms import EVERYBODY, Actor, ActorKind, Category, RecipientKind
from azukari.shells.self_service.subject_timeline import entries_of
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.fixtures import readers_of

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
NAME: Any = {"purpose": "magazine", "category": Category.NAME}


@pytest.fixture
def readers(db: None) -> list[UUID]:
    """Three readers, under a policy by which those who agree are shown by name to everybody."""
    policy = parse(STARTER.read_text("utf-8"))
    entry = replace(
        policy.recipients[office.KOTORI],
        slug=EVERYBODY,
        kind=RecipientKind.THIRD_PARTY,
        purposes=("magazine",),
        categories=frozenset({Category.NAME}),
        contract=None,
    )
    text = canonical(replace(policy, recipients={**policy.recipients, EVERYBODY: entry}))
    publish(text, actor=desks.OPERATOR, now=desks.moment())
    return readers_of(3)


@pytest.fixture
def moment(readers) -> datetime:
    return desks.moment()


def me(person: UUID) -> Actor:
    return Actor(ActorKind.PERSON, str(person))


def agreed(people, now: datetime) -> None:
    for person in people:
        agree(
            person,
            recipient=EVERYBODY,
            purpose="magazine",
            categories=[Category.NAME],
            actor=me(person),
            now=now,
        )


def registrations(people) -> dict[UUID, UUID]:
    return dict(Submission.objects.filter(person_id__in=people).values_list("id", "person_id"))


def test_those_who_agreed_are_shown_and_nobody_else(readers, moment):
    agreed(readers[:2], moment)
    assert may_show(readers, now=moment, **NAME) == set(readers[:2])
    assert may_show(readers[1:], now=moment, **NAME) == {readers[1]}
    assert may_show([], now=moment, **NAME) == set()
    of = registrations(readers)
    shown = published(of, now=moment, **NAME)
    assert {of[submission] for submission in shown} == set(readers[:2])
    assert sorted(shown.values()) == ["読者 0", "読者 1"]
    of = registrations(readers[1:])
    assert list(published(of, now=moment, **NAME).values()) == ["読者 1"]
    assert published({}, now=moment, **NAME) == {}


@pytest.mark.parametrize("category", [Category.EMAIL, Category.PHONE])
def test_nothing_but_what_the_policy_names_is_shown(readers, moment, category):
    agreed(readers, moment)
    assert may_show(readers, purpose="magazine", category=category, now=moment) == set()
    assert published(registrations(readers), purpose="magazine", category=category, now=moment) == {}
    assert may_show(readers, purpose="membership", category=Category.NAME, now=moment) == set()


def test_who_takes_it_back_leaves_or_is_not_to_be_written_to_is_gone_with_the_next_reader(readers, moment):
    agreed(readers, moment)
    later = moment + MINUTE
    withdraw(readers[0], recipient=EVERYBODY, purpose="magazine", actor=me(readers[0]), now=later)
    assert may_show(readers, now=later, **NAME) == set(readers[1:])
    Grant.objects.filter(person_id=readers[1], purpose="magazine").update(ends_at=later)
    assert may_show(readers, now=later, **NAME) == {readers[2]}
    suppress(["reader2@example.org"], actor=office.ASKER, now=later)
    assert may_show(readers, now=later, **NAME) == set()
    assert published(registrations(readers), now=later, **NAME) == {}


def test_what_the_policy_names_no_more_is_shown_no_more(readers, moment):
    agreed(readers, moment)
    publish(STARTER.read_text("utf-8"), actor=desks.OPERATOR, now=moment + MINUTE)
    assert may_show(readers, now=moment + MINUTE, **NAME) == set()
    assert published(registrations(readers), now=moment + MINUTE, **NAME) == {}


def test_that_it_begins_to_be_shown_stands_on_the_trail_of_each(readers, moment):
    begin(readers[:2], form="magazine", now=moment, **NAME)
    said = {
        "recipient": EVERYBODY,
        "purpose": "magazine",
        "ground": "consent",
        "categories": ["name"],
        "form": "magazine",
    }
    for person, times in zip(readers, (1, 1, 0), strict=True):
        assert [entry.payload for entry in entries_of(person) if entry.kind is MADE_PUBLIC] == [said] * times


def test_where_nobody_may_be_shown_nothing_is_opened(readers, moment, monkeypatch):
    monkeypatch.setattr(publication, "open_published", lambda *_args, **_more: pytest.fail("opened"))
    assert published(registrations(readers), now=moment, **NAME) == {}
