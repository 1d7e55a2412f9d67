"""`azukari policy propose|publish`: who may say yes, who is asked, and publishing at a time."""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from azukari.cli.policy_publish import propose, run
from azukari.core.policy_versions import draft as drafts
from azukari.core.policy_versions.current import current
from azukari.core.policy_versions.publish import PublicationRefused
from azukari.core.policy_versions.schedule import publish_due
from azukari.features.reconsent.models import Round
from azukari.lib.verb import Refusal
from tests.cast import Known, Staff
from tests.charter.widened import edited, phone_too, reworded

pytestmark = pytest.mark.django_db


@pytest.fixture
def widened(tmp_path: Path) -> Path:
    file = tmp_path / "policy.yaml"
    file.write_text(edited(phone_too), "utf-8")
    return file


def act(do, file: Path, **how: Any) -> int:
    usual = {"at": None, "ask": False, "call_off": False, "based_on": None, "json": False, "lang": "en"}
    return do(file, argparse.Namespace(**{**usual, **how}))


def test_it_says_how_many_people_are_asked_and_asks_nobody_unasked(
    widened: Path, hanako: Known, officer: Staff, capsys: pytest.CaptureFixture[str]
):
    act(propose, widened)
    drafts.approve(version=drafts.last_version(), actor=officer.actor, now=datetime.now(UTC))
    with pytest.raises(PublicationRefused) as caught:
        act(run, widened)
    assert caught.value.code == "publish.asks-again"
    assert "data of 1 people" in capsys.readouterr().out
    assert act(run, widened, ask=True) == 0
    assert Round.objects.get().charter_id == current().number == 2
    assert drafts.find() is None


def test_no_word_on_the_command_line_is_a_second_person(widened: Path, hanako: Known):
    act(propose, widened)
    with pytest.raises(PublicationRefused) as caught:
        act(run, widened, ask=True)
    assert caught.value.code == "publish.second-person"


def test_an_approval_is_for_that_very_document(widened: Path, hanako: Known, officer: Staff):
    act(propose, widened)
    drafts.approve(version=drafts.last_version(), actor=officer.actor, now=datetime.now(UTC))
    widened.write_text(edited(phone_too, reworded), "utf-8")
    with pytest.raises(PublicationRefused) as caught:
        act(run, widened, ask=True)
    assert caught.value.code == "publish.second-person"


def test_a_draft_that_staff_are_writing_is_not_overwritten(widened: Path, officer: Staff):
    drafts.begin(edited(reworded), version=0, actor=officer.actor, now=datetime.now(UTC))
    for do in (propose, run):
        with pytest.raises(Refusal):
            act(do, widened, at=datetime.now(UTC) + timedelta(days=1), ask=True)


def test_it_is_published_at_a_time_and_can_be_called_off(tmp_path: Path, officer: Staff):
    file = tmp_path / "policy.yaml"
    file.write_text(edited(reworded), "utf-8")
    due = datetime.now(UTC) + timedelta(days=1)
    assert act(run, file, at=due) == 0
    assert act(run, file, call_off=True) == 0
    assert publish_due(due) == 0
    assert act(run, file, at=due) == 0
    assert publish_due(due) == 1
    assert current().number == 2
