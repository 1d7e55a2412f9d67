"""Automatic controls: each asks one question about a running instance, and says in sentences what it found.

A package registers the controls of what it keeps; `azukari doctor` and the promises page run them all.
"""

import json
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from azukari.lib.failure import report

_log = logging.getLogger("azukari.control")

type Findings = Iterable[str]
"""Whole sentences that say what is wrong and what to do; none if all is well. They hold no personal data."""


@dataclass(frozen=True, slots=True)
class Control:
    """
    Args:
        name: short and stable, ``vault-orphans``.
        claim: the sentence that is true while the control passes.
        promises: numbers of the promises that it watches over.
        check: looks, at a given time.
    """

    name: str
    claim: str
    promises: tuple[int, ...]
    check: Callable[[datetime], Findings]


@dataclass(frozen=True, slots=True)
class ControlResult:
    control: Control
    findings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.findings


_controls: dict[str, Control] = {}


def register(control: Control) -> None:
    """Add a control; a second one of the same name takes the first one's place."""
    _controls[control.name] = control


_explainers: list[Callable[[Exception], str]] = []


def explain_by(explain: Callable[[Exception], str]) -> None:
    """Have errors that stop a control said in words.

    Args:
        explain: a whole sentence for an error that it knows, else ``""``.
    """
    if explain not in _explainers:
        _explainers.append(explain)


def controls() -> tuple[Control, ...]:
    """All controls, in the order of their registration."""
    return tuple(_controls.values())


def examine(control: Control, now: datetime) -> ControlResult:
    """Run a control. One that cannot run has not passed: its error is a finding, by kind."""
    try:
        return ControlResult(control, tuple(control.check(now)))
    except Exception as error:
        report(error, what=f"The control {control.name} could not run", log=_log)
        said = next(filter(None, (explain(error) for explain in _explainers)), "")
        return ControlResult(control, (said or f"The control could not run ({type(error).__name__}).",))


@dataclass(frozen=True, slots=True)
class Noted:
    """What a control said when it last ran: how many findings, none if it passed."""

    name: str
    findings: int


def write_outcomes(path: Path, outcomes: Iterable[ControlResult], now: datetime) -> None:
    """Keep how the controls fared, by name and number alone, in one step, so that a reader never sees half of it."""
    noted = {outcome.control.name: len(outcome.findings) for outcome in outcomes}
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"at": now.isoformat(), "controls": noted}), "utf-8")
    new.replace(path)


def read_outcomes(path: Path) -> tuple[datetime, tuple[Noted, ...]] | None:
    """What `write_outcomes` kept, with the time; None before the first time."""
    try:
        found = json.loads(path.read_text("utf-8"))
        noted = tuple(Noted(name, count) for name, count in found["controls"].items())
        return datetime.fromisoformat(found["at"]), noted
    except (OSError, ValueError, KeyError, AttributeError):
        return None
