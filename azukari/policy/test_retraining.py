"""Whoever a change of the policy touches studies it: by what their duty opens and does, before it and after (P34)."""

from dataclasses import replace

import pytest

from azukari.policy.change import Change, Effect
from azukari.policy.parse import STARTER, load
from azukari.policy.retraining import touches
from azukari.policy.terms import Act

POLICY = load(STARTER)
EVERYBODY = frozenset(POLICY.duties)
_MEMBERSHIP = POLICY.forms["membership"]


def _of(clause: str, effect: Effect = Effect.NARROWED) -> frozenset[str]:
    change = Change(effect, clause, {"ja": "変わる", "en": "It changes"})
    return frozenset(slug for slug in POLICY.duties if touches(change, POLICY, POLICY, slug))


def _doing(*acts: Act) -> frozenset[str]:
    return frozenset(slug for slug, duty in POLICY.duties.items() if duty.acts & set(acts))


def _opening(*purposes: str) -> frozenset[str]:
    return frozenset(slug for slug, duty in POLICY.duties.items() if duty.purposes & set(purposes))


@pytest.mark.parametrize(
    ("clause", "whom"),
    [
        ("supplements.incidents", EVERYBODY),
        ("supplements.retention", _doing(Act.RIGHTS)),
        ("requests.limit_days", _doing(Act.RIGHTS)),
        ("statistics.title", _doing(Act.STATISTICS)),
        ("supervision.review_days", _doing(Act.SUPERVISE)),
        ("confidentiality.0", EVERYBODY),
        ("management.0", EVERYBODY),
        ("method", EVERYBODY),
        ("organisation.registration", EVERYBODY),
        ("organisation.phone", frozenset()),
        ("duties.magazine.acts", frozenset({"magazine"})),
        ("purposes.volunteers.retention", _opening("volunteers")),
        ("forms.volunteers.closes", _opening(*POLICY.forms["volunteers"].purposes)),
        (
            "forms.membership.consents",
            _opening(*POLICY.forms["membership"].purposes, *POLICY.forms["membership"].consents),
        ),
        ("encryption", frozenset()),
    ],
)
def test_who_is_asked(clause: str, whom: frozenset[str]):
    assert _of(clause) == whom


def test_other_words_count_where_they_may_mean_another_conduct():
    assert _of("purposes.volunteers.statement", Effect.WORDING) == _opening("volunteers")
    assert _of("supplements.incidents", Effect.WORDING) == EVERYBODY
    assert _of("forms.volunteers.title", Effect.WORDING) == frozenset()
    assert _of("requests.department", Effect.WORDING) == frozenset()


def test_who_had_the_purpose_until_now_is_asked_too():
    volunteers = next(iter(_opening("volunteers")))
    less = replace(POLICY.duties[volunteers], purposes=POLICY.duties[volunteers].purposes - {"volunteers"})
    new = replace(POLICY, duties={**POLICY.duties, volunteers: less})
    change = Change(Effect.NARROWED, "purposes.volunteers.retention", {"ja": "変わる", "en": "It changes"})
    assert touches(change, POLICY, new, volunteers)
