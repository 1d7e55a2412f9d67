"""Where letters stand since a server refuses everybody alike, operators are told: at home, by metrics, by a mail."""

from argparse import Namespace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from azukari.cli import doctor
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.mail.refused_letters import standing
from azukari.features.morning import digest
from azukari.lib import control
from azukari.policy.refused_alike import FEWEST
from azukari.shells.worker import controlling, gauges
from azukari.site import metrics
from tests.console import desks
from tests.mailings.sink import Sink

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def stopped(
    letters: list[Message], server: Sink, moment: datetime, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> datetime:
    """Ten letters, of which the server refuses all; only the office's own mail is taken."""
    monkeypatch.setattr(control, "_controls", {"mail": control._controls["mail"]})
    for module in (controlling, digest, gauges):
        monkeypatch.setattr(module, "outcomes_file", lambda: tmp_path / "controls.json")
    monkeypatch.setattr(metrics, "_FRESH", -1.0)
    monkeypatch.setattr(metrics._looked_up, "_until", 0.0)
    server.behave = lambda verb, rest: "550 5.1.1 No such user" if verb == "RCPT" and "reader" in rest else ""
    send_due(moment)
    assert standing(moment)
    return moment + MINUTE


def test_it_is_told_at_home_by_metrics_and_by_doctor(stopped: datetime, capsys: pytest.CaptureFixture[str]):
    operator = desks.browser(desks.staff("operator"))
    assert "1 control is broken" not in operator.get("/console/").content.decode()
    controlling.look(stopped)
    assert "1 control is broken" in operator.get("/console/").content.decode()
    assert f"to {FEWEST} people" in operator.get("/console/controls/").content.decode()
    assert 'azukari_controls{state="broken"} 1.0' in Client().get("/metrics").content.decode()
    assert doctor.run(Namespace(json=False, strict=False, part=None)) == 1
    assert f"Emails to {FEWEST} people were refused with the same answer" in capsys.readouterr().out


def test_the_mail_that_tells_it_goes_while_letters_stand(stopped: datetime, server: Sink):
    operator = desks.staff("operator")
    controlling.look(stopped)
    morning = stopped.replace(hour=22, minute=30)
    assert digest.write_due(morning) == 1
    Message.objects.filter(kind=digest.LETTER).update(due_at=stopped)
    send_due(stopped)
    assert [*server.to()] == [operator.email], "it is no letter of those that stand"
    assert str(server.read()[0]["Subject"]) == "要対応：1件の点検項目に異常があります"
