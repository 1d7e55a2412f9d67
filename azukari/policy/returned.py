"""Reasons of undelivered mail, and what follows from them: closed lists and tables (RFC 3463, RFC 5321 4.2).

Only a mailbox that is gone says anything about the mailbox. A full one, a filter, a network in trouble say something
about a day, or about us; none of them alone ends writing to anybody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from azukari.policy.bounce_causes import cause_in


class Reason(StrEnum):
    """Why an email was not delivered."""

    GONE = "gone"  # there is no such mailbox
    FULL = "full"
    OFF = "off"  # switched off for now
    LARGE = "large"
    NETWORK = "network"
    POLICY = "policy"  # we are not trusted
    CONTENT = "content"  # what it says is not liked
    TEMPORARY = "temporary"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """At which step of the conversation a server said no (RFC 5321 3)."""

    SESSION = "session"  # the greeting, EHLO, the login, MAIL FROM: it is about us
    RECIPIENT = "recipient"  # RCPT TO: it is about the mailbox
    CONTENT = "content"  # DATA and what follows: it is about the message
    REPORTED = "reported"  # a report about one recipient, which does not say the step


LIMIT = 5
"""A mailbox that has come to this score is not written to any more."""

WEIGHT: Mapping[Reason, int] = {
    Reason.GONE: LIMIT,
    **dict.fromkeys((Reason.FULL, Reason.OFF, Reason.NETWORK, Reason.TEMPORARY, Reason.UNKNOWN), 1),
    **dict.fromkeys((Reason.LARGE, Reason.POLICY, Reason.CONTENT), 0),
}
"""What each adds to the score of a mailbox."""

_BY_STATUS: Mapping[str, Reason] = {
    **dict.fromkeys(("1.1", "1.3", "1.6", "1.10"), Reason.GONE),  # RFC 3463 3.2, RFC 7505
    "1.2": Reason.NETWORK,  # the domain was not found: a name server in trouble, ours too, says that of everybody
    **dict.fromkeys(("1.7", "1.8"), Reason.POLICY),  # it is our address that they do not like
    "2.1": Reason.OFF,
    "2.2": Reason.FULL,
    "2.3": Reason.LARGE,
    "3.4": Reason.LARGE,
}
_BY_SUBJECT: Mapping[str, Reason] = {
    "3": Reason.TEMPORARY,
    "4": Reason.NETWORK,
    "6": Reason.CONTENT,
    "7": Reason.POLICY,
}
_VAGUE = frozenset({"", "0.0", "1.0", "1.4", "1.9", "2.0", "2.4", "3.0", "5.0"})
"""Statuses that say nothing: the words beside them count."""

NOT_GONE_AFTER_ALL = (Reason.POLICY, Reason.CONTENT, Reason.FULL, Reason.OFF, Reason.TEMPORARY)
"""What words say against a status that claims that the mailbox is gone."""

_ENHANCED = re.compile(r"[245]\.(\d{1,3}\.\d{1,3})")
_AT_RECIPIENT = (550, 551, 553)


def reason_of(
    status: str, *, code: int = 0, words: str = "", stage: Stage = Stage.REPORTED, names_recipient: bool = False
) -> Reason:
    """Why an email was not delivered, by what a server said.

    Only an answer to the recipient's name, or a report about a recipient with a status of mailboxes or with known
    words about that recipient, can say that the mailbox is gone: a fault of ours, in our DNS say, is answered 550 as
    well, to everybody, at any other step.

    Args:
        status: the enhanced code (RFC 3463), ``5.1.1``; empty if there was none.
        code: the reply (RFC 5321), 550; 0 if there was none.
        words: what else was said.
        stage: where it was said.
        names_recipient: whether the words name the recipient's address.
    """
    found = _by_what_was_said(status, code=code, words=words, stage=stage)
    if found is not Reason.GONE or stage is Stage.RECIPIENT:
        return found
    named = _ENHANCED.fullmatch(status)
    told = names_recipient or (named is not None and _BY_STATUS.get(named[1]) is Reason.GONE)
    return Reason.GONE if told and stage is Stage.REPORTED else Reason.UNKNOWN


def _by_what_was_said(status: str, *, code: int, words: str, stage: Stage) -> Reason:
    found = _ENHANCED.fullmatch(status)
    detail = found[1] if found else ""
    cause = cause_in(words)
    said = Reason(cause.reason) if cause else None
    if status.startswith("4") or (not status and 400 <= code < 500):
        return Reason.FULL if Reason.FULL in (said, _BY_STATUS.get(detail)) else Reason.TEMPORARY
    if detail in _VAGUE:
        plain = stage is Stage.RECIPIENT and code in _AT_RECIPIENT
        return said or (Reason.GONE if plain else Reason.UNKNOWN)
    known = _BY_STATUS.get(detail) or _BY_SUBJECT.get(detail.partition(".")[0], Reason.UNKNOWN)
    if known is Reason.GONE and said in NOT_GONE_AFTER_ALL:
        return said
    return said if known is Reason.UNKNOWN and said else known


def scored(before: int, *, delivered: int, reason: Reason) -> int:
    """The score of a mailbox after an email came back.

    Args:
        before: its score then.
        delivered: mails that were taken since and did not come back; each takes one off.
    """
    return min(LIMIT, max(0, before - delivered) + WEIGHT[reason])


@dataclass(frozen=True, slots=True)
class MailingTally:
    """How a mailing fares.

    Args:
        tried: messages that a server was asked about.
    """

    tried: int
    bounced: int
    complained: int


_FEWEST_BOUNCED, _FEWEST_COMPLAINED = 20, 5
_BOUNCED, _COMPLAINED = 0.05, 0.003
"""Shares at which large mailbox providers begin to distrust a sender; below so few, it is chance."""


def fault(tally: MailingTally) -> str:
    """Why a mailing should be paused, in a word; empty if it fares well."""
    if tally.complained >= _FEWEST_COMPLAINED and tally.complained > tally.tried * _COMPLAINED:
        return "complaints"
    if tally.bounced >= _FEWEST_BOUNCED and tally.bounced > tally.tried * _BOUNCED:
        return "bounces"
    return ""
