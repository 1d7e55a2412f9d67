"""Linked answers by the API are judged by what the process remembers, and kept only if that is still so."""

import json
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from azukari.core.forms.models import Submission
from azukari.core.forms.notices import notices
from azukari.core.policy_versions.current import Current
from azukari.demo.people import SETTER
from azukari.features.questionnaires import asked_version
from azukari.features.questionnaires.models import Poll, PollState, Response, Tally, Version
from azukari.features.questionnaires.publish import publish
from azukari.features.questionnaires.shape import Quota
from azukari.features.questionnaires.tests.sample import sample
from azukari.features.questionnaires.tests.visitor import opened, panel_policy
from tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
_VERSIONS = "JOIN questionnaires_version"


@pytest.fixture
def send(charter, monkeypatch) -> Callable[..., int]:
    """Sends an answer to a questionnaire that has one already; returns the status."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    sent = _sender(panel_policy())
    opened(linked=True)
    assert sent() == 202
    return sent


def _sender(ruling: Current) -> Callable[..., int]:
    form = ruling.form("river-panel")
    assert form
    digest = notices(ruling, form)["en"].digest

    def sent(text: str = 'visits = "never"', **about: str) -> int:
        said = {"answers": f"version = 1\n{text}", "notice": digest, "lang": "en", **about}
        path = "/api/v1/forms/river-panel/submissions"
        return Client().post(path, json.dumps(said), content_type="application/json").status_code

    return sent


def test_the_version_is_looked_up_once_where_the_answers_are_written(send):
    with CaptureQueriesContext(connection) as asked:
        assert send() == 202
    assert sum(_VERSIONS in each["sql"] for each in asked) == 1
    assert Tally.objects.get(question="", value="").count == Response.objects.count() == 2


def _close() -> None:
    Poll.objects.update(state=PollState.CLOSED)


def _end() -> None:
    Poll.objects.update(closes_at=NOW)


@pytest.mark.parametrize("change", [_close, _end])
@pytest.mark.parametrize("about", [{}, {"email": "someone@example.org"}], ids=["at once", "to be confirmed"])
def test_what_is_closed_takes_nothing_by_what_was_remembered(send, change, about):
    change()
    assert send(**about) == 409
    assert Submission.objects.count() == 1


def test_what_is_open_again_takes_answers_at_once(send):
    Poll.objects.update(state=PollState.CLOSED)
    assert send() == 409
    Poll.objects.update(state=PollState.OPEN)
    assert send() == 202


def test_answers_to_an_earlier_version_are_kept_with_it(send):
    poll = Poll.objects.get()
    Poll.objects.update(draft={**poll.draft, "lead": {"ja": "別", "en": "Other"}})
    publish("riverside", revision=None, actor=SETTER, now=NOW, form="river-panel")
    assert send() == 202
    assert {one.version.number for one in Response.objects.all()} == {1}
    assert send("visits = 'never'") == 422
    assert send(email="someone@example.org") == 202
    assert Response.objects.count() == 2


def test_another_questionnaire_under_the_same_form_has_places_of_its_own(charter, monkeypatch):
    """The remembered one is full, and another database was put in place since."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    send = _sender(panel_policy())
    before = transaction.savepoint_create()
    opened(replace(sample(), quotas=(Quota("rare", 'visits == "never"', 1),)), linked=True)
    assert send() == 202
    assert send() == 409
    transaction.savepoint_rollback(before)
    opened(linked=True)
    assert send() == 202


def test_a_version_is_remembered_only_with_what_it_asks(send, monkeypatch):
    """Another database may have been put in place, which has not the version."""
    version = Version.objects.get()
    other = Version(id=uuid4(), poll=version.poll, number=1, linked=True)
    monkeypatch.setitem(asked_version._seen, "river-panel", {1: other})
    assert send() == 202
