"""A request to another server ends when its time is over, however the other side spreads what it says."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from azukari.lib.http_client import NoAnswer, exchange
from tests.certificates import self_signed

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
_DRIPS = 200


class Dripping:
    """A server that says ``first`` and then a byte now and then, for far longer than anybody waits."""

    def __init__(self, first: bytes, byte: bytes, context: ssl.SSLContext | None = None) -> None:
        self._first, self._byte, self._context = first, byte, context
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.said_all = False
        self._thread = threading.Thread(target=self._answer, daemon=True)
        self._thread.start()

    def _answer(self) -> None:
        try:
            with self._socket.accept()[0] as plain:
                peer = self._context.wrap_socket(plain, server_side=True) if self._context else plain
                peer.sendall(self._first)
                for _ in range(_DRIPS):
                    peer.sendall(self._byte)
                    time.sleep(0.1)
            self.said_all = True
        except OSError:
            pass  # they have gone

    def close(self) -> None:
        self._thread.join(timeout=60)
        self._socket.close()


@pytest.fixture
def dripping() -> Iterator[Callable[..., Dripping]]:
    servers: list[Dripping] = []

    def make(first: bytes, byte: bytes, context: ssl.SSLContext | None = None) -> Dripping:
        servers.append(Dripping(first, byte, context))
        return servers[-1]

    yield make
    for server in servers:
        server.close()
    assert not any(server.said_all for server in servers)


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\nX: ", _HEAD], ids=["status", "head", "body"])
def test_a_peer_that_drips_is_left_when_the_time_is_over(first, dripping):
    server = dripping(first, b"H")
    with pytest.raises(NoAnswer, match="TimeoutError"):
        exchange("POST", f"http://127.0.0.1:{server.port}/", body=b"{}", seconds=1)


def test_under_tls_as_well(tmp_path, monkeypatch, dripping):
    certificate, key = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = dripping(_HEAD, b"x", context)
    with pytest.raises(NoAnswer, match="TimeoutError"):
        exchange("POST", f"https://127.0.0.1:{server.port}/", body=b"{}", seconds=1)


def test_who_never_begins_with_tls_is_left_too(dripping):
    server = dripping(b"\x16\x03\x03\x40\x00", b"\x00")  # the head of a long record, and then a byte now and then
    with pytest.raises(NoAnswer, match="TimeoutError"):
        exchange("POST", f"https://127.0.0.1:{server.port}/", body=b"{}", seconds=1)


@pytest.mark.parametrize("url", ["http://members.example.org/", "ftp://127.0.0.1/", "https:///x", "file:///etc/passwd"])
def test_an_address_in_the_clear_beyond_this_machine_is_not_asked(url):
    with pytest.raises(NoAnswer, match="not-https"):
        exchange("GET", url)
