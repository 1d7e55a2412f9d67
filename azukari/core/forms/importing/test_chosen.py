"""Whatever decides what becomes of a row is part of one digest: with anything else, an import is not gone on with."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from azukari.core.forms.importing.basis import Basis, Days, NoticeMethod
from azukari.core.forms.importing.chosen import chosen_digest
from azukari.core.forms.importing.examine import Plan
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)
DAY, OTHER = date(2024, 5, 1), date(2024, 5, 2)
DAYS = Days(DAY, {"magazine": DAY}, DAY)
PLAN = Plan(
    POLICY, POLICY.forms["magazine"], ("email", "name"), {"email": (0,)}, {"name": "x"}, {"topic": {"a": "b"}}, DAYS,
    None, "", padded=False, now=datetime(2026, 11, 24, tzinfo=UTC),
)  # fmt: skip
BASIS = Basis(NoticeMethod.PAPER, "form-1", "shelf-3", "e" * 64, UUID(int=1), "logs", "a" * 64)


def _digest(plan: Plan = PLAN, basis: Basis = BASIS, number: int = 1, lang: str = "ja") -> str:
    charter: Any = SimpleNamespace(number=number)
    return chosen_digest(plan, basis, charter, lang)


@pytest.mark.parametrize(
    "other",
    [
        {"plan": replace(PLAN, columns={"email": (1,)})},
        {"plan": replace(PLAN, columns={"email": (0,), "name": (1,)})},
        {"plan": replace(PLAN, constants={"name": "y"})},
        {"plan": replace(PLAN, called={"topic": {"a": "c"}})},
        {"plan": replace(PLAN, outside="consent")},
        {"plan": replace(PLAN, days=replace(DAYS, told=OTHER))},
        {"plan": replace(PLAN, days=replace(DAYS, told=1))},
        {"plan": replace(PLAN, days=replace(DAYS, consented={"magazine": OTHER}))},
        {"plan": replace(PLAN, days=replace(DAYS, consented={}))},
        {"plan": replace(PLAN, days=replace(DAYS, confirmed=None))},
        {"basis": replace(BASIS, told_by=NoticeMethod.PHONE)},
        {"basis": replace(BASIS, told_reference="form-2")},
        {"basis": replace(BASIS, evidence_reference="shelf-4")},
        {"basis": replace(BASIS, evidence_sha256="f" * 64)},
        {"basis": replace(BASIS, answers_for=UUID(int=2))},
        {"basis": replace(BASIS, attested_reference="logs-2")},
        {"basis": replace(BASIS, attested_sha256="b" * 64)},
        {"number": 2},
        {"lang": "en"},
    ],
)
def test_anything_else_is_another_import(other: dict[str, Any]) -> None:
    assert _digest(**other) != _digest()
    assert _digest(**other) == _digest(**other)


def test_the_hour_changes_nothing() -> None:
    assert _digest(replace(PLAN, now=datetime(2026, 11, 25, tzinfo=UTC))) == _digest()
