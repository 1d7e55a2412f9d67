"""What is accepted is what is asked: whatever the form's conditions are, and whatever comes."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from azukari.core.forms.answers import Answers, read
from azukari.core.forms.schema import json_schema
from azukari.policy.asking import asked, pages
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Category, Choice, Condition, Field, FieldType, Form, FormKind, Section

POLICY = load(STARTER)
BOTH = {"ja": "文", "en": "words"}
VALUES = ("a", "b", "c")
KINDS = (FieldType.CHOICE, FieldType.CHOICES, FieldType.TEXT)


def _field(number: int, kind: FieldType, *, required: bool, section: str | None, show_if: Condition | None) -> Field:
    choices = tuple(Choice(value, BOTH) for value in VALUES) if kind is not FieldType.TEXT else ()
    return Field(
        f"q{number}",
        Category.ANSWER,
        kind,
        BOTH,
        ("volunteers",),
        BOTH,
        required=required,
        choices=choices,
        section=section,
        show_if=show_if,
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Forms with up to six questions in up to two sections, and sound conditions on what comes earlier."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
    cuts = sorted(draw(st.lists(st.integers(0, len(kinds)), min_size=2, max_size=2)))
    places = [None if n < cuts[0] else "one" if n < cuts[1] else "two" for n in range(len(kinds))]

    def condition(before: int) -> Condition | None:
        earlier = [n for n in range(before) if kinds[n] is not FieldType.TEXT]
        if not earlier or not draw(st.booleans()):
            return None
        values = draw(st.lists(st.sampled_from(VALUES), min_size=1, max_size=2, unique=True))
        return Condition(f"q{draw(st.sampled_from(earlier))}", tuple(values))

    fields = tuple(
        _field(n, kind, required=draw(st.booleans()), section=places[n], show_if=condition(n))
        for n, kind in enumerate(kinds)
    )
    sections = tuple(
        Section(slug, BOTH, page=draw(st.booleans()), show_if=condition(first))
        for slug, first in zip(("one", "two"), cuts, strict=True)
    )
    return Form("f", FormKind.FEEDBACK, BOTH, BOTH, BOTH, fields, ("volunteers",), sections=sections)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    """A form, and answers of the right type to some of its questions, asked or not."""
    form = draw(forms())
    data: dict[str, Any] = {}
    for field in form.fields:
        if not draw(st.booleans()):
            continue
        if field.type is FieldType.CHOICES:
            data[field.id] = draw(st.lists(st.sampled_from(VALUES), max_size=2, unique=True))
        else:
            data[field.id] = draw(st.sampled_from(VALUES if field.choices else ("words",)) | st.just(""))
    return form, data


def _expected(form: Form, data: Mapping[str, Any]) -> set[str]:
    """The same question answered the long way round: begin with nothing, add what is reached, until nothing changes."""
    sections = {section.slug: section.show_if for section in form.sections}
    reached: set[str] = set()
    for _ in range(len(form.fields) + 1):
        for field in form.fields:
            needed = [c for c in (field.show_if, sections.get(field.section or "")) if c]
            given = {c.field: data.get(c.field) or () for c in needed}
            if all(c.field in reached and set(c.values) & set(given[c.field]) for c in needed):
                reached.add(field.id)
    return reached


@given(answered())
def test_what_is_accepted_is_what_is_asked(case: tuple[Form, dict[str, Any]]) -> None:
    form, data = case
    expected = _expected(form, data)
    wrong = {
        **{f.id: "missing" for f in form.fields if f.id in expected and f.required and not data.get(f.id)},
        **{f.id: "not_asked" for f in form.fields if f.id not in expected and data.get(f.id)},
    }
    outcome = read(form, POLICY, data, lang="en")
    if isinstance(outcome, Answers):
        assert not wrong
        assert {value.field_id for value in outcome.values} == {id for id, text in data.items() if text}
    else:
        assert {problem.field_id: problem.code for problem in outcome} == wrong


@given(answered())
def test_the_schema_says_the_same(case: tuple[Form, dict[str, Any]]) -> None:
    form, data = case
    validator = Draft202012Validator(json_schema(form, POLICY, lang="en", digests={"en": "d"}))
    sent = {id: value for id, value in data.items() if value} | {"notice": "d", "lang": "en"}
    assert validator.is_valid(sent) == isinstance(read(form, POLICY, sent, lang="en"), Answers)


@given(answered())
def test_the_pages_hold_every_question_once_and_nothing_depends_on_a_later_page(
    case: tuple[Form, dict[str, Any]],
) -> None:
    form, data = case
    found = pages(form)
    ids = [field.id for page in found for field in page.fields]
    assert sorted(ids) == sorted(field.id for field in form.fields)
    assert [page.number for page in found] == list(range(1, len(found) + 1))
    chosen = {id: [value] if isinstance(value, str) else value for id, value in data.items()}
    for page, following in pairwise(found):
        so_far = {id: values for id, values in chosen.items() if id not in {f.id for f in following.fields}}
        here = {field.id for field in page.fields}
        assert asked(form, so_far) & here == asked(form, chosen) & here


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_answer_nobody_asked_for_is_named_and_not_repeated(lang: str) -> None:
    form = POLICY.forms["volunteers"]
    data = {"name": "花", "email": "h@example.org", "activities": ["water"], "languages": "Zanzibari"}
    outcome = read(form, POLICY, data, lang=lang)
    assert not isinstance(outcome, Answers)
    [problem] = outcome
    assert (problem.field_id, problem.code) == ("languages", "not_asked")
    assert "Zanzibari" not in problem.message
