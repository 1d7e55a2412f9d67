"""What an email that came in is: a bounce, a complaint, an automatic answer, or words of a person.

An email may be anything, and may be made to mislead. Reading it raises nothing (it is done in a process of its own,
`apart`), takes no attachment, and believes no address in it: which message of ours it is about is told by the envelope
(`return_path`), or by an id that nobody guesses.
"""

from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import Message
from email.utils import parseaddr

from azukari.mail.incoming import wordings
from azukari.mail.incoming.charsets import header, text_of
from azukari.mail.incoming.delivery import Complaint, Failure, is_report, message_ids, says_what_became, told
from azukari.mail.incoming.quoted import fold

MOST_PARTS = 100
_LONGEST_NAME = 100  # of a file
_AUTOMATIC = ("x-autoreply", "x-autorespond", "x-auto-response-suppress-reply", "x-autoresponder")
_DAEMONS = ("mailer-daemon", "mail-daemon", "mailerdaemon")
_OUT_OF_OFFICE = (
    "out of office", "out of the office", "auto:", "autoreply", "auto-reply", "automatic reply", "auto response",
    "vacation", "away from", "自動返信", "自動応答", "不在", "休暇", "受付完了", "automatische antwort",
    "réponse automatique",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Automatic:
    """Nobody wrote it, and it tells of no failure that we know: a vacation notice, a delay, a receipt, a list's mail.

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


type Meaning = Failure | Complaint | Automatic | Words | NotUnderstood


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
    if is_report(mail):
        return told(mail) or (Automatic(says_so=True) if says_what_became(mail) else replace(unknown, says_so=True))
    text = _text(mail)
    if _answers_by_itself(mail, by_a_system=by_a_system):
        return Automatic(says_so=_says_so(mail))
    if by_a_system and (failed := wordings.failure_in(mail, text)):
        return failed
    if _is_of_a_machine(mail):
        return unknown
    own, quoted = fold(text)
    name, sender = parseaddr(header(mail, "From"))
    own_id = str(mail.get("Message-ID", "")).strip("<> \t\r\n")
    return Words(sender, name, header(mail, "Subject"), own, quoted, _attachments(mail), tuple(ids), own_id)


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
    marked = _submitted(mail) != "no" or _has_mark_of_an_answer(mail)
    return marked or _is_from_nobody(mail) or _local_part(mail) in _DAEMONS


def _submitted(mail: Message) -> str:
    return str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()


def _has_mark_of_an_answer(mail: Message) -> bool:
    precedence = str(mail.get("Precedence", "")).strip().lower()
    return precedence in ("auto_reply", "auto-reply") or any(name in mail for name in _AUTOMATIC)


def _is_from_nobody(mail: Message) -> bool:
    return str(mail.get("Return-Path", "")).strip() == "<>"


def _local_part(mail: Message) -> str:
    return parseaddr(header(mail, "From"))[1].lower().partition("@")[0]


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


def _text(mail: Message) -> str:
    """The words of the mail: its plain text; its page, where that has no words."""
    plain, page = list[str](), list[str]()
    for part in _inline(mail):
        if part.get_content_type() == "text/plain":
            plain.append(text_of(part))
        elif part.get_content_type() == "text/html":
            page.append(text_of(part))
    return "\n".join(text for text in (plain if "".join(plain).strip() else page) if text.strip())


def _inline(mail: Message) -> list[Message]:
    """Parts that belong to this mail, and to none that it carries."""
    if mail.get_content_maintype() == "message" or _is_file(mail):
        return []
    payload = mail.get_payload()
    if mail.is_multipart() and isinstance(payload, list):
        return [part for child in payload if isinstance(child, Message) for part in _inline(child)]
    return [mail]


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename())


_NO_FILES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")


def _attachments(mail: Message) -> tuple[str, ...]:
    """Files, by their names; not signatures, and not pictures that stand within a page."""
    found = list[str]()
    for part in mail.walk():
        kind = part.get_content_type()
        if part.is_multipart() or kind in _NO_FILES:
            continue
        embedded = kind.startswith("image/") and bool(part.get("Content-ID"))
        if not embedded and (_is_file(part) or part.get_content_maintype() not in ("text", "multipart")):
            found.append(" ".join((part.get_filename() or kind).split())[:_LONGEST_NAME])
    return tuple(found)
