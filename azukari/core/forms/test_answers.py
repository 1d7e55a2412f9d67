"""Exactly the form's fields come in, normalised; everything else is named, never repeated."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azukari.core.forms.answers import Answers, read
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)
MEMBER = POLICY.forms["membership"]
FEEDBACK = POLICY.forms["feedback"]
SURVEY = POLICY.forms["riverside-survey"]
SECRET = "Zanzibar-7"

COMPLETE = {
    "member_class": "regular",
    "name": "　髙﨑　花 ",
    "name_kana": "たかさき　はな",
    "email": "Hana＠Example.org",
    "postcode": "１００ー０００１",
    "address": "千代田区千代田１−１",
}


def codes(outcome):
    assert not isinstance(outcome, Answers)
    return {problem.field_id: problem.code for problem in outcome}


def test_answers_are_normalised_and_in_the_forms_order():
    answers = read(MEMBER, POLICY, dict(reversed(COMPLETE.items())), lang="ja")
    assert isinstance(answers, Answers)
    assert [(v.field_id, v.text) for v in answers.values] == [
        ("member_class", "regular"),
        ("name", "髙﨑 花"),
        ("name_kana", "タカサキ ハナ"),
        ("email", "Hana@example.org"),
        ("postcode", "100-0001"),
        ("address", "千代田区千代田1-1"),
    ]
    assert answers.values[4].category == "address"
    assert answers.consents == frozenset()


@pytest.mark.parametrize("blank", ["", "   ", "　", None, [], [""]])
def test_an_optional_field_may_be_blank(blank):
    assert isinstance(read(MEMBER, POLICY, COMPLETE | {"phone": blank, "occupation": blank}, lang="en"), Answers)


@pytest.mark.parametrize("blank", ["", " ", "　", "\u200b", None, []])
def test_a_required_field_may_not(blank):
    assert codes(read(MEMBER, POLICY, COMPLETE | {"name": blank}, lang="en")) == {"name": "missing"}


@pytest.mark.parametrize(
    "name", ["birthdate", "Name", "name ", "name[]", "consent.membership", "consent.x", "__proto__", ""]
)
def test_an_unknown_field_is_refused(name):
    outcome = codes(read(MEMBER, POLICY, COMPLETE | {name: SECRET}, lang="en"))
    assert list(outcome.values()) == ["unknown"]


@pytest.mark.parametrize("value", [1, True, {"a": "b"}, ["a", "b"], [1], [["a"]], 1.5])
def test_a_value_of_another_type_is_refused(value):
    assert codes(read(MEMBER, POLICY, COMPLETE | {"name": value}, lang="en")) == {"name": "type"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("member_class", "honorary", "not_a_choice"),
        ("name", "x" * 201, "too_long"),
        ("name", "x" * 100_000, "too_long"),
        ("name", f"{SECRET}\u202e", "characters"),
        ("name_kana", "山田", "format"),
        ("email", SECRET, "format"),
        ("postcode", "12", "format"),
        ("phone", SECRET, "format"),
    ],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_what_does_not_fit_is_named_but_not_repeated(field, value, code, lang):
    outcome = read(MEMBER, POLICY, COMPLETE | {field: value}, lang=lang)
    assert codes(outcome) == {field: code}
    label = next(f for f in MEMBER.fields if f.id == field).label[lang]
    assert label in outcome[0].message
    assert value not in outcome[0].message


def test_an_answer_may_be_exactly_as_long_as_its_field():
    longest = next(field.max_length for field in MEMBER.fields if field.id == "name")
    assert isinstance(read(MEMBER, POLICY, COMPLETE | {"name": "x" * longest}, lang="en"), Answers)
    assert codes(read(MEMBER, POLICY, COMPLETE | {"name": "x" * (longest + 1)}, lang="en")) == {"name": "too_long"}


def test_everything_wrong_is_named_at_once():
    outcome = codes(read(MEMBER, POLICY, {"email": "x", "birthdate": SECRET}, lang="en"))
    assert outcome == {
        "birthdate": "unknown",
        "member_class": "missing",
        "name": "missing",
        "email": "format",
        "postcode": "missing",
        "address": "missing",
    }


@pytest.mark.parametrize("yes", ["on", "yes", True, ["on"], "TRUE", "1"])
def test_a_ticked_box_is_consent(yes):
    answers = read(MEMBER, POLICY, COMPLETE | {"consent.magazine": yes}, lang="en")
    assert answers.consents == {"magazine"}


@pytest.mark.parametrize("no", ["", "off", "no", False, None, "false", "0"])
def test_anything_else_is_none(no):
    assert read(MEMBER, POLICY, COMPLETE | {"consent.magazine": no}, lang="en").consents == frozenset()


@pytest.mark.parametrize("unclear", ["maybe", 1, {}, ["on", "off"]])
def test_an_unclear_box_is_asked_about(unclear):
    assert codes(read(MEMBER, POLICY, COMPLETE | {"consent.magazine": unclear}, lang="en")) == {
        "consent.magazine": "consent"
    }


def test_several_choices_are_lines_in_the_forms_order():
    answers = read(SURVEY, POLICY, {"visits": "never", "uses": ["fishing", "walking", "fishing"]}, lang="en")
    assert answers.text("uses") == "walking\nfishing"


def test_what_a_person_writes_is_kept_as_written():
    typed = "１行目\r\n\r\n  ２行目 ｶﾅ 𠮷"
    topic = {f.id: f.choices[0].value for f in FEEDBACK.fields if f.choices and f.required}
    answers = read(FEEDBACK, POLICY, {"message": typed, **topic}, lang="ja")
    assert answers.text("message") == "１行目\n\n  ２行目 ｶﾅ 𠮷"


def test_names_of_the_exchange_are_passed_over():
    extra = {"notice": "x", "lang": "en", "stamp": "x", "altcha": "x", "homepage-url": ""}
    assert isinstance(read(MEMBER, POLICY, COMPLETE | extra, lang="en"), Answers)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from([f.id for f in MEMBER.fields] + ["consent.magazine", "lang"]) | st.text(max_size=80)


@given(st.dictionaries(names, json_values))
def test_whatever_comes_is_answered(data):
    outcome = read(MEMBER, POLICY, data, lang="en")
    if isinstance(outcome, Answers):
        assert {v.field_id for v in outcome.values} >= {f.id for f in MEMBER.fields if f.required}
    else:
        assert outcome
        assert all(problem.message for problem in outcome)
