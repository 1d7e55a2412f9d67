"""What ends a service, and how long something is kept from there, in words that people know."""

from dataclasses import replace
from datetime import date

import pytest

from azukari.policy.ending import EndsBy, runs_until_its_end, what_ends
from azukari.policy.parse import STARTER, load
from azukari.policy.retention_words import kept_for
from azukari.policy.terms import Ground, Period, Retention, RetentionStart

POLICY = load(STARTER)
_ENDED = {
    "membership": ("membership", EndsBy.LEAVING, "1 year after you leave", "退会から1年"),
    "volunteers": ("volunteers", EndsBy.LEAVING, "1 year after you stop", "登録の終了から1年"),
    "feedback": ("feedback", EndsBy.CLOSING, "6 months after our answer", "お返事から6か月"),
    "campaign": (
        "plastic-free-river",
        EndsBy.LAST_DAY,
        "3 months after the campaign closes",
        "署名の締め切りから3か月",
    ),
    "magazine": ("magazine", EndsBy.WITHDRAWAL, "7 days after you unsubscribe", "配信停止から7日"),
}


@pytest.mark.parametrize(("purpose", "form", "by", "en", "ja"), [(k, *v) for k, v in _ENDED.items()])
def test_each_kind_of_form_ends_in_its_way(purpose, form, by, en, ja):
    closing = replace(POLICY.forms[form], closes=date(2027, 1, 1))
    policy = replace(POLICY, forms={**POLICY.forms, form: closing})
    assert what_ends(closing, POLICY.purposes[purpose]) is by
    assert kept_for(policy, POLICY.purposes[purpose]) == {"ja": ja, "en": en}


def test_a_questionnaire_ends_with_its_last_day():
    form, purpose = POLICY.forms["riverside-survey"], POLICY.purposes["questionnaire"]
    until = replace(purpose, retention=Retention(RetentionStart.ENDED, Period(months=2)))
    closing = replace(form, closes=date(2027, 1, 1))
    policy = replace(POLICY, forms={"riverside-survey": closing}, purposes={"questionnaire": until})
    assert what_ends(closing, until) is EndsBy.LAST_DAY
    assert kept_for(policy, until) == {"ja": "回答の締め切りから2か月", "en": "2 months after the survey closes"}
    endless = replace(POLICY, forms={"riverside-survey": replace(form, closes=None)})
    assert kept_for(endless, until)["en"] == "2 months after the service ends"


def test_the_magazine_ends_with_its_consent_and_nothing_else_can_end_it():
    form, purpose = POLICY.forms["magazine"], POLICY.purposes["magazine"]
    assert what_ends(form, purpose) is EndsBy.WITHDRAWAL
    assert what_ends(form, replace(purpose, ground=Ground.CONTRACT)) is None
    assert what_ends(POLICY.forms["membership"], purpose) is EndsBy.WITHDRAWAL, "There it is asked besides."


def test_what_has_no_last_day_does_not_end_by_it():
    form = POLICY.forms["plastic-free-river"]
    assert what_ends(replace(form, closes=None), POLICY.purposes["campaign"]) is None
    assert what_ends(replace(form, closes=date(2027, 1, 1)), POLICY.purposes["campaign"]) is EndsBy.LAST_DAY


def test_which_purposes_run_until_the_end():
    for slug, purpose in POLICY.purposes.items():
        assert runs_until_its_end(POLICY, slug) is (purpose.retention.start is RetentionStart.ENDED)
    assert not runs_until_its_end(POLICY, "not-there")


def test_words_where_several_forms_or_none_lead_to_a_purpose():
    purpose = POLICY.purposes["volunteers"]
    both = replace(POLICY.forms["membership"], purposes=("membership", "volunteers"))
    several = replace(POLICY, forms={**POLICY.forms, "membership": both})
    assert kept_for(several, purpose)["en"] == "1 year after the service ends"
    nowhere = replace(POLICY, forms={})
    assert kept_for(nowhere, purpose)["en"] == "1 year after the service ends"
    agreed = replace(purpose, ground=Ground.CONSENT)
    assert kept_for(nowhere, agreed)["en"] == "1 year after you withdraw your consent"
    besides = replace(POLICY.forms["membership"], consents=("volunteers",))
    only_there = replace(POLICY, forms={"membership": besides})
    assert kept_for(only_there, purpose)["en"] == "1 year after you withdraw your consent"


def test_a_record_that_others_read_speaks_of_them():
    assert kept_for(POLICY, POLICY.purposes["membership"], of_others=True)["en"] == "1 year after they leave"


def test_a_law_is_named():
    assert kept_for(POLICY, POLICY.purposes["dues-record"])["en"].startswith("7 years after your last payment")
    assert ", under the" in kept_for(POLICY, POLICY.purposes["dues-record"])["en"]
    assert "により、" in kept_for(POLICY, POLICY.purposes["dues-record"])["ja"]
    confirmed = replace(POLICY.purposes["magazine"].retention, start=RetentionStart.CONFIRMED)
    assert (
        kept_for(POLICY, replace(POLICY.purposes["magazine"], retention=confirmed))["en"]
        == "7 days after you confirm it"
    )


@pytest.mark.parametrize("start", RetentionStart)
def test_a_right_begins_with_the_confirmation_unless_something_is_recorded(start: RetentionStart) -> None:
    assert Retention(start, Period(years=1)).at_once is (start is not RetentionStart.RECORDED)
