"""A strip that is painted before it is signed, after it is signed, or by deleting rows: the page, the auditor's bundle
and the witness notice each (P27, P35).
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from azukari.cli import ledger_witness
from azukari.core.ledger import opened, tree
from azukari.core.ledger.integrate import integrate_all
from azukari.core.policy_versions.current import today
from azukari.features.audits.day_notes import note, strip, write_due
from azukari.features.audits.models import DayNote, Look
from azukari.features.audits.tests.days import ALL_KEPT, watched
from azukari.features.rules.bundle import write
from azukari.lib.control import ControlState
from azukari.lib.http_client import Response, exchange
from azukari.lib.watched_day import WatchedDay
from tests.controls.ground import by_hand

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("charter")]

BROKEN = ControlState.BROKEN


@pytest.fixture
def witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ledger_witness.Watcher:
    """Another organisation, which reads this ledger's public files."""

    def exchange(method: str, url: str, **_more: Any) -> Response:
        answer = getattr(Client(), method.lower())(url.removeprefix("https://members.example.org"))
        return Response(answer.status_code, answer.content)

    monkeypatch.setattr(ledger_witness, "exchange", exchange)
    integrate_all(timezone.now())
    return ledger_witness.watcher(
        "https://members.example.org/ledger/", name="w.example.net", key=tmp_path / "w.key", memory=tmp_path / "w.json"
    )


