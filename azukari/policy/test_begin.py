"""Policy wizard: whichever answers are given, they make a whole policy, with nothing of the example's association."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from azukari.policy.begin import compose
from azukari.policy.begin_answers import OPTIONAL, Beginning, Provider
from azukari.policy.check import check, errors
from azukari.policy.finding import PolicyError
from azukari.policy.parse import parse, to_yaml
from azukari.policy.rules import example
from azukari.policy.terms import Category, FormKind, Ground, Period, Policy

TOLD = Beginning(
    name={"ja": "里山くらぶ", "en": "Satoyama Club"},
    about={"ja": "里山を手入れする市民の集まり", "en": "a group of citizens who look after the hills"},
    representative={"ja": "代表 森 葉子", "en": "Yoko Mori, Chair"},
    address={"ja": "〒192-0000 東京都八王子市実在町3-2-1", "en": "3-2-1 Jitsuzai, Hachioji, Tokyo 192-0000"},
    registration={"ja": "任意団体", "en": "Unincorporated association"},
    website="https://satoyama.example.net",
    email="office@satoyama.example.net",
    phone="042-555-1234",
    fees={"regular": 2000, "student": 500},
    kept=Period(years=1),
    answered=Period(months=6),
    magazine={"ja": "里山だより", "en": "Letter from the Hills"},
    activities=({"ja": "下草刈り", "en": "Clearing"}, {"ja": "植樹", "en": "Planting"}),
    petition={"ja": "雑木林を残そう", "en": "Keep the copse"},
    addressee={"ja": "八王子市", "en": "the city of Hachioji"},
    petition_until=date(2028, 3, 31),
    questionnaire={"ja": "活動についてのアンケート", "en": "What do you think of our work?"},
)
PROVIDER = Provider(
    {"ja": "株式会社つばめ便", "en": "Tsubame Post Inc."},
    {"ja": "大阪市", "en": "Osaka"},
    reference="T-1",
    signed=date(2026, 3, 20),
    begins=date(2026, 4, 15),
)


def wrong(policy: Policy) -> list[str]:
    left = (finding for rule in (example.organisation, example.recipients, example.words) for finding in rule(policy))
    return [f"{f.clause}: {f.code}" for f in (*left, *check(policy))]


def test_the_answers_make_a_policy_in_which_nothing_is_found():
    policy = compose(replace(TOLD, asks=frozenset(OPTIONAL), provider=PROVIDER, guardians=True))
    assert wrong(policy) == []
    assert parse(to_yaml(policy)) == policy


@pytest.mark.parametrize("count", range(6))
def test_whichever_forms_are_wanted(count: int):
    for kinds in combinations(sorted(set(FormKind) - {FormKind.FEEDBACK}), count):
        wanted = replace(TOLD, forms=frozenset(kinds))
        for told in (wanted, replace(wanted, fees={}, activities=(), provider=PROVIDER)):
            policy = compose(told)
            assert wrong(policy) == []
            assert {form.kind for form in policy.forms.values()} == {*kinds, FormKind.FEEDBACK}


def test_what_is_not_wanted_is_not_asked():
    policy = compose(replace(TOLD, fees={"regular": 1000}, asks=frozenset({Category.PHONE})))
    asked = {field.category for form in policy.forms.values() for field in form.fields}
    assert Category.PHONE in asked
    assert not asked & {Category.FAX, Category.OCCUPATION}
    assert policy.forms["membership"].field("member_class") is None
    assert "1,000" in policy.forms["membership"].lead["ja"]
    assert not any(purpose.ground is Ground.LAW for purpose in compose(replace(TOLD, fees={})).purposes.values())


def test_periods_are_those_that_were_answered():
    policy = compose(replace(TOLD, kept=Period(months=3)))
    assert policy.purposes["membership"].retention.period == Period(months=3)


def test_the_telephone_is_answered_when_it_was_said():
    hours = compose(replace(TOLD, opens="10:15", closes="15:45", weekdays=("tue", "sat"))).requests.hours
    assert (f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}", hours.weekdays) == ("10:15", "15:45", frozenset({1, 5}))


def test_an_answer_that_no_document_can_hold_is_told():
    with pytest.raises(PolicyError) as told:
        compose(replace(TOLD, website="satoyama"))
    assert [finding.clause for finding in told.value.findings] == ["organisation.website"]


def test_every_text_has_both_languages_and_no_blank_is_left():
    text = to_yaml(compose(replace(TOLD, provider=PROVIDER)))
    assert "{" not in "".join(line for line in text.splitlines() if "start" not in line)
    assert not errors(check(parse(text)))


@pytest.mark.parametrize("provider", [PROVIDER, None])
@pytest.mark.parametrize(
    "forms", [set(), {FormKind.MAGAZINE}, {FormKind.CAMPAIGN}, {FormKind.MAGAZINE, FormKind.CAMPAIGN}]
)
def test_a_mail_provider_is_named_where_something_is_mailed_and_gets_that_alone(forms, provider):
    policy = compose(replace(TOLD, forms=frozenset(forms), provider=provider))
    mailed = {"magazine": FormKind.MAGAZINE, "campaign-updates": FormKind.CAMPAIGN}
    served = {slug for slug, kind in mailed.items() if kind in forms}
    found = {slug: {*recipient.purposes} for slug, recipient in policy.recipients.items()}
    assert found == ({"mail-provider": served} if provider and served else {})


def test_what_was_answered_is_what_each_form_offers_and_until_when():
    told = replace(TOLD, asks=frozenset(OPTIONAL), guardians=True, questionnaire_until=date(2028, 1, 31))
    policy = compose(told)
    forms = policy.forms
    asked = {field.category for field in forms["membership"].fields}
    assert asked >= {Category.PHONE, Category.FAX, Category.OCCUPATION}
    bare = {field.category for form in compose(TOLD).forms.values() for field in form.fields}
    assert not bare & {Category.PHONE, Category.FAX, Category.OCCUPATION}
    supporting = compose(replace(TOLD, fees={"supporting": 5000, "regular": 2000})).forms["membership"]
    assert "5,000 yen (supporting member)" in supporting.lead["en"]
    assert "2,000円" in supporting.lead["ja"]
    hours = policy.requests.hours
    assert (f"{hours.opens:%H:%M}", f"{hours.closes:%H:%M}") == ("09:00", "17:30")
    assert hours.weekdays == frozenset(range(5))
    classes, activities = forms["membership"].field("member_class"), forms["volunteers"].field("activities")
    assert classes
    assert activities
    assert [(each.value, each.label["en"]) for each in classes.choices] == [
        ("regular", "Regular member (2,000 yen a year, with a vote)"),
        ("student", "Student member (500 yen a year, with a vote)"),
    ]
    assert classes.choices[1].label["ja"] == "学生会員(年500円、議決権あり)"
    assert {each.value: each.label for each in activities.choices} == {
        "activity-1": told.activities[0],
        "activity-2": told.activities[1],
    }
    assert forms["volunteers"].field("languages") is None
    assert {slug for slug, form in forms.items() if form.minors} == {"petition", "volunteers"}
    assert {slug: str(form.closes) for slug, form in forms.items() if form.closes} == {
        "petition": "2028-03-31",
        "questionnaire": "2028-01-31",
    }
    open_ended = compose(replace(TOLD, petition_until=None)).forms.values()
    assert not [form for form in (*forms.values(), *open_ended) if form.opens], "The example's dates are its own."
    assert not [form for form in open_ended if form.closes or form.minors]
    assert (policy.minors is None, compose(TOLD).minors is None) == (False, True)


def test_a_heading_under_which_nothing_is_asked_goes():
    forms = [form for told in (TOLD, replace(TOLD, activities=())) for form in compose(told).forms.values()]
    assert any(form.sections for form in forms)
    for form in forms:
        assert {section.slug for section in form.sections} == {field.section for field in form.fields if field.section}


def test_each_period_and_each_duty_is_that_of_the_answers():
    policy = compose(replace(TOLD, kept=Period(months=7), answered=Period(days=50)))
    periods = {slug: policy.purposes[slug].retention.period for slug in ("membership", "volunteers", "feedback")}
    assert periods == {"membership": Period(months=7), "volunteers": Period(months=7), "feedback": Period(days=50)}
    few = compose(replace(TOLD, forms=frozenset({FormKind.MAGAZINE})))
    assert {"magazine", "feedback", "operator", "auditor", "privacy"} <= set(few.duties), "Some need no purpose."
    assert not {"membership", "volunteers"} & set(few.duties)


def test_the_provider_s_contract_is_the_one_that_was_signed():
    contract = compose(replace(TOLD, provider=PROVIDER)).recipients["mail-provider"].contract
    assert contract
    assert (contract.reference, contract.signed, contract.begins, contract.ends) == (
        "T-1", PROVIDER.signed, PROVIDER.begins, None,
    )  # fmt: skip
