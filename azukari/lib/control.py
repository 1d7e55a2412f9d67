"""Controls: each asks one question about a running instance, and answers kept, broken or unknown, in sentences.

*Unknown* is an answer of its own: a check that met an error, that could not ask, or whose answer is older than its
shelf life knows nothing, and what is not known is never counted as kept. A package registers the controls of what it
keeps; `azukari doctor`, the worker's rounds and the promises page run and read the same list.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from azukari.lib.danger import OFFICE, Danger
from azukari.lib.failure import report
from azukari.lib.listeners import Listeners
from azukari.lib.sentence import Sentence

_log = logging.getLogger("azukari.control")
_AHEAD = timedelta(minutes=5)  # clocks of two machines may differ by so much

type Findings = Iterable[str]
"""Whole sentences that say what is wrong and what to do; none if all is well. They hold no personal data. Each is made
by a `Sentence`, so that a page can say it in its reader's language."""

TOO_OLD = Sentence("What was observed is older than it is good for. Look again.")
_COULD_NOT_RUN = Sentence("The control could not run (%(kind)s).")


class ControlState(StrEnum):
    """What is known of a claim."""

    KEPT = "kept"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Doubt(StrEnum):
    """Why a claim is unknown, in the few kinds that everybody may be told."""

    EARLY = "early"
    """There is nothing to look at yet."""
    ALONE = "alone"
    """Somebody outside would have to look, and nobody does."""
    SILENT = "silent"
    """Somebody outside was asked, and did not answer, or not about all of it."""
    UNSEEN = "unseen"
    """People have to look, and nobody did."""
    OWN = "own"
    """Only whoever does the work could look at it, so nobody independent has."""
    RESTS = "rests"
    """It rests on something else of which nobody knows."""
    FAILED = "failed"
    """The check met an error."""
    OLD = "old"
    """It was observed too long ago."""


class Unknown(Exception):
    """Raised by a check that cannot tell; its words are a whole sentence that says why, and hold no personal data."""

    def __init__(self, why: Doubt, sentence: str) -> None:
        super().__init__(sentence)
        self.why, self.sentence = why, sentence


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
        size: for a check of what is stored, counts how much of it there is; None for one that looks at the program, the
            document or the machine.
        derived: whether it reads what the others said, and so looks after them.
    """

    name: str
    claim: str
    promises: tuple[int, ...]
    check: Callable[[datetime], Findings]
    shelf: timedelta = timedelta(hours=25)
    manual: bool = False
    seen: Callable[[], datetime | None] | None = None
    danger: Danger = OFFICE
    size: Callable[[], int] | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class ControlResult:
    """How a control fared.

    Args:
        findings: what is wrong.
        doubts: why something is not known.
        at: when it was observed.
        why: of which kind the doubt is.
        size: how much was looked at; None where nothing is counted.
    """

    control: Control
    findings: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    at: datetime | None = None
    why: Doubt | None = None
    size: int | None = None

    @property
    def state(self) -> ControlState:
        if self.findings:
            return ControlState.BROKEN
        return ControlState.UNKNOWN if self.doubts else ControlState.KEPT

    @property
    def failed(self) -> bool:
        """Whether the check met an error."""
        return self.why is Doubt.FAILED

    @property
    def passed(self) -> bool:
        return self.state is ControlState.KEPT


_controls: dict[str, Control] = {}


def register(control: Control) -> None:
    """Add a control; a second one of the same name takes the first one's place."""
    _controls[control.name] = control


explain_by = Listeners[[Exception], str]()
"""Says an error that stops a control in words: a whole sentence for one that it knows, else ``""``."""


def controls() -> tuple[Control, ...]:
    """All controls, in the order of their registration."""
    return tuple(_controls.values())


def find(name: str) -> Control | None:
    """The control of that name."""
    return _controls.get(name)


def claims() -> dict[str, str]:
    """What is true while each control passes, by its name."""
    return {control.name: control.claim for control in controls()}


def examine(control: Control, now: datetime) -> ControlResult:
    """Run a control. An error leaves it unknown, by the error's kind; what it had found before counts all the same,
    unless it was observed too long ago.
    """
    found: list[str] = []
    doubts: list[str] = []
    why: Doubt | None = None
    at = now
    size: int | None = None
    try:
        if control.seen:
            at = control.seen() or now
        found.extend(control.check(now))
        size = control.size() if control.size else None
        if control.seen and not is_fresh(at, control.shelf, now):
            doubts.append(TOO_OLD())
            found.clear()
            why = Doubt.OLD
    except Unknown as doubt:
        doubts.append(doubt.sentence)
        why = doubt.why
    except Exception as error:
        report(error, what=f"The control {control.name} could not run", log=_log)
        said = next(filter(None, explain_by.answers(error)), "")
        doubts.append(said or _COULD_NOT_RUN(kind=type(error).__name__))
        why = Doubt.FAILED
    return ControlResult(control, tuple(found), tuple(doubts), at, why, size)


def is_fresh(at: datetime, shelf: timedelta, now: datetime) -> bool:
    """Whether an observation is still good: neither too old nor of a time to come."""
    return -_AHEAD <= now - at <= shelf
