"""Whoever corrects linked answers is asked the questions again, and never sees or writes the text that is sealed."""

from itertools import count

import pytest
from django.utils import timezone

from azukari.core.policy_versions.publish import publish as publish_policy
from azukari.core.vault.models import SealedValue
from azukari.demo.people import SETTER
from azukari.features.questionnaires.models import Response
from azukari.features.questionnaires.tests.visitor import PANEL, Visitor, opened, panel_policy
from azukari.policy.parse import STARTER
from azukari.shells.self_service import session
from azukari.shells.self_service.cookie import NAME
from tests.cast import NOW
from tests.console import desks

pytestmark = pytest.mark.django_db


class _OwnVisitor(Visitor):
    """The same walker, on the page that corrects the answers."""

    def __init__(self, given: Response, lang: str = "en") -> None:
        super().__init__()
        self.given = given
        self.value = SealedValue.objects.get(submission_id=given.submission_id, field="answers")
        self.client.cookies[NAME] = session.open_session(given.person_id, now=NOW).secret
        self.path = f"/{lang}/me/value/{self.value.id}"
        self._read(self.client.get(self.path))


_ages = count(30)
"""Each test answers otherwise: the same answers within one process were sent before."""


@pytest.fixture
def own(charter, monkeypatch):
    panel_policy()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICKEST", NOW - NOW)
    monkeypatch.setattr("azukari.core.forms.form_timestamp.QUICK", NOW - NOW)
    opened(linked=True)
    visitor = Visitor()
    visitor.press(visits="never", age=str(next(_ages)))
    visitor.press(order__paths="1", nps="9")
    assert visitor.press("send").response.status_code == 303, visitor.text
    return _OwnVisitor(Response.objects.get())


def _kept(own: _OwnVisitor) -> str:
    return own.client.get("/en/me").content.decode()


def test_the_questions_stand_there_with_what_was_answered(own):
    assert "How often do you go?" in own.text
    assert "version = 1" not in own.html
    assert own.inputs["visits"] == ["never"]
    assert own.inputs["age"] != [""]
    assert "What do you do there?" not in own.text  # who never goes is not asked


def test_a_changed_answer_is_kept_and_what_it_leads_to_is_asked(own):
    own.press(visits="weekly")
    assert own.response.status_code == 200
    assert "After what you answered there is more to ask." in own.text
    assert "What do you do there?" in own.text
    own.press(uses=["walking"])
    assert own.response.status_code == 303
    page = _kept(own)
    assert "Every week" in page
    assert "Walking" in page


def test_what_is_wrong_is_said_and_nothing_is_kept(own):
    own.press(age="five")
    assert own.response.status_code == 422
    assert "Please write a number" in own.text
    assert own.inputs["age"] == ["five"]
    assert "five" not in _kept(own)


def test_text_as_it_is_sealed_is_no_answer(own):
    own.client.post(own.path, {"token": own.inputs["token"], "answers": "whatever I like"})
    assert "whatever I like" not in _kept(own)


def test_a_ranking_can_be_moved_with_its_buttons(own):
    own.press("up.order.fish")
    assert own.response.status_code == 200
    assert own.inputs["order.fish"] == ["2"]


def test_the_other_language_shows_what_was_typed(own):
    own.press("language", own.path.replace("/en/", "/ja/"), age="five")
    assert "年齢" in own.text
    assert own.inputs["age"] == ["five"]


def test_staff_who_correct_at_a_persons_request_are_asked_the_questions_as_well(own):
    acts = "    purposes: [questionnaire]\n    acts: [export, statistics"
    text = STARTER.read_text("utf-8").replace("\nduties:\n", f"{PANEL}\nduties:\n", 1)
    publish_policy(text.replace(acts, f"{acts}, correct", 1), actor=SETTER, now=NOW, file=STARTER.name)
    desk = desks.browser(desks.staff("questionnaires"))
    at = f"/console/people/{own.given.person_id}/correct/{own.value.id}/"
    asked = {"purpose": "questionnaire", "save": "1", "channel": "phone"}
    page = desk.post(at, {"purpose": "questionnaire"}).content.decode()
    assert "How often do you go?" in page
    assert "version = 1" not in page
    shown = {"shown": "age more nps order parts since stars visits", "visits": "never"}
    refused = desk.post(at, {**asked, **shown, "age": "five"})
    assert refused.status_code == 422
    assert "Please write a number" in refused.content.decode()
    assert desk.post(at, {**asked, **shown, "age": "99"}).status_code == 302
    assert "99" in _kept(own)
