"""SMTP conversation for bulk: open for many messages, commands in groups where the server offers it (RFC 2920).

With pipelining a message is one journey: its content leaves together with the next one's envelope. Never does content
leave before the answer to the content before it has been read.
"""

import re
import smtplib
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from socket import socket

from azukari.core.mail.bulk.message import Ready
from azukari.core.mail.smtp import EmailBackend
from azukari.policy.returned import Reason, Stage, reason_of

CLOSES = 421
_GO_ON = 354
_READ, _LONGEST = 4096, 8192  # bytes: of one reading, and of a line
_ENHANCED = re.compile(rb"([245]\.\d{1,3}\.\d{1,3})\b")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server said, without its words, which may quote an address.

    Args:
        status: the enhanced code (RFC 3463), if it gave one.
        stage: at which step it was said.
        reason: what its words meant, where it said no for good.
    """

    code: int
    status: str = ""
    stage: Stage = Stage.SESSION
    reason: Reason | None = None

    @property
    def good(self) -> bool:
        return 200 <= self.code < 400

    def __str__(self) -> str:
        return f"{self.code} {self.status}".strip()


_GOOD = {code: Reply(code) for code in range(200, 400)}
"""What a yes says besides its number, nobody asks."""


class _Said:
    """Replies out of what a server says, which to a group of commands comes in one piece."""

    def __init__(self) -> None:
        self._lines: deque[bytes] = deque()
        self._rest = b""

    def reply(self, sock: socket) -> tuple[int, bytes]:
        """The next one: its number, -1 if it has none, and its words.

        Raises:
            OSError: the connection broke, or a line has no end.
        """
        words = []
        while True:
            line = self._line(sock)
            words.append(line[4:].strip())
            if not line[:3].isdigit():
                return -1, b""
            if line[3:4] != b"-":
                return int(line[:3]), b"\n".join(words)

    def _line(self, sock: socket) -> bytes:
        while not self._lines:
            said = sock.recv(_READ)
            if not said:
                raise smtplib.SMTPServerDisconnected
            *lines, self._rest = (self._rest + said).split(b"\n")
            if len(self._rest) > _LONGEST:
                raise smtplib.SMTPServerDisconnected
            self._lines.extend(lines)
        return self._lines.popleft()


class Connection:
    """One conversation.

    Args:
        backend: closed, for this conversation alone.

    Attributes:
        in_flight: whose content has left, and whose answer is awaited.
        offered: whose envelope has left.
    """

    def __init__(self, backend: EmailBackend) -> None:
        self._backend = backend
        self.in_flight: Ready | None = None
        self.offered: Ready | None = None
        self.pipelining = self.utf8 = False
        self._group = 0  # answers to a group that are to come
        self._in_mail = False  # a transaction is begun, and has to be reset before the next
        self._connection: smtplib.SMTP | None = None
        self._said = _Said()
        self._answers: list[Reply] = []  # to commands that were sent one by one

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    def open(self) -> None:
        """Reach the server.

        Raises:
            OSError: it cannot be reached, or its certificate is not vouched for.
        """
        self._backend.open()
        smtp = self._backend.connection
        if smtp is None:
            raise smtplib.SMTPServerDisconnected
        smtp.ehlo_or_helo_if_needed()
        self.pipelining, self.utf8 = smtp.has_extn("pipelining"), smtp.has_extn("smtputf8")
        self._connection, self._said = smtp, _Said()

    def close(self) -> None:
        """Take leave, if nothing is under way; else hang up."""
        smtp, self._connection = self._connection, None
        if smtp is not None and (self.in_flight or self.offered):
            with suppress(OSError):
                smtp.close()
        self._backend.close()
        self.in_flight = self.offered = None
        self._group, self._in_mail = 0, False

    def offer(self, message: Ready) -> None:
        """Send a message's envelope."""
        self._backend.renew()
        self.offered = message
        commands = self._commands(message)
        if self.pipelining:
            self._send(b"\r\n".join([*commands, b""]))
        else:
            self._one_by_one(commands)

    def taken(self) -> Reply:
        """The answer to the offered envelope: good if the content may follow."""
        count = self._group if self.pipelining else 0
        replies = [self._not_closing(_stage_at(at - count)) for at in range(count)] or self._answers
        *before, data = replies
        self._group, self._in_mail = 0, True
        bad = next((reply for reply in (*before, data) if not reply.good), None)
        if bad is None:
            return data
        if data.code == _GO_ON and before and bad is before[-1]:
            self._send(b".\r\n")  # it would take content: for nobody this may be empty (RFC 2920 3.1)
            self._reply(Stage.CONTENT)
        elif data.code == _GO_ON:
            self.close()
        self.offered = None
        return bad

    def send(self, content: bytes, following: Ready | None) -> None:
        """Send the offered message's content, and the envelope of the following one in the same group.

        Args:
            content: every line ends with CR LF, and none begins with a dot, so that nothing has to be doubled
                (`lib.mime_template`).
            following: None where the server does not take groups.
        """
        self._backend.renew()
        self.in_flight, self.offered, self._in_mail = self.offered, following, False
        group = [content, b".\r\n"]
        if following is not None:
            group += [command + b"\r\n" for command in self._commands(following)]
        self._send(b"".join(group))

    def answer(self) -> Reply:
        """The answer to the content that has left."""
        reply = self._reply(Stage.CONTENT)
        self.in_flight = None
        return reply

    def _commands(self, message: Ready) -> list[bytes]:
        utf8 = b"" if message.recipient.isascii() else b" SMTPUTF8"
        sender = b"MAIL FROM:<" + message.return_path.encode() + b">"
        commands = [sender + utf8, b"RCPT TO:<" + message.recipient.encode() + b">", b"DATA"]
        if self._in_mail:
            commands.insert(0, b"RSET")
        self._group = len(commands)
        return commands

    def _one_by_one(self, commands: list[bytes]) -> None:
        self._answers = []
        for at, command in enumerate(commands):
            self._send(command + b"\r\n")
            self._answers.append(self._not_closing(_stage_at(at - len(commands))))
            if not self._answers[-1].good:
                if command.startswith(b"RCPT"):
                    self._answers.append(Reply(503))  # so that it stands where a recipient's answer stands
                return

    def _send(self, data: bytes) -> None:
        if self._connection is None or self._connection.sock is None:
            raise smtplib.SMTPServerDisconnected
        self._connection.sock.sendall(data)

    def _not_closing(self, stage: Stage) -> Reply:
        reply = self._reply(stage)
        if reply.code == CLOSES:
            raise ServerCloses
        return reply

    def _reply(self, stage: Stage) -> Reply:
        if self._connection is None or self._connection.sock is None:
            raise smtplib.SMTPServerDisconnected
        code, words = self._said.reply(self._connection.sock)
        if 200 <= code < 400:
            return _GOOD[code]
        found = _ENHANCED.match(words)
        status = found[1].decode() if found else ""
        if code < 500:
            return Reply(code, status, stage)
        said = words.decode("utf-8", "replace")
        return Reply(code, status, stage, reason_of(status, code=code, words=said, stage=stage))


def _stage_at(place: int) -> Stage:
    """Of a command of an envelope, counted from its end: DATA is the last."""
    return {-1: Stage.CONTENT, -2: Stage.RECIPIENT}.get(place, Stage.SESSION)


class ServerCloses(OSError):
    """The server said 421: it takes nothing more on this connection for now."""
