"""Clients that misbehave, each on a socket of its own, and honest ones beside them."""

import socket
import struct
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.error import HTTPError
from urllib.parse import urlsplit

SUBMISSIONS = "/api/v1/forms/membership/submissions"
_HONEST_PATIENCE = 120  # seconds, on a busy machine


def connect(url: str, *, source: str = "127.0.0.1") -> socket.socket:
    """A connection from another address of this machine, so that it counts as another network."""
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 80), 60, (source, 0))


def head(length: int) -> bytes:
    """The head of a submission that announces so many bytes."""
    return (
        f"POST {SUBMISSIONS} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


@contextmanager
def crowd(url: str, count: int, *, sent: bytes = b"", source: str = "127.0.0.1") -> Iterator[list[socket.socket]]:
    """So many connections that send a piece and then nothing more."""
    with ExitStack() as stack:
        clients = [stack.enter_context(connect(url, source=source)) for _ in range(count)]
        for client in clients:
            client.sendall(sent)
        yield clients


def hang_up(client: socket.socket) -> None:
    """Cut the connection off with a reset."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def status_of(client: socket.socket) -> int:
    """The status that came back; 0 if the connection was closed without one."""
    try:
        line = client.makefile("rb").readline()
    except OSError:
        return 0
    return int(line.split()[1]) if line else 0


def visit(url: str, path: str = "/healthz", body: bytes | None = None) -> int:
    """An honest visitor's request; returns the status."""
    request = urllib.request.Request(url + path, data=body, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=_HONEST_PATIENCE) as answer:
            status: int = answer.status
            return status
    except HTTPError as error:
        return error.code
