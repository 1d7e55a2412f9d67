"""A mail server of the tests that offers pipelining, keeps what it is handed, and misbehaves as it is told."""

import socket
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

HANG_UP = "hang up"
DOWN = 3
type Behave = Callable[[str, str], str]
"""What is answered to a verb and what follows it; empty for the usual. For the content, the verb is a dot, and the
recipient follows it.
"""


class Sink(socketserver.ThreadingTCPServer):
    """Listens on a port of its own.

    Attributes:
        taken: recipient and content of each message that was taken.
        senders: the envelope's sender, by recipient.
        behave: what is unusual about it.
        deaths: after so many messages it is killed: all connections break, also the one whose message was just taken
            and not answered; and `DOWN` connections more, until it is there again.
        receiving: conversations that read content now. Once they have ended, nothing more comes from a sender that is
            dead: content leaves only when it was asked for.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(
        self, *, extensions: tuple[str, ...] = ("PIPELINING", "SMTPUTF8"), tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self._tls = tls
        self.taken: list[tuple[str, bytes]] = []
        self.senders: dict[str, str] = {}
        self.behave: Behave = lambda verb, rest: ""
        self.extensions = extensions
        self.connections = 0
        self.verbs: Counter[str] = Counter()
        self.deaths: set[int] = set()
        self.receiving: set[object] = set()
        self._open: set[socket.socket] = set()
        self._down = 0
        self._dying = threading.Lock()

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the conversation's own thread: TLS is agreed on first, where it is spoken."""
        with suppress(OSError):
            if self._tls is None:
                super().finish_request(request, client_address)
                return
            with self._tls.wrap_socket(request, server_side=True) as spoken:
                super().finish_request(spoken, client_address)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def begins(self, connection: socket.socket) -> bool:
        """Whether it is there for a new connection."""
        self._down = max(self._down - 1, 0)
        self._open.add(connection)
        return not self._down

    def dies(self) -> bool:
        """Be killed, if that is to be now; whether it was."""
        with self._dying:
            due = {death for death in self.deaths if death <= len(self.taken)}
            self.deaths -= due
        if not due:
            return False
        self._down = DOWN + 1
        for connection in [*self._open]:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._open.clear()
        return True

    def to(self) -> Counter[str]:
        """How often each address was written to."""
        return Counter(recipient for recipient, _ in self.taken)

    def read(self) -> list[EmailMessage]:
        """What was taken, as the standard library's parser reads it."""
        found = [message_from_bytes(content, policy=policy.default) for _, content in self.taken]
        assert all(isinstance(message, EmailMessage) for message in found)
        return found

    def heads(self) -> list[EmailMessage]:
        """Only the head of each, which is quicker of many."""
        found = [
            message_from_bytes(content.partition(b"\r\n\r\n")[0], policy=policy.default) for _, content in self.taken
        ]
        return [message for message in found if isinstance(message, EmailMessage)]


class _Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self.server.connections += 1
        self._recipient, self._began = "", False
        if not self.server.begins(self.connection):
            return
        self._say("220 sink ESMTP")
        try:
            while (line := self.rfile.readline()) and self._command(line):
                pass
        except OSError:
            return

    def _command(self, line: bytes) -> bool:
        """Whether the conversation goes on."""
        assert line.endswith(b"\r\n")
        verb, _, rest = line.decode().rstrip("\r\n").partition(" ")
        verb = verb.upper()
        self.server.verbs[verb] += 1
        reply = self.server.behave(verb, rest)
        if reply == HANG_UP:
            return False
        if verb == "DATA" and not reply:
            return self._data()
        if verb == "RCPT":
            reply = reply or ("" if self._began else "503 5.5.1 MAIL first")
            self._recipient = "" if reply else rest.partition("<")[2].partition(">")[0]
        elif verb in ("MAIL", "RSET"):
            self._recipient, self._began = "", verb == "MAIL" and not reply
            self._sender = rest.partition("<")[2].partition(">")[0]
        self._say(reply or self._usual(verb))
        return verb != "QUIT" and not reply.startswith("421")

    def _data(self) -> bool:
        recipient, self._recipient, self._began = self._recipient, "", False
        if recipient:
            self.server.receiving.add(self)
            try:
                return self._content(recipient)
            finally:
                self.server.receiving.discard(self)
        self._say("554 5.5.1 No valid recipients")
        return True

    def _content(self, recipient: str) -> bool:
        self._say("354 Go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b"..") else line)
        reply = self.server.behave(".", recipient)
        if reply == HANG_UP:
            return False
        if not reply or reply.startswith("2"):
            self.server.senders[recipient] = self._sender
            self.server.taken.append((recipient, b"".join(lines)))
            if self.server.dies():
                return False
        self._say(reply or "250 2.0.0 Kept")
        return not reply.startswith("421")

    def _usual(self, verb: str) -> str:
        if verb == "EHLO":
            return "\r\n".join([*(f"250-{word}" for word in ("sink", *self.server.extensions)), "250 HELP"])
        return "221 Bye" if verb == "QUIT" else "250 2.1.0 OK"

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())


@contextmanager
def sink(**options: Any) -> Iterator[Sink]:
    """A server that listens while the block lasts."""
    with Sink(**options) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
