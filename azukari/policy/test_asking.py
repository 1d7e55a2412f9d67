"""Pages, sections and conditions: which fields are asked of whom."""

from collections.abc import Mapping
from dataclasses import replace

from azukari.policy.asking import asked, in_order, is_conditional, pages
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import Condition, Form, Section

STARTING = load(STARTER)
VOLUNTEERS = STARTING.forms["volunteers"]
MEMBER = STARTING.forms["membership"]


def changed(form: Form, **fields: Mapping[str, object]) -> Form:
    return replace(form, fields=tuple(replace(f, **fields.get(f.id, {})) for f in form.fields))  # type: ignore[arg-type]


def sectioned(*sections: Section, **fields: Mapping[str, object]) -> Form:
    return replace(changed(MEMBER, **fields), sections=sections)


def test_a_form_without_sections_is_one_page_in_its_own_order() -> None:
    (page,) = pages(MEMBER)
    assert page.fields == in_order(MEMBER) == MEMBER.fields


def test_sections_stand_in_their_order_and_begin_pages_where_they_say_so() -> None:
    first, second = pages(VOLUNTEERS)
    assert [part.section.slug for page in (first, second) for part in page.parts if part.section] == [
        "you",
        "activities",
    ]
    assert [f.id for f in first.fields] == ["name", "name_kana", "email", "phone", "emergency_phone"]
    assert [f.id for f in in_order(VOLUNTEERS)] == [f.id for page in (first, second) for f in page.fields]


def test_fields_without_a_section_come_first_wherever_they_are_written() -> None:
    form = sectioned(
        Section("b", {}, page=True), Section("a", {}), name={"section": "a"}, member_class={"section": "b"}
    )
    first, second = pages(form)
    assert [f.id for f in second.fields] == ["member_class", "name"]
    assert [f.id for f in in_order(form)][-2:] == ["member_class", "name"], "However they are written."
    assert "email" in {f.id for f in first.fields}


def test_a_page_whose_section_is_empty_is_none() -> None:
    form = sectioned(Section("empty", {}, page=True), Section("a", {}), name={"section": "a"})
    assert len(pages(form)) == 1


def test_everything_of_one_section_may_begin_the_form_without_a_blank_page() -> None:
    everything = {f.id: {"section": "a"} for f in MEMBER.fields}
    (page,) = pages(sectioned(Section("a", {}, page=True), **everything))
    assert page.number == 1


def test_a_field_is_asked_after_one_of_the_answers_and_not_otherwise() -> None:
    assert "languages" in asked(VOLUNTEERS, {"activities": ["cleaning", "translation"]})
    assert "languages" not in asked(VOLUNTEERS, {"activities": ["cleaning"]})
    assert "languages" not in asked(VOLUNTEERS, {})


def test_the_condition_of_a_section_is_that_of_all_its_fields() -> None:
    section = Section("school", {}, show_if=Condition("member_class", ("student",)))
    form = sectioned(section, occupation={"section": "school"}, fax={"section": "school"})
    assert {"occupation", "fax"} <= asked(form, {"member_class": ["student"]})
    assert not {"occupation", "fax"} & asked(form, {"member_class": ["regular"]})


def test_what_is_hidden_makes_nothing_else_appear() -> None:
    form = changed(
        VOLUNTEERS,
        days={"show_if": Condition("activities", ("cleaning",))},
        message={"show_if": Condition("days", ("sunday",))},
    )
    assert "message" in asked(form, {"activities": ["cleaning"], "days": ["sunday"]})
    assert "message" not in asked(form, {"activities": ["water"], "days": ["sunday"]})


def test_what_is_still_to_be_answered_may_yet_lead_anywhere() -> None:
    assert "languages" in asked(VOLUNTEERS, {}, undecided={"activities"})


def test_a_form_depends_on_answers_by_a_question_or_by_a_whole_section() -> None:
    condition = Condition("member_class", ("student",))
    assert not is_conditional(sectioned(Section("school", {})))
    assert is_conditional(changed(MEMBER, fax={"show_if": condition}))
    assert is_conditional(sectioned(Section("rest", {}), Section("school", {}, show_if=condition)))
