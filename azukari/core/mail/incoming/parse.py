"""What an email that came in is: a bounce, a complaint, an automatic answer, or words of a person.

An email may be anything, and may be made to mislead. Reading it raises nothing (it is done in a process of its own,
`apart`), takes no attachment, and believes no address in it: which message of ours it is about is told by the envelope
(`return_path`), or by an id that nobody guesses.
"""

from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr

from azukari.core.mail.incoming import wordings
from azukari.core.mail.incoming.body import body_of
from azukari.core.mail.incoming.charsets import header
from azukari.core.mail.incoming.delivery import (
    Complaint,
    Delay,
    Failure,
    is_complaint_in_words,
    is_report,
    message_ids,
    says_what_became,
    told,
)
from azukari.core.mail.incoming.notifications import notification_in
from azukari.core.mail.incoming.quoted import fold

MOST_PARTS = 100
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-response-suppress-reply", "x-autoresponder")
_BY_A_PROGRAM = ("auto-generated", "auto-replied", "auto-notified")
"""What the head of a mail may say of who sent it (RFC 3834 5, RFC 5436 2.7.1); another word says nothing."""
_REPORTS = ("multipart/report", "message/feedback-report")
"""Kinds of a whole mail that is a report; of another kind, its sender may have put one beside words of theirs."""
_DAEMONS = ("mailer-daemon", "mail-daemon", "mailerdaemon")
_OUT_OF_OFFICE = (
    "out of office", "out of the office", "auto:", "autoreply", "auto-reply", "automatic reply", "auto response",
    "vacation", "away from", "自動返信", "自動応答", "不在", "休暇", "受付完了", "automatische antwort",
    "réponse automatique",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Automatic:
    """Nobody wrote it, and it tells of no failure that we know: a vacation notice, a receipt, a list's mail.

    Args:
        of_a_daemon: a mail server wrote it, and no table of ours knows in what form.
        says_so: its own head says that a program sent it (RFC 3834); else somebody may have written it.
    """

    of_a_daemon: bool = False
    says_so: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """A person wrote it.

    Args:
        sender: the address that it says it comes from.
        text: their own words; ``quoted`` what they quoted.
        attachments: the names of files that came with it, which are not taken; a kind of file where one has no name.
        about: Message-IDs of what it answers.
        id: its own.
    """

    sender: str = field(repr=False)
    name: str = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    quoted: str = field(repr=False)
    attachments: tuple[str, ...]
    about: tuple[str, ...]
    id: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """It could not be read, so that nobody knows whether a person wrote it."""


type Meaning = Failure | Delay | Complaint | Automatic | Words | NotUnderstood


def read(raw: bytes, *, by_a_system: bool = False) -> tuple[Meaning, list[str]]:
    """What an email is, and the Message-IDs of the mails of ours that it may be about.

    Args:
        by_a_system: whether its envelope says so: it came to a return path, or from nobody.
    """
    try:
        mail = message_from_bytes(raw, policy=policy.compat32)
        if sum(1 for _ in mail.walk()) > MOST_PARTS:
            return NotUnderstood(), []
        ids = message_ids(mail)
        return _meaning(mail, ids, by_a_system=by_a_system or _is_of_a_daemon(mail)), ids
    except Exception:  # made to break whoever reads it; its own words stay out of every log
        return NotUnderstood(), []


def _meaning(mail: Message, ids: list[str], *, by_a_system: bool) -> Meaning:
    unknown = Automatic(of_a_daemon=wordings.is_a_daemons(header(mail, "From")), says_so=_says_so(mail))
    if is_report(mail) and (by_a_system or mail.get_content_type() in _REPORTS):
        if found := told(mail):
            return found
        if says_what_became(mail):
            return Automatic(says_so=True)
        unknown = replace(unknown, says_so=True)
    if is_complaint_in_words(mail):
        return Complaint()
    body = body_of(mail)
    if (notification := notification_in(body.text)) is not None:
        ids += notification[1]
        return notification[0] or Automatic(says_so=True)
    answers = _answers_by_itself(mail, by_a_system=by_a_system)
    if by_a_system and (unknown.of_a_daemon or not answers) and (failed := wordings.failure_in(mail, body.text)):
        # some mail servers call a bounce an automatic answer
        return Delay(says_so=unknown.says_so) if isinstance(failed, Delay) else failed
    if answers:
        return Automatic(says_so=_says_so(mail))
    if unknown.says_so or _is_of_a_machine(mail):
        return unknown
    if not body.text.strip() and not body.files and _says_more(mail):
        return NotUnderstood()
    own, quoted = fold(body.text)
    name, sender = parseaddr(header(mail, "From"))
    own_id = str(mail.get("Message-ID", "")).strip("<> \t\r\n")
    return Words(sender, name, header(mail, "Subject"), own, quoted, tuple(body.files), tuple(ids), own_id)


def _says_more(mail: Message) -> bool:
    """Whether words stand where no program looks for any: before the first part of a mail whose parts are amiss."""
    return any((part.preamble or "").strip() for part in mail.walk())


def _answers_by_itself(mail: Message, *, by_a_system: bool) -> bool:
    """Whether it is a vacation notice or the like (RFC 3834). Its head decides: a word of the subject says so only of
    an email that nobody may answer, since our own subjects come back in what people write.
    """
    if _submitted(mail) == "auto-replied" or _has_mark_of_an_answer(mail):
        return True
    return by_a_system and any(words in header(mail, "Subject").lower() for words in _OUT_OF_OFFICE)


def _is_of_a_daemon(mail: Message) -> bool:
    return _is_from_nobody(mail) or _local_part(mail) in (*_DAEMONS, "postmaster")


def _says_so(mail: Message) -> bool:
    """Whether the head says that a program sent it. "postmaster" does not: that may be a person's address."""
    marked = _submitted(mail) in _BY_A_PROGRAM or _has_mark_of_an_answer(mail)
    return marked or _is_from_nobody(mail) or _local_part(mail) in _DAEMONS


def _submitted(mail: Message) -> str:
    return str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()


def _has_mark_of_an_answer(mail: Message) -> bool:
    precedence = str(mail.get("Precedence", "")).strip().lower()
    return precedence in ("auto_reply", "auto-reply") or any(name in mail for name in _AUTOMATIC)


def _is_from_nobody(mail: Message) -> bool:
    return str(mail.get("Return-Path", "")).strip() == "<>"


def _local_part(mail: Message) -> str:
    sender = header(mail, "From")
    name, address = parseaddr(sender)
    return (address or name or sender.partition("<")[0].strip()).lower().partition("@")[0]


def _is_of_a_machine(mail: Message) -> bool:
    return (
        _says_so(mail)
        or _is_of_a_daemon(mail)
        or str(mail.get("Precedence", "")).strip().lower() in ("bulk", "junk")
        or (_is_of_a_list(mail) and "In-Reply-To" not in mail)  # a list may have passed on what a person answered
        or _local_part(mail) in ("noreply", "no-reply")
    )


def _is_of_a_list(mail: Message) -> bool:
    return "List-Id" in mail or str(mail.get("Precedence", "")).strip().lower() == "list"
