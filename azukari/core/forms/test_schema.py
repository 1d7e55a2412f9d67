"""Every answer to two questions of which one depends on the other: the schema for programs takes what the form does."""

from itertools import chain, combinations, product
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from azukari.core.forms.answers import Answers, read
from azukari.core.forms.schema import json_schema
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Category, Choice, Condition, Field, FieldType, Form, FormKind

POLICY = load(STARTER)
BOTH = {"ja": "文", "en": "words"}
VALUES = ("a", "b", "c")


def _field(id: str, kind: FieldType, *, required: bool = False, show_if: Condition | None = None) -> Field:
    choices = () if kind is FieldType.TEXT else tuple(Choice(value, BOTH) for value in VALUES)
    more: dict[str, Any] = {"required": required, "choices": choices, "show_if": show_if}
    return Field(id, Category.ANSWER, kind, BOTH, ("feedback",), BOTH, **more)


def _form(kind: FieldType, values: tuple[str, ...], *, required: bool) -> Form:
    fields = (
        _field("first", kind),
        _field("second", FieldType.TEXT, required=required, show_if=Condition("first", values)),
    )
    return Form("f", FormKind.FEEDBACK, BOTH, BOTH, BOTH, fields, ("feedback",))


def _given(kind: FieldType) -> list[Any]:
    if kind is FieldType.CHOICE:
        return [None, "", *VALUES, "d"]
    several = chain.from_iterable(combinations(VALUES, size) for size in range(4))
    return [None, *map(list, several), ["d"]]


@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("values", [("a",), ("a", "b")])
@pytest.mark.parametrize("kind", [FieldType.CHOICE, FieldType.CHOICES])
def test_what_depends_on_an_answer_is_taken_alike(kind: FieldType, values: tuple[str, ...], required: bool) -> None:
    form = _form(kind, values, required=required)
    validator = Draft202012Validator(json_schema(form, POLICY, lang="en", digests={"en": "d"}))
    for first, second in product(_given(kind), (None, "", "words")):
        data = {id: value for id, value in (("first", first), ("second", second)) if value is not None}
        taken = isinstance(read(form, POLICY, data, lang="en"), Answers)
        refused_as_blank = required and second == ""  # which the schema says in another way: leave it out
        assert refused_as_blank or validator.is_valid(data | {"notice": "d", "lang": "en"}) == taken, data


def test_what_is_said_besides_the_answers() -> None:
    form = POLICY.forms["volunteers"]
    told = json_schema(form, POLICY, lang="en", digests={"ja": "one", "en": "two"})
    assert (told["title"], told["type"], told["additionalProperties"]) == (form.title["en"], "object", False)
    assert told["properties"]["notice"]["enum"] == ["one", "two"]
    assert told["properties"]["lang"]["enum"] == ["ja", "en"]
    assert {"notice", "lang"} <= {*told["required"]}
    assert told["properties"].keys() == {
        *(field.id for field in form.fields), *(f"consent.{slug}" for slug in form.consents), "notice", "lang", "altcha"
    }  # fmt: skip
    for slug in form.consents:
        box = told["properties"][f"consent.{slug}"]
        assert (box["type"], box["default"]) == ("boolean", False), "a box that nobody ticks is no yes"
        assert (box["title"], box["description"]) == (
            POLICY.purposes[slug].title["en"],
            POLICY.purposes[slug].statement["en"],
        )
