"""Servers of a mailbox, by IMAP and by POP3, with as much of either as one visit needs."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Server(socketserver.ThreadingTCPServer):
    """Holds mails, each with its flags.

    Attributes:
        mails: number, content and flags of each.
    """

    daemon_threads = True
    allow_reuse_address = True
    scheme: str

    def __init__(self, mails: list[bytes]) -> None:
        super().__init__(("127.0.0.1", 0), {"imap": _Imap, "pop3": _Pop3}[self.scheme])
        self.mails = dict(enumerate(mails, 1))
        self.flags: dict[int, set[str]] = {number: set() for number in self.mails}

    @property
    def url(self) -> str:
        return f"{self.scheme}://office:pass%40word@127.0.0.1:{self.server_address[1]}"


class Imap(Server):
    scheme = "imap"


class Pop3(Server):
    scheme = "pop3"


class _Imap(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.wfile.write(b"* OK IMAP4rev1\r\n")
        while line := self.rfile.readline().decode().strip():
            tag, _, rest = line.partition(" ")
            self._answer(rest)
            self.wfile.write(f"{tag} OK done\r\n".encode())
            if rest == "LOGOUT":
                return

    def _answer(self, said: str) -> None:
        say, kept = self.wfile.write, self.server
        if said == "CAPABILITY":
            say(b"* CAPABILITY IMAP4rev1\r\n")
        elif said.startswith("LOGIN"):
            assert said == 'LOGIN office "pass@word"'
        elif said.startswith("SELECT"):
            say(f"* {len(kept.mails)} EXISTS\r\n".encode())
        elif said == "UID SEARCH UNSEEN":
            say(("* SEARCH " + " ".join(str(n) for n in kept.mails if not kept.flags[n]) + "\r\n").encode())
        elif found := re.match(r"UID FETCH (\d+) \(BODY\.PEEK", said):
            raw = kept.mails[int(found[1])]
            say(f"* {found[1]} FETCH (UID {found[1]} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")
        elif found := re.match(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\(\w+)\)", said):
            kept.flags[int(found[1])].add(found[2])
        elif said == "EXPUNGE":
            kept.mails = {n: raw for n, raw in kept.mails.items() if "Deleted" not in kept.flags[n]}
        elif said == "LOGOUT":
            say(b"* BYE\r\n")


class _Pop3(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        gone, kept = set[int](), self.server
        self.wfile.write(b"+OK\r\n")
        while words := self.rfile.readline().decode().split():
            answer = "+OK"
            if words[0] == "STAT":
                answer = f"+OK {len(kept.mails)} 1"
            elif words[0] == "RETR":
                mail = kept.mails[int(words[1])].replace(b"\r\n", b"\n").removesuffix(b"\n")
                lines = mail.replace(b"\n.", b"\n..").split(b"\n")
                answer = "+OK\r\n" + b"\r\n".join([*lines, b"."]).decode("latin-1")
            elif words[0] == "DELE":
                gone.add(int(words[1]))
            elif words[0] == "QUIT":  # before it is answered: whoever reads the answer may look
                kept.mails = {n: raw for n, raw in kept.mails.items() if n not in gone}
            self.wfile.write(f"{answer}\r\n".encode("latin-1"))
            if words[0] == "QUIT":
                return


@contextmanager
def serving(server: Server) -> Iterator[Server]:
    """While the block lasts."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
