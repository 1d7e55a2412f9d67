"""What a form's page shows: boxes in the policy's words, what was typed, what is wrong; and answers to look through."""

import pytest

from azukari.core.forms.answers import CONSENT, Answers, AnswerValue, read
from azukari.core.forms.present import address_field, carried, consent_views, field_views, summary
from azukari.core.forms.problem import Problem
from azukari.policy.parse import STARTER, load
from azukari.policy.terms import FieldType, Form

POLICY = load(STARTER)
LANGS = ("ja", "en")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", POLICY.forms.values(), ids=lambda form: form.slug)
def test_a_box_says_what_one_agrees_to_and_is_ticked_by_nobody_else(form: Form, lang: str) -> None:
    views = consent_views(form, POLICY, lang, {})
    assert [view.name for view in views] == [CONSENT + slug for slug in form.consents]
    for slug, view in zip(form.consents, views, strict=True):
        purpose = POLICY.purposes[slug]
        assert view.title == (purpose.agree[lang] if purpose.agree else purpose.title[lang])
        assert (view.statement, view.checked, view.error) == (purpose.statement[lang], False, "")
        typed = {CONSENT + slug: ("on",)}
        wrong = Problem(CONSENT + slug, "consent", "Wrong.")
        for each in consent_views(form, POLICY, lang, typed, (wrong,)):
            mine = each.name == CONSENT + slug
            assert (each.checked, each.error) == ((True, "Wrong.") if mine else (False, ""))


def test_some_box_says_more_than_the_name_of_its_purpose() -> None:
    agreed = [POLICY.purposes[slug].agree for form in POLICY.forms.values() for slug in form.consents]
    assert any(agreed)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", POLICY.forms.values(), ids=lambda form: form.slug)
def test_a_question_is_asked_in_the_policy_s_words_with_what_was_typed_and_the_first_thing_wrong(
    form: Form, lang: str
) -> None:
    blank = field_views(form, lang, {}, ())
    typed = {field.id: ("one", "two") for field in form.fields}
    wrong = [Problem(f.id, "format", f"{nth} {f.id}") for nth in ("First", "Second") for f in form.fields]
    filled = field_views(form, lang, typed, wrong)
    for field, before, after in zip(form.fields, blank, filled, strict=True):
        for view in (before, after):
            assert (view.id, view.type, view.label) == (field.id, field.type.value, field.label[lang])
            assert (view.required, view.reason) == (field.required, field.reason[lang])
            assert view.hint == (field.hint[lang] if field.hint else "")
        assert (before.value, before.values, before.error) == ("", (), "")
        assert (after.value, after.values, after.error) == ("one", ("one", "two"), f"First {field.id}")
        assert [(c.value, c.label, c.checked) for c in before.choices] == [
            (choice.value, choice.label[lang], False) for choice in field.choices
        ]
        for choice in field.choices:
            (view,) = (v for v in field_views(form, lang, {field.id: (choice.value,)}, ()) if v.id == field.id)
            assert [c.value for c in view.choices if c.checked] == [choice.value]


def test_a_postcode_fills_in_the_address_that_follows_it() -> None:
    form = POLICY.forms["membership"]
    by_id = {view.id: view for view in field_views(form, "en", {}, ())}
    (postcode,) = (field for field in form.fields if field.type is FieldType.POSTCODE)
    address = address_field(form, postcode)
    assert address is not None
    assert address.type is FieldType.ADDRESS
    assert form.fields.index(address) > form.fields.index(postcode)
    assert {id for id, view in by_id.items() if view.finds_address} == {postcode.id}
    assert by_id[postcode.id].address_id == address.id
    filled_by_browsers = {id: view.autocomplete for id, view in by_id.items() if view.autocomplete}
    assert filled_by_browsers == {
        "name": "name", "email": "email", "postcode": "postal-code", "address": "street-address", "phone": "tel",
        "fax": "fax tel", "occupation": "organization-title",
    }  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_answers_are_shown_back_in_words_and_carried_as_they_were(lang: str) -> None:
    form = POLICY.forms["riverside-survey"]
    several = next(field for field in form.fields if field.type is FieldType.CHOICES)
    one = next(field for field in form.fields if field.type is FieldType.CHOICE)
    data = {one.id: one.choices[0].value, several.id: [choice.value for choice in several.choices[:2]]}
    answers = read(form, POLICY, data, lang=lang)
    assert isinstance(answers, Answers)
    shown = {row.field_id: row for row in summary(form, lang, answers)}
    assert shown[one.id].value == one.choices[0].label[lang]
    assert shown[several.id].value == "\n".join(choice.label[lang] for choice in several.choices[:2])
    blank = [row.value for id, row in shown.items() if id not in data]
    assert blank
    assert not any(blank)
    pairs = [(one.id, data[one.id]), *((several.id, value) for value in data[several.id])]
    assert sorted(carried(form, answers)) == sorted(pairs)
    agreed = Answers((AnswerValue(one.id, one.category, "x\ny"),), frozenset({"b", "a"}))
    assert carried(form, agreed) == [(one.id, "x\ny"), (f"{CONSENT}a", "on"), (f"{CONSENT}b", "on")]