def _verified(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py")], capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) == (done.stderr == "")
    return done.stderr or done.stdout


def _three_days(*, broken: int = 44) -> None:
    """Two days, of which the second was bad, noted as they come."""
    now = timezone.now()
    watched(now, ALL_KEPT, ALL_KEPT, ALL_KEPT | {broken: BROKEN})
    for ago in (2, 1, 0):
        integrate_all(now)
        write_due(now - timedelta(days=ago))
    integrate_all(now)


def _key(entry: Any) -> Any:
    return entry.hex if connection.vendor == "sqlite" else entry


def _changed_days() -> int:
    return sum(day.is_changed for day in strip(today(timezone.now()), 3))


def _looks(witness: ledger_witness.Watcher) -> None:
    opened._shown.cache_clear()  # another process answers
    witness.look()
    witness.look_at_days()


def test_honest_days_hold_everywhere(witness: ledger_witness.Watcher, tmp_path: Path) -> None:
    _three_days()
    _looks(witness)
    _looks(witness)
    kept = json.loads((tmp_path / "w.json").read_text("utf-8"))
    assert len(kept["days"]) == 3, "The witness remembers what it saw of each day."
    write(tmp_path / "bundle", now=timezone.now())
    assert "3 days" in _verified(tmp_path / "bundle")
    assert _changed_days() == 0


def test_a_day_that_was_painted_before_it_was_signed(witness: ledger_witness.Watcher, tmp_path: Path) -> None:
    """Whoever gets a note written that says something else than the looks say: by a table, or a changed program."""
    now = timezone.now()
    watched(now, ALL_KEPT, ALL_KEPT | {44: BROKEN})
    integrate_all(now)
    write_due(now - timedelta(days=1))
    integrate_all(now)
    last = Look.objects.order_by("-id").first()
    assert last is not None
    with transaction.atomic():
        note(today(now) - timedelta(days=1), WatchedDay(ALL_KEPT, 4, str(last.entry), 0), now)
    integrate_all(now)
    assert _changed_days() == 1
    witness.look()
    with pytest.raises(ledger_witness.WatchError, match="something else than the looks"):
        witness.look_at_days()
    write(tmp_path / "bundle", now=now)
    assert "says something else than the looks" in _verified(tmp_path / "bundle")


def test_a_day_that_is_painted_after_it_was_signed(witness: ledger_witness.Watcher, tmp_path: Path) -> None:
    _three_days()
    _looks(witness)
    painted = DayNote.objects.order_by("-day")[0]
    change = "UPDATE ledger_entry SET payload = replace(payload, %s, %s) WHERE id = %s"
    by_hand("ledger_entry", change, '"broken":[44]', '"broken":[]', _key(painted.entry))
    assert _changed_days() >= 1
    with pytest.raises(ledger_witness.WatchError):
        _looks(witness)
    write(tmp_path / "bundle", now=timezone.now())
    assert "do not lead to the signed root" in _verified(tmp_path / "bundle")
    with transaction.atomic():  # the tree grows over it
        note(today(timezone.now()), WatchedDay(), timezone.now())
    integrate_all(timezone.now())
    with pytest.raises(ledger_witness.WatchError, match="another history"):
        _looks(witness)
    write(tmp_path / "later", now=timezone.now())
    assert "says something else than the looks" in _verified(tmp_path / "later")


def _without_its_place() -> None:
    DayNote.objects.order_by("-day")[0].delete()


def _without_its_entry() -> None:
    entry = DayNote.objects.order_by("-day")[0].entry
    _without_its_place()
    by_hand("ledger_entry", "DELETE FROM ledger_entry WHERE id = %s", _key(entry))


def _without_a_look() -> None:
    look = Look.objects.order_by("-id")[0]
    look.delete()
    by_hand("ledger_entry", "DELETE FROM ledger_entry WHERE id = %s", _key(look.entry))


@pytest.mark.parametrize("take_away", [_without_its_entry, _without_a_look])
def test_a_day_that_is_painted_by_deleting_rows(
    witness: ledger_witness.Watcher, tmp_path: Path, take_away: Callable[[], None]
) -> None:
    _three_days()
    _looks(witness)
    take_away()
    yesterday = strip(today(timezone.now()), 1)[0]
    assert yesterday.is_changed or yesterday.state(44) is not ControlState.KEPT
    assert yesterday.state(1) is not ControlState.KEPT
    with pytest.raises(ledger_witness.WatchError):
        _looks(witness)
    with pytest.raises(tree.Missing):
        write(tmp_path / "bundle", now=timezone.now())


def test_what_is_left_out_of_the_bundle_alone_shows(tmp_path: Path) -> None:
    _three_days()
    folder = tmp_path / "bundle"
    write(folder, now=timezone.now())
    whole = json.loads((folder / "opened.json").read_text("utf-8"))
    events = [entry["event"] for entry in whole]
    bad = next(n for n, event in enumerate(events) if event["kind"].endswith("looked") and n > 2)
    noted = {event["payload"]["day"]: n for n, event in enumerate(events) if "day" in event["payload"]}
    day = noted[max(noted)]
    painted = json.loads(json.dumps(whole))
    painted[day]["event"]["payload"]["broken"] = []
    for entries, said in (
        (whole[:bad] + whole[bad + 1 :], "left out"),
        (whole[1:], "left out"),
        (painted, "not the one that stands in the ledger"),
        (whole, "3 days"),
    ):
        (folder / "opened.json").write_text(json.dumps(entries), "utf-8")
        digest = hashlib.sha256((folder / "opened.json").read_bytes()).hexdigest()
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        (folder / "manifest.json").write_text(json.dumps(manifest | {"opened.json": digest}), "utf-8")
        assert said in _verified(folder)


def test_a_ledger_that_tells_of_its_days_no_more_is_noticed(
    witness: ledger_witness.Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    _three_days()
    _looks(witness)
    real = exchange

    def silent(method: str, url: str, **more: Any) -> Response:
        return Response(404, b"") if "/opened/" in url else real(method, url, **more)

    monkeypatch.setattr(ledger_witness, "exchange", silent)
    with pytest.raises(ledger_witness.WatchError, match="does not tell of its days any more"):
        witness.look_at_days()


def test_a_log_that_never_told_of_days_is_watched_all_the_same(
    witness: ledger_witness.Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness.look()
    monkeypatch.setattr(ledger_witness, "exchange", lambda *_args, **_more: Response(404, b""))
    witness.look_at_days()


@pytest.mark.parametrize("more", [False, True])
def test_a_day_that_says_another_thing_than_the_witness_remembers(
    witness: ledger_witness.Watcher, tmp_path: Path, *, more: bool
) -> None:
    """Another history of the days would have to hold against what the witness saw, also where all its proofs do."""
    _three_days()
    _looks(witness)
    file = tmp_path / "w.json"
    kept = json.loads(file.read_text("utf-8"))
    days = kept["days"] | ({"2999-01-01": "0" * 64} if more else {max(kept["days"]): "0" * 64})
    file.write_text(json.dumps(kept | {"days": days}), "utf-8")
    with pytest.raises(ledger_witness.WatchError, match="was changed or left out since this witness saw it"):
        witness.look_at_days()
