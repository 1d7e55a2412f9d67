"""Outcomes of controls as they are kept: what each said last, since when, and what that is worth now."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex

from azukari.lib.control import TOO_OLD, ControlResult, ControlState, Doubt, is_fresh


@dataclass(frozen=True, slots=True)
class Noted:
    """What a control said when it last ran.

    Args:
        state: what it said then; `at_time` says what that is worth now.
        at: when it was observed.
        since: since when it has been so, without a break.
        findings: how many.
        shelf: how long it is good for.
        doubts: why something was not known.
        why: of which kind the doubt was.
        size: how much was looked at; None where nothing is counted.
    """

    name: str
    state: ControlState
    at: datetime
    since: datetime
    findings: int = 0
    shelf: timedelta = timedelta(hours=25)
    doubts: tuple[str, ...] = ()
    why: Doubt | None = None
    size: int | None = None

    def at_time(self, now: datetime) -> ControlState:
        """What is known now: what is too old, or lies in the future, is unknown, a break as well."""
        return self.state if is_fresh(self.at, self.shelf, now) else ControlState.UNKNOWN

    def doubt(self, now: datetime) -> Doubt | None:
        """Why it is unknown now; None where it is known, or where nobody wrote down why."""
        if self.at_time(now) is not ControlState.UNKNOWN:
            return None
        return self.why if is_fresh(self.at, self.shelf, now) else Doubt.OLD

    def doubts_at(self, now: datetime) -> tuple[str, ...]:
        """The same in sentences, with what it was not sure of beside a break."""
        return self.doubts if is_fresh(self.at, self.shelf, now) else (TOO_OLD(),)

    def was_broken(self, now: datetime) -> bool:
        """Whether it was broken when it was last observed, which is too long ago to be known still."""
        return self.state is ControlState.BROKEN and self.at_time(now) is ControlState.UNKNOWN


def noted(outcomes: Iterable[ControlResult], before: Mapping[str, Noted], now: datetime) -> tuple[Noted, ...]:
    """The outcomes of a round, each with the moment since which it has been so.

    Args:
        before: what was noted last, by name.
    """
    rows = []
    for outcome in outcomes:
        control, at, last = outcome.control, outcome.at or now, before.get(outcome.control.name)
        since = min(last.since, now) if last is not None and last.at_time(now) is outcome.state else at
        found, doubts = len(outcome.findings), outcome.doubts
        rows.append(
            Noted(control.name, outcome.state, at, since, found, control.shelf, doubts, outcome.why, outcome.size)
        )
    return tuple(rows)


def write_outcomes(path: Path, outcomes: Iterable[ControlResult], now: datetime, *, version: str = "") -> None:
    """Keep how the controls fared, without their words, in one step, so that a reader never sees half of it.

    Args:
        version: of the program that looked.
    """
    last = read_outcomes(path)
    _put(path, noted(outcomes, _by_name(last[1] if last else ()), now), now, version)


def write_again(path: Path, outcome: ControlResult, now: datetime) -> None:
    """Keep how one control fared that was run out of turn, if a round was ever kept here."""
    last = read_outcomes(path)
    if last is not None:
        before = _by_name(last[1])
        rows = before | _by_name(noted([outcome], before, now))
        _put(path, rows.values(), last[0], version_of(path))


def _by_name(rows: Iterable[Noted]) -> dict[str, Noted]:
    return {each.name: each for each in rows}


def _put(path: Path, outcomes: Iterable[Noted], at: datetime, version: str) -> None:
    rows = {
        each.name: {
            "state": each.state.value,
            "at": each.at.isoformat(),
            "since": each.since.isoformat(),
            "findings": each.findings,
            "shelf": each.shelf.total_seconds(),
        }
        for each in outcomes
    }
    new = path.with_suffix(f".{token_hex(4)}.new")  # two may write at once
    new.write_text(json.dumps({"at": at.isoformat(), "version": version, "controls": rows}), "utf-8")
    new.replace(path)


def read_outcomes(path: Path) -> tuple[datetime, tuple[Noted, ...]] | None:
    """What `write_outcomes` kept, with the time; None before the first time."""
    try:
        found = json.loads(path.read_text("utf-8"))
        rows = tuple(
            Noted(
                name,
                ControlState(row["state"]),
                datetime.fromisoformat(row["at"]),
                datetime.fromisoformat(row["since"]),
                row["findings"],
                timedelta(seconds=row["shelf"]),
            )
            for name, row in found["controls"].items()
        )
        return datetime.fromisoformat(found["at"]), rows
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return None


def version_of(path: Path) -> str:
    """Which version of the program looked last; ``""`` if nobody did."""
    try:
        return str(json.loads(path.read_text("utf-8")).get("version", ""))
    except (OSError, ValueError, AttributeError):
        return ""
