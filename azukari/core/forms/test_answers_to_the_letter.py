"""Answers, to the character: how long one may be, what is one choice and what several, and what an input is called."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from azukari.core.forms.answers import Answers, AnswerValue, chosen, is_given, read, read_one
from azukari.core.forms.problem import Problem
from azukari.lib.email import LONGEST
from azukari.policy.minors import with_questions
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Category, Field, Form

POLICY = load(STARTER)
MEMBER = POLICY.forms["membership"]
RIVER = POLICY.forms["plastic-free-river"]
SURVEY = POLICY.forms["riverside-survey"]
SIGNED = {"name": "A", "email": "a@example.org", "of-age": "yes"}


def field(form: Form, id: str) -> Field:
    found = form.field(id)
    assert found is not None
    return found


NAME, EMAIL = field(MEMBER, "name"), field(MEMBER, "email")


def one(asked: Field, raw: object) -> str:
    found = read_one(asked, raw, lang="en")
    return found.code if isinstance(found, Problem) else found


def codes(form: Form, data: Mapping[str, object]) -> dict[str, str]:
    outcome = read(with_questions(POLICY, form), POLICY, data, lang="en")
    return {} if isinstance(outcome, Answers) else {problem.field_id: problem.code for problem in outcome}


@pytest.mark.parametrize(("length", "answer"), [(500, "a b"), (501, "too_long")])
def test_spaces_are_read_over_as_long_as_it_is_worth_it(length: int, answer: str) -> None:
    asked = replace(NAME, max_length=200)
    typed = f"a{' ' * (length - 2)}b"
    assert len(typed) == length
    assert one(asked, typed) == answer


@pytest.mark.parametrize(("longest", "good"), [(10, True), (LONGEST + 40, True)])
def test_an_address_may_be_as_long_as_addresses_are_whatever_its_field_says(longest: int, good: bool) -> None:
    asked = replace(EMAIL, max_length=longest)
    address = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example.org"
    assert (one(asked, address) == address) is good
    assert one(asked, f"{'a' * 64}@{'.'.join(['b' * 60] * 4)}.org") in {"too_long", "format"}
    assert one(replace(NAME, max_length=10), "x" * 11) == "too_long"


@pytest.mark.parametrize(
    ("id", "raw", "answer"),
    [
        ("uses", ["walking", "fishing"], "walking\nfishing"),
        ("uses", ["walking", "walking"], "walking"),
        ("uses", ["walking", "flying"], "not_a_choice"),
        ("visits", ["never", "weekly"], "type"),
        ("visits", ["never"], "never"),
        ("visits", "flying", "not_a_choice"),
    ],
)
def test_one_choice_is_one_and_several_are_lines(id: str, raw: object, answer: str) -> None:
    assert one(field(SURVEY, id), raw) == answer


@pytest.mark.parametrize(
    ("raw", "answer"),
    [(None, ""), ("", ""), (" ", ""), ([], ""), (["", "　"], ""), (["A", ""], "A"), (("A",), "A"), (7, "type"),
     ([None], "type"), ({"a": 1}, "type"), (["A", "B"], "type")],
)  # fmt: skip
def test_an_optional_blank_is_blank_and_what_is_no_text_is_said_so(raw: object, answer: str) -> None:
    asked = replace(NAME, required=False)
    assert one(asked, raw) == answer
    assert one(NAME, raw) == (answer or "missing")
    assert is_given(raw) is bool(answer)


def test_what_is_left_of_a_text_must_be_something_where_it_is_needed() -> None:
    assert one(NAME, "\u200b") == "missing"
    assert one(replace(NAME, required=False), "\u200b") == ""


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("birthdate", "birthdate"),
        ("a[b].c-d e", "a[b].c-d e"),
        ("<script>", "?script?"),
        ("x" * 60, "x" * 60),
        ("x" * 61, "x" * 60),
        ("生年月日", "生年月日"),
        ("", "?"),
        ("\u202e", "?"),
    ],
)
def test_an_input_that_the_form_does_not_have_is_named_as_far_as_it_is_fit_to_be(name: str, shown: str) -> None:
    assert codes(RIVER, {**SIGNED, name: "x"}) == {shown: "unknown"}


@pytest.mark.parametrize(("raw", "code"), [(["on"], ""), (("on",), ""), (["on", "on"], "consent"), ([], "consent")])
def test_one_tick_is_one(raw: object, code: str) -> None:
    found = codes(RIVER, {**SIGNED, "consent.magazine": raw})
    assert found == ({"consent.magazine": code} if code else {})


def test_a_box_of_a_purpose_that_rules_no_more_is_no_yes() -> None:
    purposes = {slug: purpose for slug, purpose in POLICY.purposes.items() if slug != "magazine"}
    data = {**SIGNED, "consent.magazine": "on", "consent.campaign-updates": "on"}
    answers = read(with_questions(POLICY, RIVER), replace(POLICY, purposes=purposes), data, lang="en")
    assert isinstance(answers, Answers)
    assert answers.consents == {"campaign-updates"}


def test_what_was_chosen_so_far_is_read_as_far_as_it_can_be() -> None:
    assert chosen(SURVEY, {"visits": "never", "uses": ["fishing", 7], "wishes": "benches"}) == {
        "visits": ["never"],
        "uses": [],
    } | {each.id: [] for each in SURVEY.fields if each.choices and each.id not in {"visits", "uses"}}


def test_only_what_is_asked_may_be_answered() -> None:
    young = {**SIGNED, "of-age": "no"}
    assert codes(RIVER, {**young, "guardian-email": "parent@example.org"}) == {}
    assert codes(RIVER, young) == {"guardian-email": "missing"}
    assert codes(RIVER, {**SIGNED, "guardian-email": ""}) == {}
    for raw in ("parent@example.org", ["parent@example.org"], 7):
        assert codes(RIVER, {**SIGNED, "guardian-email": raw}) == {"guardian-email": "not_asked"}


@pytest.mark.parametrize("guardian", ["a@example.org", "A@Example.ORG"])
def test_nobody_is_their_own_guardian(guardian: str) -> None:
    assert codes(RIVER, {**SIGNED, "of-age": "no", "guardian-email": guardian}) == {"guardian-email": "own_address"}


def test_only_an_address_of_one_s_own_is_one_s_own() -> None:
    same = "parent@example.org"
    assert codes(RIVER, {**SIGNED, "name": same, "of-age": "no", "guardian-email": same}) == {}


def test_a_form_for_the_young_is_read_with_the_question_about_their_age_alone() -> None:
    with pytest.raises(ValueError, match=r"Current\.form"):
        read(RIVER, POLICY, SIGNED, lang="en")
    assert isinstance(read(with_questions(POLICY, RIVER), POLICY, SIGNED, lang="en"), Answers)
    without = replace(POLICY, minors=None)
    assert isinstance(read(RIVER, without, {"name": "A", "email": "a@example.org"}, lang="en"), Answers)
    assert isinstance(read(MEMBER, POLICY, {}, lang="en"), tuple)


def test_answers_are_found_by_their_field() -> None:
    answers = Answers(
        (AnswerValue("name", Category.NAME, "A"), AnswerValue("guardian-email", Category.EMAIL, "p@x.org"))
    )
    assert (answers.text("name"), answers.text("email"), answers.guardian) == ("A", "", "p@x.org")
