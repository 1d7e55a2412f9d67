"""Delivery reports (RFC 3464) and complaints (ARF, RFC 5965): what machines say of an email of ours."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from email.message import Message

from azukari.core.mail.incoming.charsets import header, text_of
from azukari.core.mail.incoming.failed_recipient import is_named_in, of_fields
from azukari.policy.bounce_causes import cause_in
from azukari.policy.returned import Reason, Stage, reason_of

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_REPLY = re.compile(r"\b([45]\d\d)[ -]")
_MESSAGE_ID = re.compile(r"^Message-ID:\s*<([^<>\s]+)>", re.IGNORECASE | re.MULTILINE)
_STATUSES = ("message/delivery-status", "message/global-delivery-status")
_STAGES = {
    Stage.SESSION: re.compile(
        r"(?:reply to|after|response to|like our|following) (?:pipelined |the )?(?:EHLO|HELO|STARTTLS|AUTH|MAIL FROM)"
        r"|(?:SMTP command\n+|SMTP:)(?:EHLO|HELO|STARTTLS|AUTH|MAIL(?: FROM)?)\b"
        r"|^>>> MAIL FROM:[^\n]{1,330}\n<<< 5\d\d[ -]",
        re.IGNORECASE | re.MULTILINE,
    ),
    Stage.CONTENT: re.compile(
        r"(?:reply to|after|on|response to|like our|following|for) (?:pipelined |the )?(?:final |end of )?"
        r"(?:DATA|BDAT|TEXT)\b"
        r"|after i sent the message|accept your message \(DATA\)|STEP: DATA|(?:SMTP command\n+|SMTP:)DATA\b",
        re.IGNORECASE,
    ),
    Stage.RECIPIENT: re.compile(
        r"(?:reply to|after|response to|like our|following|progress was) (?:pipelined |the )?RCPT(?: TO)?\b"
        r"|does not like recipient|STEP: RCPT|(?:SMTP command\n+|SMTP:)RCPT\b"
        r"|^>>> RCPT TO:[^\n]{1,330}\n<<< 55\d[ -]",
        re.IGNORECASE | re.MULTILINE,
    ),
}
"""Words by which Postfix, Exim, qmail, DragonFly, m-FILTER and others say at which step they were answered."""
_FINAL = "failed"  # the other actions: delayed, delivered, relayed, expanded


@dataclass(frozen=True, slots=True)
class Failure:
    """That an email was not delivered, for good.

    Args:
        status: the enhanced code, or the reply; empty if neither was told.
        cause: the name of its cause in `bounce_causes`; empty if no words told it.
        recipient: the address that it names; empty if none.
    """

    reason: Reason
    status: str = ""
    cause: str = field(default="", compare=False)
    recipient: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Delay:
    """That a mail server has not delivered an email of ours yet, and goes on trying: nothing follows from it.

    Args:
        says_so: its own head says that a program sent it (RFC 3834); else somebody may have written it.
    """

    says_so: bool = True


@dataclass(frozen=True, slots=True)
class Complaint:
    """That a reader called an email unwanted.

    Args:
        recipient: the reader's address, where it is told.
        in_words: it stands in no form for machines, so that a person may have written it.
    """

    recipient: str = field(default="", repr=False, compare=False)
    in_words: bool = False


def told(mail: Message) -> Failure | Delay | Complaint | None:
    """What a report says; None if it tells of a delivery or the like, or is a feedback that is no complaint."""
    for part in _own_parts(mail):
        kind = part.get_content_type()
        if kind == "message/feedback-report":
            return _complaint(part)
        if kind in _STATUSES:
            return _failure(_blocks(part), beside=_words_beside(mail))
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
    fields = next((fields for fields in _blocks(part) if "Feedback-Type" in fields), Message())
    kind = str(fields.get("Feedback-Type", "")).strip().lower()
    return Complaint(of_fields(fields)) if kind in ("abuse", "fraud", "opt-out", "opt-out-list") else None


_LONGEST_WORDS = 20_000


def _words_beside(mail: Message) -> str:
    """What a report says for people."""
    texts = (text_of(part) for part in _own_parts(mail) if part.get_content_type() == "text/plain")
    return next(texts, "")[:_LONGEST_WORDS]


def told_in_text(text: str) -> Failure | Delay | None:
    """What the fields of a report say that stand in a text, as some systems write them; None if there are none."""
    return _failure(_groups(text), beside=text[:_LONGEST_WORDS]) if "final-recipient" in text.lower() else None


def _failure(groups: Iterable[Message], *, beside: str) -> Failure | Delay | None:
    by_a_rule = delayed = False
    for fields in groups:
        by_a_rule |= bool(_RULES_OF_READERS.search(str(fields.get("Reporting-MTA", ""))))
        action = str(fields.get("Action", "")).strip().lower()
        found = _STATUS.search(str(fields.get("Status", "")))
        delayed |= action.startswith("delayed")
        if action.startswith(_FINAL):
            said, status = header(fields, "Diagnostic-Code"), found[1] if found else ""
            told = failure(said, status=status, recipient=of_fields(fields), beside=beside)
            if told.reason is not Reason.GONE:
                return told
            full = "mailboxfull" in (cause.name for found in _REJECTED.findall(beside) if (cause := cause_in(found)))
            milder = Reason.FULL if full else Reason.POLICY if by_a_rule else Reason.GONE
            return replace(told, reason=milder)
    return Delay() if delayed else None


_RULES_OF_READERS = re.compile(r"\binbound-smtp\.[\w-]{1,40}\.amazonaws\.com", re.IGNORECASE)
"""Reporters whose words are those of a rule that the reader made: the receipt rules of Amazon SES bounce with a text of
a list, "Mailbox does not exist" for one.
"""
_REJECTED = re.compile(r"was automatically rejected:\s{0,4}([^\n]{1,200})", re.IGNORECASE)
"""What Dovecot and Sieve say of their own accord of a mail that they had taken."""


def failure(said: str, *, status: str = "", recipient: str = "", beside: str = "") -> Failure:
    """What words of a server mean.

    Args:
        said: its answer, as it was quoted.
        status: the enhanced code of the report itself. The server's own is nearer to the matter, where it is clearer.
        recipient: whom it is about.
        beside: what the report says in words besides, where the answer itself does not tell the step.
    """
    own, reply = _STATUS.search(said), _REPLY.search(said)
    code = int(reply[1]) if reply else 0
    if own and (status in ("", "5.0.0", "4.0.0") or status[0] == own[1][0]):
        status = own[1]
    stage = _stage_in(said) or _stage_in(beside) or Stage.REPORTED
    cause = cause_in(said)
    names = is_named_in(said, recipient)
    reason = reason_of(status, code=code, words=said, stage=stage, names_recipient=names)
    return Failure(reason, status or (str(code) if code else ""), cause.name if cause else "", recipient)


def _stage_in(words: str) -> Stage | None:
    """The step at which a server answered; where several are told, the one that says least of a mailbox."""
    return next((stage for stage, told in _STAGES.items() if told.search(words)), None)


def _blocks(part: Message) -> Iterator[Message]:
    """The groups of fields of a report. The parser makes a message of each; where a part was encoded, it made none."""
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (block for block in payload if isinstance(block, Message))
    yield from _groups(text_of(part))


def _groups(text: str) -> Iterator[Message]:
    for group in re.split(r"\n\s*\n", text):
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
