"""A number in a policy is allowed up to its edge, and not one beyond; below zero no document is read at all."""

import json
from copy import deepcopy
from typing import Any

import pytest

from azukari.policy.check import check
from azukari.policy.parse import STARTER, document, load, parse

_STARTING = document(load(STARTER))


def _codes(section: str, values: dict[str, Any]) -> set[str]:
    draft = deepcopy(_STARTING)
    (draft[section] if section else draft).update(values)
    return {finding.code for finding in check(parse(json.dumps(draft)))}


@pytest.mark.parametrize(
    ("code", "section", "allowed", "beyond"),
    [
        ("training.valid", "training", {"valid": "P30D"}, {"valid": "P29D"}),
        ("training.valid", "training", {"valid": "P2Y"}, {"valid": "P2Y1D"}),
        ("training.valid", "training", {"valid": "P731D"}, {"valid": "P732D"}),
        ("training.grace-days", "training", {"grace_days": 60}, {"grace_days": 61}),
        ("training.grace-days", "training", {"grace_days": 0}, {"grace_days": 61}),
        ("training.pass-percent", "training", {"pass_percent": 50}, {"pass_percent": 49}),
        ("training.pass-percent", "training", {"pass_percent": 100}, {"pass_percent": 101}),
        ("training.attempts", "training", {"attempts": 1}, {"attempts": 0}),
        ("training.attempts", "training", {"attempts": 20}, {"attempts": 21}),
        ("training.remind-days", "training", {"remind_days": [2, 1]}, {"remind_days": [2, 0]}),
        ("training.remind-days", "training", {"remind_days": [180, 7]}, {"remind_days": [181, 7]}),
        ("training.remind-days", "training", {"remind_days": [8, 7]}, {"remind_days": [7, 7]}),
        ("supervision.remind-days", "supervision", {"remind_days": [2, 1]}, {"remind_days": [2, 0]}),
        ("supervision.remind-days", "supervision", {"remind_days": [180, 7]}, {"remind_days": [181, 7]}),
        ("requests.target", "requests", {"target_days": 1}, {"target_days": 0}),
        ("requests.target", "requests", {"target_days": 10, "limit_days": 10}, {"target_days": 11, "limit_days": 10}),
        ("unconfirmed.days", "", {"unconfirmed_days": 1}, {"unconfirmed_days": 0}),
        ("unconfirmed.days", "", {"unconfirmed_days": 31}, {"unconfirmed_days": 32}),
        ("draft.days", "", {"draft_days": 60}, {"draft_days": 61}),
        ("questionnaires.least", "questionnaires", {"least": 3}, {"least": 2}),
        ("questionnaires.least", "questionnaires", {"least": 50, "batch": 50}, {"least": 51, "batch": 51}),
        ("questionnaires.batch", "questionnaires", {"batch": 5}, {"batch": 4}),
        ("questionnaires.batch", "questionnaires", {"batch": 200}, {"batch": 201}),
        ("questionnaires.crossings", "questionnaires", {"crossings": 2}, {"crossings": 3}),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else None,
)
def test_up_to_the_edge(code: str, section: str, allowed: dict[str, Any], beyond: dict[str, Any]):
    assert code not in _codes(section, allowed)
    assert code in _codes(section, beyond)
