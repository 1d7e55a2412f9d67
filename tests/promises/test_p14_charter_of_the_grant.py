"""P14: data serves the purposes that were stated when it was given: every reading is judged by that charter."""

from datetime import timedelta
from typing import Any

import pytest

from azukari.core.consent.covered import covered_by
from azukari.core.policy_versions.current import charters
from azukari.core.vault.index_search import search
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.policy.terms import Actor, ActorKind, Category
from tests.cast import NOW, Known
from tests.charter.widened import phone_too, publish_widened, says_more, says_more_and_stops

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
EDITOR = Actor(ActorKind.STAFF, "6b1a9a4e-2f4e-4c6e-9b57-0c1d2e3f4a5b", frozenset({"magazine"}))


def test_a_statement_that_stops_the_earlier_use_closes_the_purpose_to_earlier_data(hanako: Known):
    asked: dict[str, Any] = {"purpose": "magazine", "actor": EDITOR, "reason": Reason.SERVICE, "now": LATER}
    assert release([hanako.id], categories=frozenset({Category.NAME}), **asked)
    publish_widened(says_more_and_stops, now=NOW)
    with pytest.raises(Refused) as caught:
        release([hanako.id], categories=frozenset({Category.NAME}), **asked)
    assert caught.value.verdict.clause == "purposes.magazine.statement"
    assert not search(Category.NAME, hanako.visitor.name, **asked).people


def test_a_statement_that_allows_more_leaves_the_earlier_use_open(hanako: Known):
    publish_widened(says_more, now=NOW)
    asked: dict[str, Any] = {"purpose": "magazine", "actor": EDITOR, "reason": Reason.SERVICE, "now": LATER}
    opened = release([hanako.id], categories=frozenset({Category.NAME}), **asked)
    assert {value.text for value in opened[hanako.id]} == {hanako.visitor.name}
    assert search(Category.NAME, hanako.visitor.name, **asked).people


def test_what_a_grant_covers_is_never_more_than_its_charter_said(hanako: Known):
    publish_widened(phone_too, now=NOW)
    known = charters()
    for purpose, stated in known.policy(1).purposes.items():
        assert covered_by(1, purpose, charters=known) <= stated.categories
