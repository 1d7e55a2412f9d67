"""A form of the policy belongs to one questionnaire: another one is published under another form, or not at all."""

from dataclasses import replace

import pytest

from azukari.core.policy_versions.publish import publish as publish_policy
from azukari.demo.people import SETTER
from azukari.features.questionnaires.document import write
from azukari.features.questionnaires.fault import DocumentError
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.publish import close, publish
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import PANEL, opened, panel_policy
from azukari.policy.parse import STARTER
from tests.cast import NOW
from tests.console import desks

pytestmark = pytest.mark.django_db
PUBLISH = "/console/questionnaires/harbour/publish/"


def _harbour() -> Poll:
    title = {"ja": "港の調査", "en": "The harbour"}
    document = write(replace(sample(), slug="harbour", title=title, linked=True))
    return Poll.objects.create(slug="harbour", draft=document, linked=True, changed_at=NOW)


def test_a_second_questionnaire_is_refused_under_a_form_that_is_taken(charter):
    panel_policy()
    riverside = opened(linked=True).poll
    _harbour()
    for _state in ("open", "closed"):  # answers stay where they are when it closes
        with pytest.raises(DocumentError, match=r"takes the answers to the questionnaire .+ add a form"):
            publish("harbour", revision=None, actor=SETTER, now=NOW, form="river-panel")
        close(riverside.slug, revision=None, actor=SETTER, now=NOW)
    assert Poll.objects.get(slug="harbour").state == "draft"
    publish(riverside.slug, revision=None, actor=SETTER, now=NOW, form="river-panel")


def test_at_the_desk_it_gets_a_form_of_its_own_or_hears_how_to_make_one(charter):
    panel_policy()
    opened(linked=True)
    poll, desk = _harbour(), desks.browser(desks.staff("questionnaires"), lang="en")
    told = desk.post(PUBLISH, {"version": str(poll.revision)})
    assert told.status_code == 422
    assert "add a form of the kind questionnaire" in told.content.decode()
    more = PANEL.replace("river-panel:", "harbour-panel:", 1)
    text = STARTER.read_text("utf-8").replace("\nduties:\n", f"{PANEL}{more}\nduties:\n", 1)
    publish_policy(text, actor=SETTER, now=NOW, file=STARTER.name)
    assert desk.post(PUBLISH, {"version": str(poll.revision)}).status_code == 302
    poll.refresh_from_db()
    assert (poll.form, poll.state) == ("harbour-panel", "open")
