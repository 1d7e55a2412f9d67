"""Where minors may register, two questions stand after the email address, and nobody is asked for a date of birth."""

from dataclasses import replace

from azukari.policy.minors import GUARDIAN, NO, OF_AGE, QUESTIONS, with_questions
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Category, FieldType

POLICY = load(STARTER)
FORM = POLICY.forms["plastic-free-river"]


def _ids(form):
    return [field.id for field in form.fields]


def test_after_the_address_and_asked_of_nobody_who_is_old_enough():
    form = with_questions(POLICY, FORM)
    at = _ids(FORM).index("email") + 1
    assert _ids(form) == [*_ids(FORM)[:at], OF_AGE, GUARDIAN, *_ids(FORM)[at:]]
    asked, guardian = form.field(OF_AGE), form.field(GUARDIAN)
    assert (asked.type, asked.category, asked.required) == (FieldType.CHOICE, Category.ANSWER, True)
    assert [choice.value for choice in asked.choices] == ["yes", "no"]
    assert (guardian.type, guardian.category, guardian.required) == (FieldType.EMAIL, Category.EMAIL, True)
    assert (guardian.show_if.field, guardian.show_if.values) == (OF_AGE, (NO,))
    assert guardian.max_length == 254, "RFC 5321 4.5.3.1.3"
    assert set(QUESTIONS) == {OF_AGE, GUARDIAN}
    assert asked.purposes == guardian.purposes == FORM.purposes
    assert str(POLICY.minors.age) in asked.label["ja"]
    assert str(POLICY.minors.age) in asked.reason["en"]
    assert asked.section == guardian.section == FORM.field("email").section


def test_they_stand_under_the_heading_of_the_address():
    fields = tuple(replace(field, section="a" if field.id == "name" else "b") for field in FORM.fields)
    form = with_questions(POLICY, replace(FORM, fields=fields))
    assert [form.field(id).section for id in ("name", "email", OF_AGE, GUARDIAN)] == ["a", "b", "b", "b"]


def test_only_where_the_policy_says_so_and_only_once():
    assert with_questions(replace(POLICY, minors=None), FORM) is FORM
    grown = replace(FORM, minors=False)
    assert with_questions(POLICY, grown) is grown
    once = with_questions(POLICY, FORM)
    assert with_questions(POLICY, once) is once


def test_without_an_address_they_stand_last_and_in_an_empty_form_alone():
    without = replace(FORM, fields=tuple(field for field in FORM.fields if field.category is not Category.EMAIL))
    assert _ids(with_questions(POLICY, without)) == [*_ids(without), OF_AGE, GUARDIAN]
    assert _ids(with_questions(POLICY, replace(FORM, fields=()))) == [OF_AGE, GUARDIAN]
