"""Conditions: read, checked and evaluated as CEL would, with a missing answer as a value."""

from typing import Any

import pytest

from azukari.features.questionnaires.logic.evaluate import holds
from azukari.features.questionnaires.logic.parse import ConditionError, parse
from azukari.features.questionnaires.logic.types import checked
from azukari.features.questionnaires.tests.sample import sample

ANSWERS: dict[str, Any] = {"visits": "weekly", "uses": ("walking", "fishing"), "age": 30, "parts": {"paths": "bad"}}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('visits == "weekly"', True),
        ("visits == 'yearly' || age > 29", True),
        ('!("fishing" in uses) && true', False),
        ("size(uses) == 2", True),
        ("has(nps) || has(parts.paths)", True),
        ('parts.paths == "bad" && parts.benches != "bad"', True),
        ("nps > 5", False),
        ("!(nps > 5)", True),
        ("nps == null && size(nps) == 0", True),
        ("age in [29, 30]", True),
        ("age >= -1.5 && age < 30.5", True),
    ],
)
def test_a_condition_holds_as_in_cel(source, expected):
    assert holds(parse(source), ANSWERS) is expected


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ('visits = "weekly"', "=="),
        ("visits ==", "too early"),
        ('visits == "wekly"', "no option"),
        ("visits", "no condition|yes or no"),
        ("age == '30'", "cannot compare"),
        ('uses == "walking"', "cannot compare"),
        ("nps > 5", "asked later"),
        ("colour == 1", "no question"),
        ("matches(visits)", "no function"),
        ("(" * 40 + "true" + ")" * 40, "nested too deep"),
        ("!" * 60 + "true", "nested too deep"),
        ("true || " * 200 + "true", "longer than"),
        ('parts.chairs == "good"', "asked later"),
        ("'a\\q' == visits", "cannot stand"),
    ],
)
def test_what_means_nothing_is_refused_in_words(source, says):
    questions = {question.id: question for question in sample().questions}
    earlier = {id: questions[id] for id in ("visits", "age", "uses")}
    with pytest.raises(ConditionError, match=says):
        checked(source, earlier, later=questions)
