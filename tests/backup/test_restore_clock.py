"""A restore under a wrong clock brings nobody back, and erases nobody before their time."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from azukari.cli import restore_clock
from azukari.core.backup import bundle
from azukari.lib.clock_check import ClockCheck
from azukari.lib.verb import Refusal
from tests.backup.bundles import PEOPLE, back_up, restore
from tests.live import Program, drop_database, environment_of, new_database

KNOWN = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
_FAKED = ("LD_PRELOAD", "FAKETIME", "FAKETIME_DONT_FAKE_MONOTONIC")

type Ask = Callable[..., tuple[datetime, bool]]
_DUE_IN_A_MONTH = """
from datetime import timedelta
from azukari.core.consent.models import Grant
now = timezone.now()
Grant.objects.update(begins_at=now - timedelta(days=9), ends_at=now + timedelta(days=30), settled_at=None)
"""
_ERASE_ONE = """
from azukari.core.people.models import Person
from azukari.policy.terms import Actor, ActorKind
from azukari.core.vault.erase import erase
first = Person.objects.filter(confirmed_at__isnull=False).order_by("id").first()
erase(first.id, actor=Actor(ActorKind.SYSTEM, "worker"), now=timezone.now())
"""
_HELD = "from azukari.core.vault.models import SealedValue; print(SealedValue.objects.count())"


@pytest.fixture
def by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks by which moment a machine whose clock says something restores; and whether it believes its clock then."""
    path = tmp_path / "clock.json"

    def check() -> ClockCheck:
        return ClockCheck(path, ticks=lambda: 0.0, boot=lambda: "this start")

    def asked(says: datetime, *, trusted: bool = False) -> tuple[datetime, bool]:
        monkeypatch.setattr(restore_clock, "clock", lambda: says)
        monkeypatch.setattr(restore_clock, "clock_check", check)
        moment = restore_clock.moment(KNOWN, trusted=trusted)
        return moment, not check().in_doubt(says)

    return asked


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=-30), timedelta(days=6)])
def test_a_clock_that_agrees_is_gone_by(by: Ask, later: timedelta) -> None:
    assert by(KNOWN + later) == (KNOWN + later, True)


def test_before_the_backup_nothing_is_restored(by: Ask) -> None:
    with pytest.raises(Refusal, match="before the backup"):
        by(KNOWN - timedelta(hours=2))


def test_far_ahead_of_it_the_backup_is_gone_by_and_the_doubt_stays(by: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    assert by(KNOWN + timedelta(days=365)) == (KNOWN, False)
    assert "azukari clock trust" in capsys.readouterr().err


@pytest.mark.parametrize("later", [timedelta(days=365), timedelta(days=-365)])
def test_an_operator_may_know_better(by: Ask, later: timedelta) -> None:
    assert by(KNOWN + later, trusted=True) == (KNOWN + later, True)


@pytest.fixture
def a_year_ahead(tmp_path: Path, own_program: Program) -> Iterator[Program]:
    """A place for the restored instance, on a machine whose clock stands a year ahead."""
    named = ["faketime", "-m", "-f", "+365d", "printenv", "LD_PRELOAD"]
    library = subprocess.run(named, capture_output=True, text=True, check=True).stdout.strip()
    fake = dict(zip(_FAKED, (library, "+365d", "1"), strict=True))
    database = new_database()
    yield Program(tmp_path / "again", own_program.url, {**environment_of(database), **fake})
    drop_database(database)


def test_a_year_ahead_only_who_was_erased_goes(own_program: Program, a_year_ahead: Program, tmp_path: Path) -> None:
    identity = tmp_path / "operator.key"
    bundle.make_key(identity)
    own_program.python(PEOPLE + _DUE_IN_A_MONTH)
    data, keys = back_up(own_program, tmp_path / "backups", identity)
    own_program.python(_ERASE_ONE)
    own_program.azukari("worker", "--once")
    removals = str(own_program.root / "removals")

    done = json.loads(restore(a_year_ahead, data, keys, identity, "--removals", removals, "--json"))
    assert (done["erased"], done["expired"], done["wrong"]) == (1, 0, [])
    here = replace(a_year_ahead, environment={k: v for k, v in a_year_ahead.environment.items() if k not in _FAKED})
    assert here.python(_HELD) == own_program.python(_HELD)
    believed = json.loads((here.root / "data" / "clock.json").read_text("ascii"))["at"]
    assert datetime.fromisoformat(believed) < datetime.now(UTC) + timedelta(days=1), "so its worker holds what is due"
