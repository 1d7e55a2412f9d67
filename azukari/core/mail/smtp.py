"""SMTP client: Django's, with a total bound on reaching the server and on each message, however slowly it answers."""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email import policy
from functools import cached_property, partial
from typing import Any

from django.core.mail.backends import smtp
from django.core.mail.message import EmailMessage

from azukari.core.mail import dkim
from azukari.lib.deadline import BoundTlsSocket, Deadline, connect, secure, tls_context
from azukari.lib.email import wire

SECONDS = 60.0
"""How long the server may take to greet and let us in, and how long it may take over one message."""


class _Smtp(smtplib.SMTP):
    def __init__(self, *args: Any, deadline: Deadline, **more: Any) -> None:
        self._deadline = deadline
        super().__init__(*args, **more)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:  # noqa: ARG002 - smtplib calls it so
        return connect(host, port, self._deadline)

    def starttls(self, *, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:
        if self.sock:
            self.sock.settimeout(self._deadline.left())  # the handshake's
        answer = super().starttls(context=context)
        if isinstance(self.sock, BoundTlsSocket):
            self.sock.deadline = self._deadline
        return answer


class _SmtpTls(_Smtp):
    """TLS from the first byte."""

    def __init__(self, *args: Any, context: ssl.SSLContext, **more: Any) -> None:
        self._context = context
        super().__init__(*args, **more)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return secure(super()._get_socket(host, port, timeout), self._context, host, self._deadline)


class EmailBackend(smtp.EmailBackend):
    """As Django's; a message that takes too long ends with ``TimeoutError``, and the connection with it."""

    def __init__(self, *, seconds: float = SECONDS, **more: Any) -> None:
        super().__init__(**more)
        self._deadline = Deadline(seconds)

    @property
    def connection_class(self) -> Any:
        return partial(_SmtpTls if self.use_ssl else _Smtp, deadline=self._deadline)

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return tls_context()

    def open(self) -> bool | None:
        if not self.connection:
            self._deadline.restart()
        return super().open()

    def renew(self) -> None:
        """Count the time that the server may take from now, for whoever speaks over the connection by themselves."""
        self._deadline.restart()

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send them over one connection, each within the bound."""
        self.open()
        sent = 0
        for message in email_messages:
            self._deadline.restart()
            sent += super().send_messages([message])
        return sent

    def _send(self, email_message: EmailMessage) -> bool:
        """As Django's, signed by our own key if there is one."""
        key = dkim.signer()
        if key is None or self.connection is None:
            return bool(super()._send(email_message))  # type: ignore[misc]
        sender = self.prep_address(email_message.from_email)
        recipients = [self.prep_address(address) for address in email_message.recipients()]
        message = email_message.message(policy=policy.SMTP).as_bytes()
        self.connection.sendmail(sender, recipients, key.signed(message, datetime.now(UTC)))
        return True

    def prep_address(self, address: str, force_ascii: bool = True) -> str:
        """The address for MAIL FROM and RCPT TO, quoted where it has to be; Django takes quotation marks away."""
        return wire(str(super().prep_address(address, force_ascii)))

    def close(self) -> None:
        """Take leave, if the server still listens; whatever it says to that changes nothing of what it took."""
        with suppress(OSError):
            super().close()
