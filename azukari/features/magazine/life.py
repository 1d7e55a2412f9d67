"""State machine of an issue, and who may approve it: pure decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from azukari.both_languages import BothLanguages
from azukari.lib.months import add_months
from azukari.policy.terms import Text


class IssueState(StrEnum):
    DRAFT = "draft"  # being written
    APPROVED = "approved"  # somebody stands for it; nothing of it changes any more
    SCHEDULED = "scheduled"  # goes at its time
    SENDING = "sending"  # its mailing is under way, or paused
    SENT = "sent"  # nothing of it waits any more
    CANCELLED = "cancelled"  # stopped for good while it was sent


EVERYBODY, WEEKLY = "", "weekly"
"""To whom an issue goes: all who wish each one, or those who wish them together once a week; or a language, to those
who read it."""

SAID, SILENT = "said", "silent"
"""Parts of the readers by what they said themselves: those who said lately that they read it, and those who did not,
though the list asked."""

STATED = frozenset({SAID, SILENT})

SECOND_THOUGHTS = timedelta(minutes=1)
"""So long an issue that was sent can be taken back; then it begins to go."""

FAR_AHEAD = timedelta(days=92)
"""An issue that is to go later than this is asked about once: a wrong year looks like any other."""

_AFTER: Mapping[IssueState, frozenset[IssueState]] = {
    IssueState.DRAFT: frozenset({IssueState.APPROVED}),
    IssueState.APPROVED: frozenset({IssueState.SCHEDULED, IssueState.DRAFT}),
    IssueState.SCHEDULED: frozenset({IssueState.SENDING, IssueState.DRAFT}),
    IssueState.SENDING: frozenset({IssueState.SENT, IssueState.CANCELLED}),
    IssueState.SENT: frozenset({IssueState.SENDING}),
    IssueState.CANCELLED: frozenset(),
}

OUT = frozenset({IssueState.SENDING, IssueState.SENT, IssueState.CANCELLED})
"""Somebody may have read it: it has a number, and stands in the archive."""

CODES: Mapping[str, str] = {state: f"issue.{state}" for state in IssueState}
"""What is wrong, where a step does not lead on from a state."""

SENTENCE: Mapping[IssueState, Text] = {
    IssueState.DRAFT: BothLanguages("This issue is a draft. Approve it first."),
    IssueState.APPROVED: BothLanguages("This issue is approved. Take it back to draft to change it."),
    IssueState.SCHEDULED: BothLanguages("This issue is scheduled. Take it back to draft to change it."),
    IssueState.SENDING: BothLanguages("This issue is being sent."),
    IssueState.SENT: BothLanguages("This issue was sent."),
    IssueState.CANCELLED: BothLanguages("Sending of this issue was cancelled."),
}

HELD: Text = BothLanguages(
    "The policy has come to ask for a second person, and nobody but its writer has approved this issue. It is"
    " held until a colleague approves it."
)
"""What is told of an issue that is held (`magazine.second_person`)."""


def may_become(now: IssueState, then: IssueState) -> bool:
    """Whether an issue may go from one state to the other."""
    return then in _AFTER[now]


def is_too_few(chosen: int, everybody: int, least: int) -> bool:
    """Whether a part of the readers is so small that it would say who they are, or leaves out so few that it would say
    who those are.

    Args:
        least: the smallest number that the policy lets be told apart.
    """
    return chosen < least or 0 < everybody - chosen < least


def is_cut_too_small(
    chosen: Mapping[str, int], everybody: Mapping[str, int], least: int, *, crossed: bool = False
) -> bool:
    """Whether a part of the readers, or the rest, is too small to be told apart.

    Args:
        chosen: how many of the part read which language, and ``everybody`` of all readers.
        crossed: whether no part of it within a language may be small either, nor its rest.
    """
    if is_too_few(sum(chosen.values()), sum(everybody.values()), least):
        return True
    cells = [(chosen.get(lang, 0), count) for lang, count in everybody.items()] if crossed else []
    return any(0 < part < least or 0 < count - part < least for part, count in cells)


@dataclass(frozen=True, slots=True)
class Asks:
    """That a list asks its readers whether they still read it.

    Args:
        months: for so long a reader's word counts, and silence says nothing.
        since: the day on which the list began to ask.
    """

    months: int
    since: date


def stated(asks: Asks, *, read_on: date | None, joined: date, today: date) -> str:
    """In which part a reader is: `SAID`, `SILENT`, or blank for those of whom neither can be told yet.

    Whoever joined lately, or was not asked for so long, is not silent.
    """
    back = add_months(today, -asks.months)
    if read_on and read_on > back:
        return SAID
    return "" if joined > back or asks.since > back else SILENT


def may_approve(*, writer: str, approver: str, colleagues: int, two: bool) -> bool:
    """Whether ``approver`` may stand for what ``writer`` changed last.

    Args:
        colleagues: how many others could approve it.
        two: whether the policy has it take two people, however few there are.
    """
    return writer != approver or not (two or colleagues)
