"""Polling a mailbox by IMAP or POP3, for an organisation whose provider takes its mail in.

What was dealt with is deleted from it; what is to be asked again later stays, as it was. A mail that nobody here reads
stays as well, marked as seen, for whoever looks into the mailbox with a mail program. POP3 has no marks: there, what
was refused stays and is asked about again when this process begins anew.
"""

import imaplib
import poplib
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.parser import BytesHeaderParser
from hashlib import sha256
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from azukari.core.mail.incoming.receive import BUSY, LARGEST, LmtpReply, log, receive
from azukari.core.mail.incoming.return_path import is_return_path
from azukari.lib.deadline import tls_context
from azukari.lib.failure import report

_IMAPS, _IMAP = 993, 143
_SECONDS = 30.0
_MOST = 200
"""Mails of one visit."""

_LONGEST_VISIT = 60.0
"""Seconds after which no other mail is begun in a visit, since other jobs of its lane wait."""

_LONGEST_ANSWER = 512  # bytes of a line in which a server answers (RFC 1939 3)
_TRIES = 3

_NOBODY_READ = "automatic"
"""What was taken and nobody has seen stays in the mailbox, where a person can look at it."""

_ADDRESS = re.compile(r"[^\s<>,;:\"@]{1,64}@[^\s<>,;:\"@]{1,255}+")  # lengths: RFC 5321 4.5.3.1
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
    done, until = 0, time.monotonic() + _LONGEST_VISIT
    with _imap(at) as box:
        found = box.uid("SEARCH", "UNSEEN")[1][0] or b""
        for uid in found.decode("ascii").split()[:_MOST]:
            if time.monotonic() > until:
                break
            parts = box.uid("FETCH", uid, f"(BODY.PEEK[]<0.{LARGEST + 1}>)")[1]
            answer = _dealt_with(next((part[1] for part in parts if isinstance(part, tuple)), b""), now)
            if answer == BUSY:
                break
            if answer.later:
                continue
            mark = r"(\Deleted)" if answer.taken and answer.what != _NOBODY_READ else r"(\Seen)"
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
    done, host, until = 0, at.hostname or "", time.monotonic() + _LONGEST_VISIT
    box = (
        poplib.POP3_SSL(host, at.port or poplib.POP3_SSL_PORT, context=tls_context(), timeout=_SECONDS)
        if at.scheme == "pop3s"
        else poplib.POP3(host, at.port or poplib.POP3_PORT, timeout=_SECONDS)
    )
    try:
        box.user(unquote(at.username or ""))
        box.pass_(unquote(at.password or ""))
        for number in range(1, box.stat()[0] + 1):
            raw = _fetched(box, number)
            if _digest(raw) in _refused:
                continue
            answer = _dealt_with(raw, now)
            if answer.taken and answer.what != _NOBODY_READ:
                box.dele(number)
            elif not answer.later:
                _refused.add(_digest(raw))  # nobody told its writer: it stays for somebody to look at
            done += not answer.later
            if answer == BUSY or done >= _MOST or time.monotonic() > until:
                break
    finally:
        box.quit()
    return done


def _fetched(box: poplib.POP3, number: int) -> bytes:
    """A mail, up to one byte more than is taken in. `poplib` itself would refuse a line of more than 2,048 bytes, which
    anybody may write, and end the conversation.
    """
    box.sock.sendall(b"RETR %d\r\n" % number)
    if not box.file.readline(_LONGEST_ANSWER).startswith(b"+OK"):
        raise poplib.error_proto("A mail was not handed over.")
    raw, begins = bytearray(), True
    while (line := box.file.readline(LARGEST)) != b".\r\n" or not begins:
        if not line:
            raise poplib.error_proto("A mail broke off.")
        raw += line[1:] if begins and line.startswith(b"..") else line  # RFC 1939 3
        del raw[LARGEST + 1 :]
        begins = line.endswith(b"\n")
    return bytes(raw)


_failed: Counter[bytes] = Counter()
_refused: set[bytes] = set()
"""Mails by their digests, as long as this process lives: how often dealing with one failed; which stay by POP3."""


def _digest(raw: bytes) -> bytes:
    return sha256(raw).digest()


def _dealt_with(raw: bytes, now: datetime) -> LmtpReply:
    """What becomes of a mail. One with which we fail is left for later, a few times, and keeps no other waiting; then
    it stays where it is for somebody to look at.
    """
    try:
        return receive(raw, recipient=recipient_of(raw), now=now)
    except Exception as error:
        report(error, what="A mail in the mailbox could not be dealt with", log=log)
        key = _digest(raw)
        _failed[key] += 1
        if _failed[key] < _TRIES:
            return LmtpReply(451, "4.3.0", "Not now.", "failed")
        del _failed[key]
        return LmtpReply(554, "5.3.0", "Not dealt with.", "given-up")


def recipient_of(raw: bytes) -> str:
    """Whom a mail came to, by what mail servers wrote into its head; a return path of ours before any other address."""
    head = BytesHeaderParser().parsebytes(raw[:100_000])
    values = (str(value) for name in _NAMES_RECIPIENT for value in head.get_all(name, []))
    found = [address for value in values for address in _ADDRESS.findall(value)]
    return next(filter(is_return_path, found), found[0] if found else "")
