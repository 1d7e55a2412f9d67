"""Controls: each asks one question about a running instance, and answers kept, broken or unknown, in sentences.

*Unknown* is an answer of its own: a check that met an error, that could not ask, or whose answer is older than its
shelf life knows nothing, and what is not known is never counted as kept. A package registers the controls of what it
keeps; `azukari doctor`, the worker's rounds and the promises page run and read the same list.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from azukari.lib.danger import OFFICE, Danger
from azukari.lib.failure import report
from azukari.lib.sentence import Sentence

_log = logging.getLogger("azukari.control")
_AHEAD = timedelta(minutes=5)  # clocks of two machines may differ by so much

type Findings = Iterable[str]
"""Whole sentences that say what is wrong and what to do; none if all is well. They hold no personal data. Each is made
by a `Sentence`, so that a page can say it in its reader's language."""

_TOO_OLD = Sentence("What was observed is older than it is good for. Look again.")
_COULD_NOT_RUN = Sentence("The control could not run (%(kind)s).")


class ControlState(StrEnum):
    """What is known of a claim."""

    KEPT = "kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Unknown(Exception):
    """Raised by a check that cannot tell; its words are a whole sentence that says why, and hold no personal data."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Control:
    """
    Args:
        name: short and stable, ``vault-orphans``.
        claim: the sentence that is true while the control passes.
        promises: numbers of the promises that it watches over.
        check: looks, at a given time; may raise `Unknown`.
        shelf: how long an answer is good for; after that nobody knows any more.
        manual: whether people look, and the check reads what they wrote down.
        seen: for a check that reads what was observed earlier, when that was; None if never.
        danger: what is at stake.
    """

    name: str
    claim: str
    promises: tuple[int, ...]
    check: Callable[[datetime], Findings]
    shelf: timedelta = timedelta(hours=25)
    manual: bool = False
    seen: Callable[[], datetime | None] | None = None
    danger: Danger = OFFICE


@dataclass(frozen=True, slots=True)
class ControlResult:
    """How a control fared.

    Args:
        findings: what is wrong.
        doubts: why something is not known.
        at: when it was observed.
        failed: whether the check met an error.
    """

    control: Control
    findings: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    at: datetime | None = None
    failed: bool = False

    @property
    def state(self) -> ControlState:
        if self.findings:
            return ControlState.BROKEN
        return ControlState.UNKNOWN if self.doubts else ControlState.KEPT

    @property
    def passed(self) -> bool:
        return self.state is ControlState.KEPT


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
    """Run a control. An error leaves it unknown, by the error's kind; what it had found before counts all the same,
    unless it was observed too long ago.
    """
    found: list[str] = []
    doubts: list[str] = []
    failed, at = False, now
    try:
        if control.seen:
            at = control.seen() or now
        found.extend(control.check(now))
        if control.seen and not _is_fresh(at, control.shelf, now):
            doubts.append(_TOO_OLD())
            found.clear()
    except Unknown as doubt:
        doubts.append(doubt.sentence)
    except Exception as error:
        report(error, what=f"The control {control.name} could not run", log=_log)
        said = next(filter(None, (explain(error) for explain in _explainers)), "")
        doubts.append(said or _COULD_NOT_RUN(kind=type(error).__name__))
        failed = True
    return ControlResult(control, tuple(found), tuple(doubts), at, failed)


def _is_fresh(at: datetime, shelf: timedelta, now: datetime) -> bool:
    return -_AHEAD <= now - at <= shelf


@dataclass(frozen=True, slots=True)
class Noted:
    """What a control said when it last ran.

    Args:
        state: what it said then; `at_time` says what that is worth now.
        at: when it was observed.
        since: since when it has been so, without a break.
        findings: how many.
        shelf: how long it is good for.
    """

    name: str
    state: ControlState
    at: datetime
    since: datetime
    findings: int = 0
    shelf: timedelta = timedelta(hours=25)

    def at_time(self, now: datetime) -> ControlState:
        """What is known now: what is too old, or lies in the future, is unknown, a break as well."""
        return self.state if _is_fresh(self.at, self.shelf, now) else ControlState.UNKNOWN

    def was_broken(self, now: datetime) -> bool:
        """Whether it was broken when it was last observed, which is too long ago to be known still."""
        return self.state is ControlState.BROKEN and self.at_time(now) is ControlState.UNKNOWN


def noted(outcomes: Iterable[ControlResult], before: Mapping[str, Noted], now: datetime) -> tuple[Noted, ...]:
    """The outcomes of a round, each with the moment since which it has been so.

    Args:
        before: what was noted last, by name.
    """
    return tuple(_noted(outcome, before.get(outcome.control.name), now) for outcome in outcomes)


def _noted(outcome: ControlResult, last: Noted | None, now: datetime) -> Noted:
    control, at = outcome.control, outcome.at or now
    same = last is not None and last.at_time(now) is outcome.state
    since = min(last.since, now) if last is not None and same else at
    return Noted(control.name, outcome.state, at, since, len(outcome.findings), control.shelf)


def write_outcomes(path: Path, outcomes: Iterable[ControlResult], now: datetime, *, version: str = "") -> None:
    """Keep how the controls fared, without their words, in one step, so that a reader never sees half of it.

    Args:
        version: of the program that looked.
    """
    last = read_outcomes(path)
    before = {each.name: each for each in last[1]} if last else {}
    rows = {
        each.name: {
            "state": each.state.value,
            "at": each.at.isoformat(),
            "since": each.since.isoformat(),
            "findings": each.findings,
            "shelf": each.shelf.total_seconds(),
        }
        for each in noted(outcomes, before, now)
    }
    new = path.with_suffix(".new")
    new.write_text(json.dumps({"at": now.isoformat(), "version": version, "controls": rows}), "utf-8")
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
