"""LMTP server (RFC 2033): a mail server on this machine hands over what came in, and is answered for each recipient.

It listens beside the worker, in a thread of its own, where ``[incoming] lmtp`` names a place. What is answered "later"
is kept by the mail server, so a database that is busy or away loses nothing.
"""

import asyncio
import logging
from datetime import datetime
from functools import cache, partial
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from django.conf import settings
from django.db import close_old_connections

from azukari.core.mail.incoming.apart import read_apart
from azukari.core.mail.incoming.receive import BUSY, LARGEST, LmtpReply, Reader, judged, receive
from azukari.lib.failure import report
from azukari.lib.job import clock

_MOST_RECIPIENTS = 100
_MOST_IN_HAND = 8  # mails: those that are read, and those that wait for it
_LATER = LmtpReply(451, "4.3.0", "Not now: please try again later.", "failed")

_log = logging.getLogger("azukari.core.mail")


class _Handler:
    in_hand = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        answer = judged(address, (envelope.mail_from or "").strip("<>"), now=clock())
        if answer and not answer.taken:
            return str(answer)  # before a byte of the mail is sent
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        report(error, what="A conversation by LMTP broke off", log=_log)
        return "451 4.3.0 Not now"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as above
        raw, sender = envelope.content, envelope.mail_from or ""
        if self.in_hand >= _MOST_IN_HAND:
            return "\r\n".join([str(BUSY)] * len(envelope.rcpt_tos))
        self.in_hand += 1  # in the thread of the server alone
        try:
            read = cache(partial(read_apart, raw))
            answers = list[LmtpReply]()
            for to in envelope.rcpt_tos:
                busy = BUSY in answers  # the first recipient has waited for a place, and the others do not wait again
                answers.append(BUSY if busy else await asyncio.to_thread(_deal_with, raw, to, sender, read))
        finally:
            self.in_hand -= 1
        return "\r\n".join(map(str, answers))  # one for each recipient (RFC 2033 4.2)


def _deal_with(raw: bytes, recipient: str, sender: str, read: Reader) -> LmtpReply:
    close_old_connections()
    try:
        return receive(raw, recipient=recipient, sender=sender.strip("<>"), now=clock(), read=read)
    except Exception as error:  # an email stays with the mail server, whatever the matter is here
        report(error, what="An email that came in could not be dealt with", log=_log)
        return _LATER
    finally:
        close_old_connections()


class Listener(Controller):
    """The server, in a thread of its own: ``start`` and ``stop``."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(_Handler(), hostname=host, port=port, ready_timeout=10)

    def factory(self) -> LMTP:
        return LMTP(self.handler, hostname="azukari", data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="Azukari")


def listener() -> Listener | None:
    """The server that the settings name, not yet started."""
    place = settings.AZUKARI.incoming.lmtp
    host, _colon, port = place.rpartition(":")
    return Listener(host.strip("[]"), int(port)) if place else None


_listening: list[Listener] = []


def tend(now: datetime) -> None:  # noqa: ARG001 - a job's signature
    """The worker's job: listen, where the settings name a place. A server that could not begin is a job that fails, and
    is tried again.

    Raises:
        OSError: the place is taken.
    """
    if not _listening and (server := listener()):
        server.start()
        _listening.append(server)
