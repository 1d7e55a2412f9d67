"""Polling a mailbox by IMAP or POP3, for an organisation whose provider takes its mail in.

What was dealt with is deleted from it; what is to be asked again later stays, as it was. A mail that nobody here reads
stays as well, marked as seen, for whoever looks into the mailbox with a mail program; by POP3, which has no marks, the
mailbox has to be ours alone, and such an email goes.
"""

import imaplib
import poplib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.parser import BytesHeaderParser
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from azukari.lib.deadline import tls_context
from azukari.mail.incoming.receive import LARGEST, LmtpReply, receive
from azukari.mail.incoming.return_path import is_return_path

_IMAPS, _IMAP = 993, 143
_SECONDS = 30.0
_MOST = 200
"""Mails of one visit."""

_ADDRESS = re.compile(r"[^\s<>,;:\"]+@[^\s<>,;:\"]+")
_NAMES_RECIPIENT = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Forwarded-To", "To", "Cc")


def visit(now: datetime) -> int:
    """The worker's job: deal with what lies in the mailbox that the settings name; returns how many mails were.

    Raises:
        OSError, imaplib.IMAP4.error, poplib.error_proto: it cannot be reached, or does not let us in.
    """
    at = urlsplit(settings.AZUKARI.incoming.mailbox)
    if not at.hostname:
        return 0
    return _by_imap(at, now) if at.scheme.startswith("imap") else _by_pop3(at, now)


def _by_imap(at: SplitResult, now: datetime) -> int:
    done = 0
    with _imap(at) as box:
        found = box.uid("SEARCH", "UNSEEN")[1][0] or b""
        for uid in found.decode("ascii").split()[:_MOST]:
            parts = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")[1]
            answer = _dealt_with(next((part[1] for part in parts if isinstance(part, tuple)), b""), now)
            if answer.later:
                continue
            mark = r"(\Deleted)" if answer.taken and answer.what not in ("unread", "automatic") else r"(\Seen)"
            box.uid("STORE", uid, "+FLAGS.SILENT", mark)
            done += 1
        box.expunge()
    return done


@contextmanager
def _imap(at: SplitResult) -> Iterator[imaplib.IMAP4]:
    host = at.hostname or ""
    box = (
        imaplib.IMAP4_SSL(host, at.port or _IMAPS, ssl_context=tls_context(), timeout=_SECONDS)
        if at.scheme == "imaps"
        else imaplib.IMAP4(host, at.port or _IMAP, timeout=_SECONDS)
    )
    with box:
        box.login(unquote(at.username or ""), unquote(at.password or ""))
        box.select(unquote(at.path.strip("/")) or "INBOX")
        yield box


def _by_pop3(at: SplitResult, now: datetime) -> int:
    done, host = 0, at.hostname or ""
    box = (
        poplib.POP3_SSL(host, at.port or poplib.POP3_SSL_PORT, context=tls_context(), timeout=_SECONDS)
        if at.scheme == "pop3s"
        else poplib.POP3(host, at.port or poplib.POP3_PORT, timeout=_SECONDS)
    )
    try:
        box.user(unquote(at.username or ""))
        box.pass_(unquote(at.password or ""))
        for number in range(1, min(box.stat()[0], _MOST) + 1):
            answer = _dealt_with(b"\r\n".join(box.retr(number)[1]), now)
            if not answer.later:
                box.dele(number)
                done += 1
    finally:
        box.quit()
    return done


def _dealt_with(raw: bytes, now: datetime) -> LmtpReply:
    return receive(raw, recipient=recipient_of(raw), now=now)


def recipient_of(raw: bytes) -> str:
    """Whom a mail came to, by what mail servers wrote into its head; a return path of ours before any other address."""
    head = BytesHeaderParser().parsebytes(raw[:100_000])
    values = (str(value) for name in _NAMES_RECIPIENT for value in head.get_all(name, []))
    found = [address for value in values for address in _ADDRESS.findall(value)]
    return next(filter(is_return_path, found), found[0] if found else "")
