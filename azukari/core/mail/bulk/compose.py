"""A mailing's message: what is the same for everybody is made once per language, and joined for each reader.

The head has one-click exit by RFC 8058 where the kind of mailing has a link for it, and a Message-ID that a repeat of
the same message carries again.
"""

import hashlib
import html
from datetime import datetime
from email.utils import format_datetime

from django.conf import settings

from azukari.core.mail.bulk.message import Ready
from azukari.core.mail.dkim import signer
from azukari.core.mail.mailing_kind import LEAVE
from azukari.core.mail.models import Mailing, MailingText
from azukari.core.policy_versions.current import current
from azukari.lib.mime_template import MimePart, boundary, filled, mailbox, pieces, words


class Composed:
    """One language of a mailing.

    Args:
        addressed: whether the reader's name stands beside their address.
    """

    def __init__(self, mailing: Mailing, text: MailingText, *, addressed: bool) -> None:
        organisation = current().policy.organisation
        self._host = settings.AZUKARI.host.encode()
        self._from = b"From: " + mailbox(organisation.name[text.lang], settings.AZUKARI.sender) + b"\r\nTo: "
        self._subject = pieces(" ".join(text.subject.split()))
        self._text, self._html = MimePart(text.text), MimePart(text.html)
        self._addressed = addressed
        line = boundary(f"{mailing.id.hex}{text.lang}")
        self._head = (
            b"\r\nMIME-Version: 1.0\r\nContent-Language: " + text.lang.encode() + b"\r\n"
            b"List-Id: <" + mailing.purpose.encode() + b"." + self._host + b">\r\n"
            b"Auto-Submitted: auto-generated\r\n"  # RFC 3834 5: no holiday replies
            b'Content-Type: multipart/alternative; boundary="' + line + b'"\r\n'
        )  # fmt: skip
        self._open = (
            b"--" + line + b"\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
            + self._text.encoding + b"\r\n\r\n"
        )  # fmt: skip
        self._between = (
            b"\r\n--" + line + b"\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: "
            + self._html.encoding + b"\r\n\r\n"
        )  # fmt: skip
        self._end = b"\r\n--" + line + b"--\r\n"
        self._signer = signer()
        self._dated: tuple[datetime | None, bytes] = None, b""
        shared = self._open + self._text.opening
        self._shared, self._hashed = len(shared), hashlib.sha256(shared)

    def render(self, ready: Ready, now: datetime) -> bytes:
        """The whole message; every line ends with CR LF, and none begins with a dot."""
        values = ready.values
        escaped = {name: html.escape(value) for name, value in values.items()}
        head = (*self._head_of(ready, now), self._head)
        body = (self._open, *self._text.render(values), self._between, *self._html.render(escaped), self._end)
        if self._signer is None:
            return b"".join((*head, b"\r\n", *body))
        signed, content = b"".join(head), b"".join(body)
        return b"".join((self._signer.sign(signed, self._digest(content), now), signed, b"\r\n", content))

    def _digest(self, body: bytes) -> bytes:
        """SHA-256 of a body; what all of them begin with was hashed before."""
        digest = self._hashed.copy()
        digest.update(memoryview(body)[self._shared :])
        return digest.digest()

    def _date(self, now: datetime) -> bytes:
        """Made once for all messages of a second."""
        if now != self._dated[0]:
            self._dated = now, format_datetime(now).encode()
        return self._dated[1]

    def _head_of(self, ready: Ready, now: datetime) -> tuple[bytes, ...]:
        name, leaving = ready.name if self._addressed else "", b""
        if address := ready.values.get(LEAVE, "").encode("ascii"):
            leaving = b"\r\nList-Unsubscribe: <%b>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click" % address
        return (
            self._from,
            mailbox(name, ready.recipient),
            b"\r\nSubject: ",
            words(filled(self._subject, ready.values)),
            b"\r\nDate: ",
            self._date(now.replace(microsecond=0)),
            b"\r\nMessage-ID: <",
            str(ready.row.id).encode(),
            b"@",
            self._host,
            b">",
            leaving,
        )
