"""One mail that came in, and what the mail server is answered.

What it says is read, acted upon or handed on, and forgotten. No log and no answer quotes it.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from django.conf import settings

from azukari.core.mail.incoming.apart import Busy, read_apart
from azukari.core.mail.incoming.delivery import Complaint, Delay, Failure
from azukari.core.mail.incoming.outcome import Outcome, settle
from azukari.core.mail.incoming.parse import Automatic, Meaning, NotUnderstood, Words
from azukari.core.mail.incoming.replies import Reply, ReplyRefused, hand_on
from azukari.core.mail.incoming.return_path import LASTS, Named, Sort, is_return_path, named_by
from azukari.core.mail.models import MailingMessage, Message

LARGEST = 10_000_000
"""Bytes of an email that is taken in: returned mails may quote ours whole."""

_LONGEST = 100_000  # characters of a reply
_LONGEST_ID = 998  # of a line (RFC 5322 2.1.1)
_NOT_READ = "Nobody reads mail at this address, unless it answers a message of ours that we still know."

_LONGEST_SUBJECT = 400
_ANSWERS = re.compile(
    r"\s*(?:re|aw|sv|vs|antw|回复|返信?)\s{0,3}(?:\[\d{1,3}\]|\^?\d{1,3})?\s{0,3}[:：>]", re.IGNORECASE
)
"""How programs mark the subject of an answer."""
_MOST_NAMES = 20  # of attachments
_ID = re.compile(r"<([0-9a-fA-F-]{32,36}@[a-zA-Z0-9.-]{1,255})>")
_HEAD = 100_000  # characters of a mail in which a message of ours may be named
_WHOLE = (
    "[このメールは読み取れなかったため、届いたままの形で保存しました。 / This mail could not be read, so it was kept"
    " as it came.]\n\n"
)

log = logging.getLogger("azukari.core.mail")


@dataclass(frozen=True, slots=True)
class LmtpReply:
    """What a mail server is told (RFC 2033).

    Args:
        code: the reply, with its enhanced status.
        what: in a word, and none of the mail's.
    """

    code: int
    status: str
    words: str
    what: str

    @property
    def taken(self) -> bool:
        return self.code < 400

    @property
    def later(self) -> bool:
        return 400 <= self.code < 500

    def __str__(self) -> str:
        return f"{self.code} {self.status} {self.words}"


BUSY = LmtpReply(451, "4.3.2", "Not yet: please try again in a minute.", "busy")
"""Others are read at the moment: the mail stays with whoever has it."""


class Reader(Protocol):
    """`read_apart` of one mail."""

    def __call__(self, *, by_a_system: bool) -> tuple[Meaning, list[str]]: ...


def _taken(what: str) -> LmtpReply:
    return LmtpReply(250, "2.0.0", "OK", what)


def receive(
    raw: bytes, *, recipient: str, sender: str | None = None, now: datetime, read: Reader | None = None
) -> LmtpReply:
    """Deal with one mail.

    Args:
        raw: as it came; any line ends.
        recipient: whom the envelope names.
        sender: the envelope's sender, ``""`` for an email that nobody may answer; None where it is not known.
        read: reads it in place of `read_apart`, so that a mail to many recipients is read once.
    """
    if len(raw) > LARGEST:
        return LmtpReply(552, "5.3.4", _files(), "large")
    if answer := judged(recipient, sender, now=now):
        return answer
    named = named_by(recipient, now=now)
    by_a_system = sender == "" or (sender is None and is_return_path(recipient))
    try:
        meaning, ids = (read or partial(read_apart, raw))(by_a_system=by_a_system)
    except Busy:
        return BUSY
    match meaning:
        case Failure() | Complaint():
            named = named or _named(ids, now)
            if named:
                return _settled(named, meaning, now)
            # servers report from nobody; what has a sender and reads like a report may be a person's
            sure = by_a_system or (isinstance(meaning, Complaint) and not meaning.in_words)
            return _taken("about-nothing-of-ours") if sure else _not_read()
        case Automatic() | Delay():
            what = "delay" if isinstance(meaning, Delay) else "automatic"
            return _taken(what) if meaning.says_so or sender == "" else _not_read()
        case NotUnderstood():
            return _kept_whole(raw, sender, named, now)
        case Words():
            return _handed_on(meaning, named, now, answerable=sender != "")


def judged(recipient: str, sender: str | None, *, now: datetime) -> LmtpReply | None:
    """The answer to an envelope alone: to a return path that is none of ours, or is over. Asks no database. Where the
    sender is not known, the mail is read.

    Args:
        recipient, sender: as in `receive`.
    """
    if sender is None or not is_return_path(recipient) or "+" not in recipient or named_by(recipient, now=now):
        return None
    return LmtpReply(550, "5.1.1", _NOT_READ, "not-read" if sender else "about-nothing-of-ours")


def _settled(named: Named, meaning: Failure | Complaint, now: datetime) -> LmtpReply:
    outcome = settle(named, meaning, now=now)
    if outcome is Outcome.EARLY:
        return LmtpReply(451, "4.3.0", "Not yet: please try again in a minute.", "early")
    what = "complaint" if isinstance(meaning, Complaint) else f"bounce-{meaning.reason.value}"
    return _taken(what if outcome is Outcome.NOTED else "known")


def _handed_on(words: Words, named: Named | None, now: datetime, *, answerable: bool) -> LmtpReply:
    if words.attachments and not words.text.strip():
        return LmtpReply(554, "5.6.1", _files(), "attachments")
    text = "\n\n".join(part for part in (_own_subject(words.subject), words.text) if part)
    reply = Reply(
        sender=words.sender[:320],
        name=words.name[:200],
        subject=words.subject[:_LONGEST_SUBJECT],
        text=text + _not_kept(words.attachments),
        quoted=words.quoted,
        about=named or _named(list(words.about), now),
        at=now,
        id=words.id[:_LONGEST_ID],
        answerable=answerable,
    )
    if max(len(reply.text), len(reply.quoted)) > _LONGEST:
        return LmtpReply(552, "5.3.4", f"Your mail is too long, and nothing of it was kept. {_elsewhere()}", "large")
    return _offered(reply)


def _own_subject(subject: str) -> str:
    """A line with the subject, where its writer chose it: an answer bears ours behind a mark."""
    return f"[件名 / Subject: {subject[:_LONGEST_SUBJECT]}]" if subject and not _ANSWERS.match(subject) else ""


def _not_kept(attachments: tuple[str, ...]) -> str:
    """A line that names the files that came with a mail, for whoever reads it."""
    if not attachments:
        return ""
    names = ", ".join(attachments[:_MOST_NAMES]) + (", …" if len(attachments) > _MOST_NAMES else "")
    return f"\n\n[受け取らなかった添付ファイル / Attachments that were not kept: {names}]"


def _kept_whole(raw: bytes, sender: str | None, named: Named | None, now: datetime) -> LmtpReply:
    """Hand on a mail that could not be read as it came, or refuse it in words. It is not tried again."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n")
    about = named or _named(_ID.findall(text[:_HEAD]), now)
    answerable = sender != ""
    if ((about and sender) or not answerable) and len(text) + len(_WHOLE) <= _LONGEST:
        answer = _offered(Reply((sender or "")[:320], "", "", _WHOLE + text, "", about, now, answerable=answerable))
        if answer.taken or answer.later:
            return answer
    words = f"We could not read your mail, and nothing of it was kept. {_elsewhere()}"
    return LmtpReply(554, "5.6.0", words, "not-understood")


