"""Linked answers as a text say the same however they are read."""

import json

import pytest

from azukari.features.questionnaires.sealed_text import from_text, to_text
from azukari.features.questionnaires.shape import Answers

_ODD = [
    "1",
    "1.0",
    "-0",
    "1e2",
    "12345678901234567890123",
    "1e400",
    '"\\ud800"',
    '{"a": "b", "a": "c"}',
    '["a"]',
    " 1 ",
]


@pytest.mark.parametrize("value", _ODD)
def test_a_value_is_what_json_says(value: str):
    said = json.loads(value)
    found = from_text(f"version = 3\nq = {value}")
    assert repr(found) == repr((3, {"q": tuple(said) if isinstance(said, list) else said}))


@pytest.mark.parametrize(
    "text", ["version = 1\nq", "version = 1\nq = ", "version = 1\nq = null", "q = 1", "version = true"]
)
def test_what_is_no_such_text_says_nothing(text: str):
    assert from_text(text) is None


def test_it_reads_back_without_loss():
    answers: Answers = {"a": ("x", "y"), "b": 3, "c": "行\n末", "d": {"r": "v"}, "e": 1.5}
    assert from_text(to_text(7, answers)) == (7, answers)
