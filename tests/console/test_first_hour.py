"""Getting started: a new instance leads its officer from nothing to a form, and its policy is written by questions."""

import pytest
from django.test import Client

from azukari.core.accounts.models import User
from azukari.core.accounts.staff import enrol
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.models import Charter
from azukari.core.policy_versions.sound import findings
from azukari.policy.check import errors
from azukari.policy.parse import parse
from azukari.policy.period import spell
from azukari.policy.terms import Policy
from tests.console import desks
from tests.console.first_hour import GIVEN

GUIDE, QUESTIONS = "/console/start/", "/console/policy/questions/"
pytestmark = pytest.mark.django_db


def enrolled(duty: str) -> User:
    """Somebody who works here before there is a policy."""
    known = frozenset({duty})
    email = f"{duty}@first.example.org"
    return enrol(email, duty, duties=[duty], known=known, password=desks.PASSWORD, totp_secret=desks.SECRET,
                 actor=desks.OPERATOR, now=desks.moment())  # fmt: skip


@pytest.fixture
def officer() -> Client:
    """Who may write the policy."""
    return desks.fresh(enrolled("privacy"))


def draft() -> Policy | None:
    found = drafts.find()
    return parse(found.document) if found else None


def test_the_answers_make_a_draft_in_which_nothing_is_found(officer: Client):
    answer = officer.post(QUESTIONS, GIVEN, follow=True)
    assert "Nothing prevents it" in answer.content.decode()
    policy = draft()
    assert policy is not None
    assert findings(policy) == ()
    assert {*policy.forms} == {"membership", "magazine", "feedback"}
    assert spell(policy.purposes["membership"].retention.period)["en"] == "6 months"
    assert policy.organisation.name["ja"] == "里山くらぶ"


def test_only_what_is_wanted_must_be_answered(officer: Client):
    answer = officer.post(QUESTIONS, {**GIVEN, "forms": ["magazine", "campaign"], "magazine_en": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert draft() is None
    for field in ("magazine_en", "petition_ja", "petition_en", "addressee_ja", "petition_until"):
        assert f'href="#f-{field}"' in page
    assert 'href="#f-activities_ja"' not in page
    assert 'value="里山くらぶ"' in page, "What was typed is not lost."


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"website": "satoyama"}, "website"),
        ({"kept": "for ever"}, "kept"),
        ({"opens": "ten"}, "opens"),
        ({"fee_regular": "two thousand"}, "fee_regular"),
        ({"forms": ["volunteers"], "activities_ja": "植樹\n草刈り", "activities_en": "Planting"}, "activities_en"),
    ],
)
def test_what_no_document_can_hold_is_said_beside_its_question(officer: Client, more: dict[str, object], field: str):
    answer = officer.post(QUESTIONS, {**GIVEN, **more})
    assert answer.status_code == 422
    assert f'href="#f-{field}"' in answer.content.decode()
    assert draft() is None


def test_a_draft_that_is_being_written_is_not_replaced(officer: Client):
    officer.post(QUESTIONS, GIVEN)
    before = draft()
    answer = officer.post(QUESTIONS, {**GIVEN, "phone": "1"})
    assert answer.headers["Location"] == "/console/policy/"
    assert draft() == before


def test_home_leads_to_the_guide_before_there_is_a_policy(officer: Client):
    assert GUIDE in officer.get("/console/").content.decode()
    other = desks.browser(enrolled("magazine"))
    assert GUIDE not in other.get("/console/").content.decode()
    assert other.get(GUIDE).status_code == 403
    assert other.post(QUESTIONS, GIVEN).status_code == 403


def test_each_step_is_ticked_when_it_is_done(officer: Client):
    def is_next() -> str:
        return str(officer.get(GUIDE).context["next"].url)

    assert is_next() == QUESTIONS
    officer.post(QUESTIONS, GIVEN)
    assert is_next() == "/console/policy/changes/"
    desks.publish()
    assert is_next().startswith("/en/forms/")
    desks.register("membership")
    assert is_next() == "/console/staff/"
    assert Charter.objects.count() == 1


def test_what_the_controls_find_stands_at_its_step(officer: Client):
    steps = officer.get(GUIDE).context["steps"]
    worker = next(step for step in steps if "systemd" in step.command)
    assert not worker.done
    assert "never run" in worker.findings[0]


def test_errors_of_the_wizard_are_none_of_the_document(officer: Client):
    officer.post(QUESTIONS, {**GIVEN, "mail": "provider", "provider_ja": "つばめ便", "provider_en": "Tsubame Post",
                             "provider_address_ja": "大阪市", "provider_address_en": "Osaka", "reference": "T-1",
                             "signed": "2026-03-20", "begins": "2026-04-01"})  # fmt: skip
    policy = draft()
    assert policy is not None
    assert not errors(findings(policy))
    assert [recipient.name["en"] for recipient in policy.recipients.values()] == ["Tsubame Post"]
