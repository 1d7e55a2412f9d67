"""Delivery reports (RFC 3464) and complaints (ARF, RFC 5965): what machines say of an email of ours."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from azukari.core.mail.incoming.charsets import header, text_of
from azukari.policy.returned import Reason, Stage, reason_of

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY = re.compile(r"\b([45]\d\d)[ -]")
_MESSAGE_ID = re.compile(r"^Message-ID:\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)
_STATUSES = ("message/delivery-status", "message/global-delivery-status")
_STAGES = {
    Stage.SESSION: re.compile(
        r"(?:reply to|after|response to|like our|following) (?:pipelined |the )?(?:EHLO|HELO|STARTTLS|AUTH|MAIL FROM)"
        r"|(?:SMTP command\n+|SMTP:)(?:EHLO|HELO|STARTTLS|AUTH|MAIL(?: FROM)?)\b",
        re.IGNORECASE,
    ),
    Stage.CONTENT: re.compile(
        r"(?:reply to|after|on|response to|like our|following|for) (?:pipelined |the )?(?:final |end of )?"
        r"(?:DATA|BDAT|TEXT)\b"
        r"|after i sent the message|accept your message \(DATA\)|STEP: DATA|(?:SMTP command\n+|SMTP:)DATA\b",
        re.IGNORECASE,
    ),
    Stage.RECIPIENT: re.compile(
        r"(?:reply to|after|response to|like our|following|progress was) (?:pipelined |the )?RCPT(?: TO)?\b"
        r"|does not like recipient|STEP: RCPT|(?:SMTP command\n+|SMTP:)RCPT\b",
        re.IGNORECASE,
    ),
}
"""Words by which Postfix, Exim, qmail, DragonFly, m-FILTER and others say at which step they were answered."""
_FINAL = "failed"  # the other actions: delayed, delivered, relayed, expanded


@dataclass(frozen=True, slots=True)
class Failure:
    """That an email was not delivered, for good.

    Args:
        status: the enhanced code, or the reply; empty if neither was told.
    """

    reason: Reason
    status: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """That a reader called an email unwanted."""


def told(mail: Message) -> Failure | Complaint | None:
    """What a report says; None if it tells of no failure (a delay, a delivery, a feedback that is no complaint)."""
    for part in _own_parts(mail):
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            return _complaint(part)
        if kind in _STATUSES:
            return _failure(part)
    return None


def is_report(mail: Message) -> bool:
    """Whether the mail is a report in a form for machines."""
    kinds = {part.get_content_type() for part in _own_parts(mail)}
    return bool(kinds & {"message/feedback-report", *_STATUSES})


def says_what_became(mail: Message) -> bool:
    """Whether a report says in a form for machines what became of the mail, or what its reader thinks of it."""
    parts = list(_own_parts(mail))
    return any(part.get_content_type() == "message/feedback-report" for part in parts) or any(
        "Action" in fields for part in parts if part.get_content_type() in _STATUSES for fields in _blocks(part)
    )


def is_complaint_in_words(mail: Message) -> bool:
    """Whether it is a complaint as Microsoft's junk mail reporting sends it, without fields for machines: the mail of
    ours, to which its own mark was added.
    """
    if "complaint" not in header(mail, "Subject").lower():
        return False
    return any("X-HmXmrOriginalRecipient" in part for part in mail.walk() if part is not mail)


def _own_parts(part: Message) -> Iterator[Message]:
    """All parts but those of mails that it carries: a person may forward a report that they got."""
    yield part
    payload = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(payload, list):
        for child in payload:
            if isinstance(child, Message):
                yield from _own_parts(child)


def _complaint(part: Message) -> Complaint | None:
    kind = next((str(fields["Feedback-Type"]) for fields in _blocks(part) if "Feedback-Type" in fields), "")
    return Complaint() if kind.strip().lower() in ("abuse", "fraud", "opt-out", "opt-out-list") else None


def _failure(part: Message) -> Failure | None:
    for fields in _blocks(part):
        action = str(fields.get("Action", "")).strip().lower()
        found = _STATUS.search(str(fields.get("Status", "")))
        if action.startswith(_FINAL):
            return failure(header(fields, "Diagnostic-Code"), status=found[1] if found else "")
    return None


def failure(said: str, *, status: str = "") -> Failure:
    """What words of a server mean.

    Args:
        said: its answer, as it was quoted.
        status: the enhanced code of the report itself. The server's own is nearer to the matter, where it is clearer.
    """
    own, reply = _STATUS.search(said), _REPLY.search(said)
    code = int(reply[1]) if reply else 0
    if own and (status in ("", "5.0.0", "4.0.0") or status[0] == own[1][0]):
        status = own[1]
    stage = next((stage for stage, words in _STAGES.items() if words.search(said)), Stage.REPORTED)
    reason = reason_of(status, code=code, words=said, stage=stage)
    return Failure(reason, status or (str(code) if code else ""))


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a report. The parser makes a message of each; where a part was encoded, it made none."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))
    for group in re.split(r"\n\s*\n", text_of(part)):
        block = Message()
        for name, value in re.findall(r"^([A-Za-z-]+):[ \t]*(.*(?:\n[ \t].*)*)", group, re.MULTILINE):
            block[name] = " ".join(value.split())
        if len(block):
            yield block


def message_ids(mail: Message) -> list[str]:
    """Message-IDs of what came back: in the returned mail or its head, in references, in the words of a bounce."""
    found: list[str] = []
    for part in mail.walk():
        kind = part.get_content_type()
        if part is not mail and part.get("Message-ID"):
            found.append(str(part["Message-ID"]).strip("<> \t\r\n"))
        elif kind in ("text/rfc822-headers", "text/plain", "message/rfc822"):
            found += _MESSAGE_ID.findall(text_of(part))
    for name in ("In-Reply-To", "References"):
        found += re.findall(r"<([^<>\s]+)>", str(mail.get(name, "")))
    return list(dict.fromkeys(found))
