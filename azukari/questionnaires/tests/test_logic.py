"""Conditions: read, checked and evaluated as CEL would, with a missing answer as a value."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.questionnaires.logic.evaluate import holds
from azukari.questionnaires.logic.parse import ConditionError, parse
from azukari.questionnaires.logic.types import checked
from azukari.questionnaires.tests.sample import sample
from tests.sizes import how_many

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


_NUMBERS, _TEXTS = st.integers(-3, 3), st.sampled_from(["a", "b", "ab", ""])
_SEVERAL = st.lists(st.sampled_from(["a", "b"]), max_size=2, unique=True)


def _atoms() -> st.SearchStrategy[str]:
    operators = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    number = st.one_of(_NUMBERS.map(str), st.just("n"), st.just("size(l)"), st.just("size(t)"))
    text = st.one_of(_TEXTS.map(lambda t: f'"{t}"'), st.just("t"))
    return st.one_of(
        st.builds("{} {} {}".format, number, operators, number),
        st.builds("{} {} {}".format, text, operators, text),
        st.builds("{} in l".format, text),
        st.builds("{} in [{}]".format, number, st.lists(_NUMBERS.map(str), max_size=3).map(", ".join)),
        st.sampled_from(["true", "false"]),
    )


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("{} && {}".format, inner, inner),
        st.builds("{} || {}".format, inner, inner),
        st.builds("({})".format, inner),
        st.builds("!({})".format, inner),
    )


@settings(max_examples=how_many("AZUKARI_CONDITIONS"), deadline=None)
@given(source=st.recursive(_atoms(), _grown, max_leaves=8), n=_NUMBERS, t=_TEXTS, l=_SEVERAL)
def test_conditions_come_out_as_in_another_implementation_of_cel(source, n, t, l):  # noqa: E741
    cel = pytest.importorskip("cel")
    assert holds(parse(source), {"n": n, "t": t, "l": tuple(l)}) is cel.evaluate(source, {"n": n, "t": t, "l": l}), (
        source
    )
