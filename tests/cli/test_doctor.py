"""`azukari doctor`: break something, and it is found."""

import json
import sqlite3
from argparse import Namespace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from azukari.cli import doctor
from azukari.lib.control import Control, ControlResult, controls
from azukari.lib.danger import DATA, LAW, OFFICE, SERVICE, Danger


@pytest.fixture
def findings(own_program):
    def look() -> dict[str, list[str]]:
        done = own_program.azukari("doctor", "--json", check=False)
        outcomes = {one["control"]: one for one in json.loads(done.stdout)}
        failed = any(one["state"] == "broken" for one in outcomes.values())
        assert done.returncode == (1 if failed else 0)
        assert set(outcomes) == {control.name for control in controls()}
        return {name: one["findings"] for name, one in outcomes.items()}

    return look


def test_a_served_instance_is_well(own_program, people, findings):
    people(own_program)
    own_program.start()
    own_program.wait_for_mail("machiko@example.org")
    found = findings()
    own_program.stop()
    found.pop("mail")  # the sample people came an hour ago
    assert {name: said for name, said in found.items() if said} == {}


def test_a_key_that_others_can_read(own_program, findings):
    (own_program.root / "keys" / "index-1").chmod(0o644)
    assert "chmod 600" in findings()["keys"][0]


def test_a_missing_master_key(own_program, people, findings):
    people(own_program)
    own_program.python("from azukari.lib.instance import write_key; write_key(settings.AZUKARI.keys / 'master-2')")
    (own_program.root / "keys" / "master-1").unlink()
    assert any("master-1" in said for said in findings()["keys"])


def test_a_worker_that_does_not_run(own_program, findings):
    assert "azukari serve" in findings()["worker"][0]


@pytest.mark.parametrize(
    ("at", "since", "said"),
    [
        (timedelta(days=1), None, "heartbeat is in the future"),
        (-timedelta(minutes=9), None, "9 minutes ago"),
        (timedelta(0), timedelta(minutes=20), "and the jobs of its lane wait"),
        (timedelta(0), timedelta(minutes=5), ""),
    ],
    ids=["future", "silent", "hanging", "busy"],
)
def test_what_the_worker_s_last_sign_of_life_tells(at, since, said, own_program, findings):
    now = datetime.now(UTC) + at
    job = {"lane": "mail", "runs": 1, "failures": 0, "failing": 0, "error": ""}
    job["since"] = (now - since).isoformat() if since else None
    beat = own_program.root / "data" / "worker.json"
    beat.write_text(json.dumps({"at": now.isoformat(), "jobs": {"mail": job}}), "utf-8")
    found = findings()["worker"]
    assert len(found) == bool(said)
    assert all(said in one for one in found)


_PAST_THE_DOOR = """
from azukari.core.people.models import Person
from azukari.core.vault.models import SealedValue
from azukari.lib.identifier import new_id
person = Person.objects.create(created_at=timezone.now())
SealedValue.objects.create(person=person, submission_id=new_id(), field="email", category="email",
    purposes="membership", sealed=b"x" * 40, created_at=timezone.now())
"""


def test_a_value_put_into_the_vault_past_the_intake(own_program, findings):
    own_program.python(_PAST_THE_DOOR)
    assert any("did not come in by a form" in said for said in findings()["vault-orphans"])


_OVERDUE = """
from datetime import timedelta
from azukari.core.consent.models import Grant
now = timezone.now()
Grant.objects.update(begins_at=now - timedelta(days=9), ends_at=now - timedelta(days=2), settled_at=None)
"""


def test_data_that_should_be_gone(own_program, people, findings):
    people(own_program)
    own_program.python(_OVERDUE)
    assert "more than a day ago and still holds data" in findings()["retention"][0]


def test_mail_that_was_given_up(own_program, people, findings):
    people(own_program)
    own_program.python("from azukari.core.mail.models import Message; Message.objects.update(attempts=36)")
    assert any("given up" in said for said in findings()["mail"])


def test_an_instance_open_to_the_world_in_the_clear(own_program, findings):
    own_program.set(own_program.url, "http://members.example.org")
    said = findings()["reach"]
    assert any("https://" in one for one in said)
    assert any("outbox" in one for one in said)


def test_a_changed_ledger(own_program, people, findings):
    if own_program.environment.get("AZUKARI_DATABASE"):
        pytest.skip("the file is SQLite's")
    people(own_program)
    own_program.azukari("worker", "--once")
    with sqlite3.connect(own_program.root / "data" / "azukari.sqlite3") as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        database.execute("UPDATE ledger_entry SET kind = 'form:submission:refused' WHERE \"index\" = 2")
    assert findings()["ledger"]


def test_what_we_acknowledge_is_on_disk_whatever_the_server_s_habit(own_program, findings):
    url = own_program.environment.get("AZUKARI_DATABASE")
    if not url:
        pytest.skip("SQLite has its own table of settings")
    with psycopg.connect(url) as plain:
        assert plain.execute("SHOW synchronous_commit").fetchone() == ("off",), "The tests' server is no test of this."
    assert not findings()["database"]


def test_what_is_dangerous_comes_first(monkeypatch, capsys):
    def fared(name: str, danger: Danger, *said: str, doubt: str = "") -> ControlResult:
        control = Control(name, "A claim.", (), lambda _now: (), danger=danger)
        return ControlResult(control, said, (doubt,) if doubt else ())

    outcomes = [
        fared("well", DATA), fared("lies about", OFFICE, "x"), fared("unseen", DATA, doubt="x"),
        fared("stands still", SERVICE, "x"), fared("is lost", DATA, "x"), fared("is due", LAW, "x"),
    ]  # fmt: skip
    monkeypatch.setattr(doctor, "_outcomes", lambda: outcomes)
    assert doctor.run(Namespace(part=None, json=True, strict=False)) == 1
    told = [one["control"] for one in json.loads(capsys.readouterr().out)]
    assert told == ["is lost", "stands still", "is due", "lies about", "unseen", "well"]
