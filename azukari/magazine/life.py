"""State machine of an issue, and who may approve it: pure decisions."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

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

SECOND_THOUGHTS = timedelta(minutes=1)
"""So long an issue that was sent can be taken back; then it begins to go."""


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
    IssueState.DRAFT: {
        "ja": "この号は下書きです。承認してから送れます。",
        "en": "This issue is a draft. Approve it first.",
    },
    IssueState.APPROVED: {
        "ja": "この号は承認済みです。書き直すには、下書きに戻してください。",
        "en": "This issue is approved. Take it back to draft to change it.",
    },
    IssueState.SCHEDULED: {
        "ja": "この号は送信予定に入っています。変えるには、下書きに戻してください。",
        "en": "This issue is scheduled. Take it back to draft to change it.",
    },
    IssueState.SENDING: {"ja": "この号は送信中です。", "en": "This issue is being sent."},
    IssueState.SENT: {"ja": "この号は送信が済んでいます。", "en": "This issue was sent."},
    IssueState.CANCELLED: {"ja": "この号の送信は取りやめになりました。", "en": "Sending of this issue was cancelled."},
}


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


def may_approve(*, writer: str, approver: str, colleagues: int, two: bool) -> bool:
    """Whether ``approver`` may stand for what ``writer`` changed last.

    Args:
        colleagues: how many others could approve it.
        two: whether the list always takes two people, however few there are.
    """
    return writer != approver or not (two or colleagues)
