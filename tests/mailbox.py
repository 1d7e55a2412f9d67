"""A real mail server that keeps what it is handed: the outside world of a test."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.certificates import self_signed
from tests.postgres import free_port


@dataclass
class Mailbox:
    """
    Args:
        url: what to put into the settings as ``smtp``; it speaks STARTTLS.
        certificate: the file that vouches for it.
        messages: what arrived, in order.
        refuse: an SMTP reply such as ``"451 Try again later"`` that is given to every message while set.
    """

    url: str
    certificate: Path
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    refuse: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the server calls it so
        if self.refuse:
            return self.refuse
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        return "250 Kept"

    def to(self, address: str) -> list[EmailMessage]:
        """What was handed in for one address."""
        return [m for m, (_, to) in zip(self.messages, self.envelopes, strict=True) if address in to]


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    """A mail server on this machine that speaks STARTTLS and nothing else."""
    certificate, key = self_signed(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    port = free_port()
    box = Mailbox(url=f"smtp+starttls://127.0.0.1:{port}", certificate=certificate)
    server = Controller(box, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True)
    server.start()
    yield box
    server.stop()
