"""Every gate is asked until one closes; a gate that breaks closes; and only staff are asked."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import pytest

from azukari.core.accounts import readiness
from azukari.core.accounts.readiness import Closed, closed_to, register
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Actor, ActorKind, Policy
from tests.cast import NOW

POLICY = load(STARTER)
CLERK = Actor(ActorKind.STAFF, "clerk")
SHUT = Closed("ready.shut", "training", {"ja": "閉", "en": "shut"}, "/console/")


@pytest.fixture(autouse=True)
def gates(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    none: list[Any] = []
    monkeypatch.setattr(readiness.register, "known", none)
    return none


def opens(_actor: Actor, _policy: Policy, _now: datetime, _by: Collection[str]) -> None:
    return None


def shuts(_actor: Actor, _policy: Policy, _now: datetime, _by: Collection[str]) -> Closed:
    return SHUT


def breaks(_actor: Actor, _policy: Policy, _now: datetime, _by: Collection[str]) -> Closed:
    raise RuntimeError


@pytest.mark.parametrize(
    ("registered", "code"),
    [
        ([], None),
        ([opens], None),
        ([opens, opens], None),
        ([opens, shuts], "ready.shut"),
        ([shuts, opens], "ready.shut"),
        ([breaks], "ready.unknown"),
        ([breaks, opens], "ready.unknown"),
        ([opens, breaks, shuts], "ready.unknown"),
    ],
)
def test_one_gate_that_closes_or_breaks_is_enough_and_one_that_breaks_is_told_to_the_office(
    registered: list[Any], code: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[Exception] = []
    monkeypatch.setattr(readiness, "report", lambda error, **_more: reported.append(error))
    for gate in registered:
        assert register(gate) is gate
    closed = closed_to(CLERK, POLICY, NOW, by={"membership"})
    assert (closed.code if closed else None) == code
    assert len(reported) == (1 if code == "ready.unknown" else 0)


@pytest.mark.parametrize("kind", [kind for kind in ActorKind if kind is not ActorKind.STAFF])
def test_nobody_but_staff_is_asked(kind: ActorKind) -> None:
    register(shuts)
    assert closed_to(Actor(kind, "x"), POLICY, NOW, by=()) is None


def test_a_gate_is_told_who_asks_by_which_duties_and_when() -> None:
    asked = []
    register(lambda *told: asked.append(told))
    closed_to(CLERK, POLICY, NOW, by={"membership"})
    assert asked == [(CLERK, POLICY, NOW, {"membership"})]