def _offered(reply: Reply) -> LmtpReply:
    try:
        if hand_on(reply):
            return _taken("reply")
    except ReplyRefused as refused:
        if refused.later:
            return LmtpReply(451, "4.7.1", refused.words, "put-off")
        return LmtpReply(550, "5.7.1", f"{refused.words} {_elsewhere()}", "refused")
    return _not_read()


def _not_read() -> LmtpReply:
    return LmtpReply(550, "5.7.2", f"{_NOT_READ} {_elsewhere()}", "not-read")


def _elsewhere() -> str:
    return f"Please write to us here: {_contact()}"


def _contact() -> str:
    return f"{settings.AZUKARI.base_url}/{settings.AZUKARI.language}/contact"


def _files() -> str:
    return (
        "Thank you for writing. We cannot take attachments by email, and nothing of this mail was kept. "
        f"Please send your words alone, or write to us here: {_contact()}"
    )


def _named(ids: list[str], now: datetime) -> Named | None:
    """The message that one of these Message-IDs is of. Half of an id is chance, so nobody makes one up; only who has
    had the message knows it, and it is believed for as long as a return path.
    """
    for id in _ours(ids, settings.AZUKARI.host):
        since = now - LASTS
        if MailingMessage.objects.filter(id=id, changed_at__gt=since).exists():
            return Named(Sort.MAILING, id)
        if Message.objects.filter(id=id, created_at__gt=since).exists():
            return Named(Sort.LETTER, id)
    return None


_MOST_IDS = 20


def _ours(ids: list[str], host: str) -> Iterator[UUID]:
    for id in ids[:_MOST_IDS]:
        local, _at, domain = id.rpartition("@")
        try:
            if domain.lower() == host:
                yield UUID(local)
        except ValueError:
            continue
