"""A witness that waits to be asked (C2SP tlog-witness): its server, at ``/add-checkpoint``."""

import ssl
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from azukari.cli.ledger_witness import Watcher, WatchError
from azukari.lib import witness

_SECONDS = 20
_LONGEST_REQUEST = 100_000


def answer(by: Watcher, host: str, port: int, tls: tuple[Path, Path] | None = None) -> ThreadingHTTPServer:
    """A server that waits to be asked, at ``/add-checkpoint``; beyond this machine it speaks TLS, or a proxy does.

    Raises:
        WatchError: the port is taken, or the certificate cannot be read.
    """

    class Handler(BaseHTTPRequestHandler):
        server_version = "azukari-witness"
        sys_version = ""
        timeout = _SECONDS

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length") or ""
            if not length.isdecimal() or int(length) > _LONGEST_REQUEST or self.path != "/add-checkpoint":
                self._say(404 if self.path != "/add-checkpoint" else 400, "Send a checkpoint to /add-checkpoint.\n")
                return
            outcome = by.judge(self.rfile.read(int(length)).decode("utf-8", "replace"))
            if isinstance(outcome, str):
                self._say(200, outcome)
            elif outcome.size is not None:
                self._say(outcome.status, f"{outcome.size}\n", witness.TOLD_SIZE)
            else:
                self._say(outcome.status, f"{outcome.sentence}\n")

        def _say(self, status: int, text: str, type: str = "text/plain; charset=utf-8") -> None:
            self.send_response(status)
            self.send_header("Content-Type", type)
            self.send_header("Content-Length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: who asks is nobody's business."""

    try:
        server = ThreadingHTTPServer((host, port), Handler)
        if tls:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(*tls)
            server.socket = context.wrap_socket(server.socket, server_side=True)
    except OSError as error:
        raise WatchError(f"{host}:{port} cannot be opened ({error.strerror}).") from error
    return server
