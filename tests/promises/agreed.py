"""Readers who agreed to a disclosure, and its recipient."""

from dataclasses import replace
from datetime import timedelta

import pytest

from azukari.core.policy_versions.publish import publish
from azukari.core.transfers.consents import agree
from azukari.policy.parse import STARTER, canonical, parse
from azukari.policy.terms import Actor, ActorKind, Category, RecipientKind
from tests.console import desks
from tests.disclosure import office
from tests.disclosure.fixtures import readers_of

PARTNER = "river-network"
EMAIL = frozenset({Category.EMAIL})
BOTH = frozenset({Category.EMAIL, Category.NAME})
LATER = timedelta(minutes=1)


def me(person):
    return Actor(ActorKind.PERSON, str(person))


@pytest.fixture
def partner(db):
    """A third party that the policy names for the magazine's readers."""
    policy = parse(STARTER.read_text("utf-8"))
    entry = replace(
        policy.recipients["kotori-mail"],
        slug=PARTNER,
        kind=RecipientKind.THIRD_PARTY,
        purposes=("magazine",),
        categories=BOTH,
        contract=None,
    )
    text = canonical(replace(policy, recipients={**policy.recipients, PARTNER: entry}))
    publish(text, actor=desks.OPERATOR, now=desks.moment())
    return office.keyed(PARTNER, now=desks.moment())


@pytest.fixture
def readers(partner):
    return readers_of(3)


@pytest.fixture
def moment(partner):
    return desks.moment()


def consented(people, moment, categories=EMAIL):
    for person in people:
        agree(person, recipient=PARTNER, purpose="magazine", categories=categories, actor=me(person), now=moment)
