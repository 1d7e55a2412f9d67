"""Is the clock believed? Not while it stands far ahead of what this machine last knew, until somebody says so."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from azukari.lib.clock_check import FAR, ClockCheck

NOW = datetime(2026, 11, 24, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass
class Machine:
    """What a machine knows about the time besides its wall clock."""

    path: Path
    ticks: float = 100.0
    boot: str = "first"
    ledger: datetime | None = None
    vouched: list[datetime] = field(default_factory=list)

    def check(self) -> ClockCheck:
        return ClockCheck(
            self.path,
            last_known=lambda: self.ledger,
            vouched=lambda now: now in self.vouched,
            ticks=lambda: self.ticks,
            boot=lambda: self.boot,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "clock.json")


def test_time_that_passes_is_believed(machine):
    for _ in range(400):
        machine.check().advance(NOW + timedelta(seconds=machine.ticks))
        machine.ticks += 24 * 3600
        assert not machine.check().in_doubt(NOW + timedelta(seconds=machine.ticks))


def test_a_year_ahead_for_a_while_is_not_and_leaves_no_trace(machine):
    machine.check().advance(NOW)
    for _ in range(8):
        machine.ticks += 10
        assert machine.check().in_doubt(NOW + YEAR)
        machine.check().advance(NOW + YEAR)
    machine.ticks += 10
    assert not machine.check().in_doubt(NOW + timedelta(seconds=90))
    machine.check().advance(NOW + timedelta(seconds=90))
    assert machine.check().in_doubt(NOW + YEAR)


def test_a_program_that_was_off_for_a_month_on_a_machine_that_was_on_is_believed(machine):
    machine.check().advance(NOW)
    machine.ticks += 30 * 24 * 3600
    assert not machine.check().in_doubt(NOW + timedelta(days=30))


@pytest.mark.parametrize(("off", "doubted"), [(FAR - timedelta(hours=1), False), (FAR + timedelta(hours=1), True)])
def test_a_machine_that_was_off_is_believed_for_a_week(off, doubted, machine):
    machine.check().advance(NOW)
    machine.ticks, machine.boot = 5.0, "second"
    assert machine.check().in_doubt(NOW + off) is doubted


def test_an_operator_s_word_ends_the_doubt(machine):
    machine.check().advance(NOW)
    machine.ticks, machine.boot = 5.0, "second"
    machine.check().trust(NOW + YEAR)
    assert not machine.check().in_doubt(NOW + YEAR)


def test_a_clock_that_began_in_the_past_and_was_set_right_is_believed(machine):
    machine.check().advance(NOW)
    machine.ticks, machine.boot = 5.0, "second"
    machine.check().advance(datetime(1970, 1, 1, tzinfo=UTC))  # no battery
    machine.ticks += 30
    assert not machine.check().in_doubt(NOW + timedelta(hours=2))
    assert machine.check().lead(datetime(1970, 1, 1, tzinfo=UTC)) < timedelta(0)


def test_without_a_mark_the_ledger_s_last_entry_is_asked(machine):
    assert not machine.check().in_doubt(NOW)
    machine.ledger = NOW - YEAR
    assert machine.check().in_doubt(NOW)
    machine.check().advance(NOW)
    assert machine.check().in_doubt(NOW)


@pytest.mark.parametrize(("ago", "doubted"), [(timedelta(days=1), False), (YEAR, True)])
def test_what_a_doubted_clock_recorded_does_not_vouch_for_it(machine, ago, doubted):
    machine.ledger = NOW - ago
    machine.check().advance(NOW)
    machine.ledger = NOW
    assert machine.check().in_doubt(NOW) is doubted


def test_an_operator_s_word_stays_when_the_doubt_is_looked_at_again(machine):
    machine.ledger = NOW - YEAR
    machine.check().advance(NOW)
    machine.check().trust(NOW)
    machine.check().advance(NOW)
    assert not machine.check().in_doubt(NOW)


def test_another_machine_s_clock_vouches_for_ours(machine):
    machine.check().advance(NOW)
    machine.boot, machine.vouched = "second", [NOW + YEAR]
    assert not machine.check().in_doubt(NOW + YEAR)
    assert machine.check().in_doubt(NOW + YEAR + timedelta(days=30))


def test_a_damaged_mark_is_none(machine):
    machine.path.write_text("{", "utf-8")
    machine.ledger = NOW - YEAR
    assert machine.check().in_doubt(NOW)
