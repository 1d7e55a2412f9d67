"""The operator's daily mail: on a morning after something broke, once, to operators alone; otherwise none."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from azukari.core.mail.queue import send_due
from azukari.features.morning import digest
from azukari.features.morning.models import DailyMail
from azukari.lib.control import Control, ControlResult, _controls
from azukari.lib.control_outcomes import write_outcomes
from tests.console import desks

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # 7:30 in Tokyo
PROBE = Control("probe", "The probe holds.", (36,), lambda _now: ())


@pytest.fixture
def probe(charter, monkeypatch, tmp_path):
    monkeypatch.setitem(_controls, "probe", PROBE)
    monkeypatch.setattr(digest, "outcomes_file", lambda: tmp_path / "controls.json")

    def said(*findings: str, at: datetime = MORNING - timedelta(hours=4)) -> None:
        outcome = ControlResult(PROBE, findings, (), at)
        write_outcomes(tmp_path / "controls.json", [outcome], at)

    return said


def test_what_broke_is_told_each_morning_once_and_to_operators_alone(probe):
    operator, _other = desks.staff("operator"), desks.staff("membership")
    probe("A probe lies on the floor.")
    assert [digest.write_due(MORNING), digest.write_due(MORNING)] == [1, 0]
    send_due(MORNING)
    [letter] = mail.outbox
    assert letter.to == [operator.email]
    assert "The probe holds." in letter.body
    assert "lies on the floor" not in letter.body, "Mail is read on many machines."
    assert digest.write_due(MORNING + timedelta(days=1)) == 1, "It is still broken."


def test_on_a_good_day_there_is_none_nor_before_seven_nor_once_it_is_mended(probe):
    desks.staff("operator")
    assert digest.write_due(MORNING) == 0, "No round was made."
    probe()
    assert digest.write_due(MORNING) == 0
    probe("A probe lies on the floor.")
    assert digest.write_due(MORNING - timedelta(hours=1)) == 0, "It is half past six."
    assert digest.write_due(MORNING) == 1
    probe()
    send_due(MORNING)
    assert mail.outbox == []


def test_who_has_left_is_not_written_to_and_rows_of_the_past_go(probe):
    operator = desks.staff("operator")
    probe("A probe lies on the floor.")
    digest.write_due(MORNING)
    operator.is_active = False
    operator.save()
    send_due(MORNING)
    assert mail.outbox == []
    digest.write_due(MORNING + timedelta(days=40))
    assert not DailyMail.objects.exists()
