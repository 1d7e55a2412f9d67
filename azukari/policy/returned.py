"""Reasons of undelivered mail, and what follows from them: closed lists and tables (RFC 3463, RFC 5321 4.2).

Only a mailbox that is gone says anything about the mailbox. A full one, a filter, a network in trouble say something
about a day, or about us; none of them alone ends writing to anybody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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

_WORDS: Mapping[Reason, tuple[str, ...]] = {
    Reason.POLICY: (
        r"\bsender (?:address|domain|verif|host|is|id|rejected|denied|unknown|not|does)|domain of sender",
        r"verif(?:y|ication) failed",
        r"return.?path|mail from|envelope.from|\b(?:ehlo|helo)\b|\bptr\b|reverse (?:dns|lookup|host)|送信元|送信者",
        r"spamhaus|\brbl\b|dnsbl|(?:black|block) ?list|blocked|reputation|\bspf\b|\bdkim\b|\bdmarc\b|policy",
        r"not authori[sz]ed|authenticat|greylist|rate limit|too many|access denied",
        r"relay(?:ing)? (?:access |is |was )?(?:denied|prohibited|not)|(?:not|unable to|cannot|can.t|won.t|to) relay\b",
        r"recipient.{0,3} preferences|message (?:was |is |has been )?filtered|rejected by the domain filter",
        r"(?:^|\b55[034])[\s:]*:\s*user unknown",  # of au, where it names nobody: their reader's filter
        r"ドメイン指定|受信拒否|拒否設定|迷惑メール|受信者の設定|フィルタ",
    ),
    Reason.CONTENT: (r"\bspam\b|unsolicited|bulk mail|virus|malware|content (?:rejected|filter)|suspicious",),
    Reason.FULL: (r"quota|mailbox (?:is )?full|not enough (?:disk )?space|storage|exceeded|容量|いっぱい|一杯|満杯",),
    Reason.LARGE: (r"too (?:large|big)|size limit|サイズ",),
    Reason.OFF: (r"disabled|inactive|suspended|on hold|not activated|deactivated|frozen|dormant|利用停止|休止",),
    Reason.TEMPORARY: (
        r"(?:could|can)(?:n.t| ?not) (?:create|open|write|lock)|no space left|insufficient (?:system|disk)",
        r"command output|local configuration error|internal (?:server |software )?error",
    ),
    Reason.GONE: (
        r"(?:user|recipient|mailbox|account|address|alias)[^.\n]{0,40}(?:unknown|no longer|unavailable)",
        r"(?:user|recipient|mailbox|account|address|alias)[^.\n]{0,40}not (?:found|exist|known|listed|valid)",
        r"(?:user|recipient|mailbox|account|address|alias)[^.\n]{0,40}does(?:n.t| not) (?:exist|have)",
        r"unknown (?:user|recipient|mailbox|account|address|local)|not (?:our|a local) (?:customer|user)",
        r"no such (?:user|person|recipient|mailbox|address)|no mailbox|invalid (?:recipient|mailbox|user|address)",
        r"does(?:n.t| not) have an? [^.\n]{0,40}account|address not found",
        r"address rejected(?: by [^:\n]{0,40})?(?:\.|$)",
        r"(?:宛先|アドレス|ユーザ|メールボックス)[^。\n]{0,20}(?:不明|存在し(?:な|ま)|見つか|ありません|使われて|誤り|間違)",
    ),
    Reason.NETWORK: (r"host (?:unknown|not found)|timed out|no route|unreachable|connection refused|name server|mx ",),
}
_BY_WORDS = tuple((reason, re.compile("|".join(words), re.IGNORECASE)) for reason, words in _WORDS.items())
"""In this order: who says that we are blocked may say besides that the mailbox is unavailable."""

NOT_GONE_AFTER_ALL = (Reason.POLICY, Reason.CONTENT, Reason.FULL, Reason.OFF, Reason.TEMPORARY)
"""What words say against a status that claims that the mailbox is gone."""

_NAMES = re.compile(r"https?://\S++|(?<![^\s<>@])[^\s<>@]++@[^\s<>@:]++|(?<![\w.-])[\w.-]++\[[\da-f.:]{3,45}\]")
"""Addresses and hosts in what a server says. Their names say nothing: a host may be called ``relay`` or ``policy``."""

_ENHANCED = re.compile(r"[245]\.(\d{1,3}\.\d{1,3})")
_AT_RECIPIENT = (550, 551, 553)


def reason_of(status: str, *, code: int = 0, words: str = "", stage: Stage = Stage.REPORTED) -> Reason:
    """Why an email was not delivered, by what a server said.

    Only an answer to the recipient's name, or a report about a recipient with a status of mailboxes, can say that the
    mailbox is gone: a fault of ours, in our DNS say, is answered 550 as well, to everybody, at any other step.

    Args:
        status: the enhanced code (RFC 3463), ``5.1.1``; empty if there was none.
        code: the reply (RFC 5321), 550; 0 if there was none.
        words: what else was said.
        stage: where it was said.
    """
    found = _by_what_was_said(status, code=code, words=words, stage=stage)
    if found is not Reason.GONE or stage is Stage.RECIPIENT:
        return found
    named = _ENHANCED.fullmatch(status)
    told = stage is Stage.REPORTED and named is not None and _BY_STATUS.get(named[1]) is Reason.GONE
    return Reason.GONE if told else Reason.UNKNOWN


def _by_what_was_said(status: str, *, code: int, words: str, stage: Stage) -> Reason:
    found = _ENHANCED.fullmatch(status)
    detail = found[1] if found else ""
    words = _NAMES.sub("<>", words)
    said = next((reason for reason, pattern in _BY_WORDS if pattern.search(words)), None)
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
