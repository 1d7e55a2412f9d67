"""Nobody audits what they do, did, or do by another account; against a reckoning moment by moment (P35)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from azukari.policy.auditing import Account, DutyChange, held_since, is_same_person, may_audit

START = datetime(2027, 1, 1, tzinfo=UTC)


def _account(reference="a", name="Nao Wazano", email="nao@example.org", held=()):
    return Account(reference, name, email, frozenset(held))


@pytest.mark.parametrize(
    ("name", "email", "same"),
    [
        ("Nao Wazano", "else@example.org", True),
        ("nao  WAZANO", "else@example.org", True),
        ("Nao-Wazano", "else@example.org", True),
        ("Ｎａｏ　Ｗａｚａｎｏ", "else@example.org", True),
        ("Nao Wazana", "else@example.org", False),
        ("Other", "nao@example.org", True),
        ("Other", "NAO@Example.ORG", True),
        ("Other", "n.a.o@example.org", True),
        ("Other", "nao+audit@example.org", True),
        ("Other", "nao@example.net", False),
        ("Other", "nao2@example.org", False),
        ("Other", "Wazano", False),
    ],
)
def test_the_same_person_by_name_or_mailbox(name, email, same):
    one, other = _account(), _account("b", name, email)
    assert is_same_person(one, other) is same
    assert is_same_person(other, one) is same


def test_two_without_a_name_are_two():
    assert not is_same_person(_account(name="", email="a@example.org"), _account("b", " _-", "b@example.org"))
    assert is_same_person(_account(name="", email="a@example.org"), _account("b", "", "a+x@example.org"))


def test_who_may():
    free = may_audit("magazine", _account(), [])
    assert free
    assert free.code == "audit.independent"
    own = may_audit("magazine", _account(held=["magazine"]), [])
    assert (bool(own), own.code) == (False, "audit.own-duty")
    second = _account("b", "Other", "nao+work@example.org", ["magazine"])
    elsewhere = may_audit("magazine", _account(), [_account("c", "Third", "third@example.org", ["magazine"]), second])
    assert (bool(elsewhere), elsewhere.code) == (False, "audit.own-duty-elsewhere")
    assert elsewhere.remedy
    assert may_audit("feedback", _account(), [second])
    assert may_audit("magazine", _account(), [_account("c", "Third", "third@example.org", ["magazine"])])
    assert may_audit("magazine", _account(), [_account(held=["magazine"])]), "Their own row among the others is them."


_DUTIES = ["magazine", "feedback", "membership"]
_SOME = st.frozensets(st.sampled_from(_DUTIES))
_CHANGE = st.builds(DutyChange, st.integers(-5, 5).map(lambda days: START + timedelta(days=days)), _SOME, st.booleans())


@given(changes=st.lists(_CHANGE, max_size=6, unique_by=lambda one: one.at), now_held=_SOME)
@example(
    changes=[
        DutyChange(START - timedelta(days=1), frozenset({"magazine"}), whole=True),
        DutyChange(START, frozenset(), whole=True),
    ],
    now_held=frozenset(),
)
@settings(max_examples=100)
def test_whatever_was_held_at_some_moment_from_the_start_on(changes, now_held):
    found = set(now_held)
    for days in range(-6, 7):
        moment, holds = START + timedelta(days=days), frozenset[str]()
        for change in sorted(changes, key=lambda one: one.at):
            if change.at <= moment:
                holds = change.duties if change.whole else holds | change.duties
        if moment >= START:
            found |= holds
    assert held_since(START, changes, now_held) == found
