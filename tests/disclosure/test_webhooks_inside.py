"""A webhook reaches no address inside a network that the operator does not list, by whatever name or redirect."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.utils import timezone

from azukari.core.transfers.webhook import NotTaken, post, signed, url_fault


class _Inside(ThreadingHTTPServer):
    """A server inside the network; ``asked`` holds the paths that it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []


class _Answer(BaseHTTPRequestHandler):
    server: _Inside

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(307)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    def log_message(self, *_said: Any) -> None:
        """Nothing: the test looks itself."""


@pytest.fixture
def inside() -> Iterator[_Inside]:
    server = _Inside()
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def _code(host: str, server: _Inside, scheme: str = "https") -> str:
    with pytest.raises(NotTaken) as refused:
        post(signed(f"{scheme}://{host}:{server.server_port}/", b"{}", id="1", now=timezone.now()))
    return refused.value.code


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1", "localhost"]
)
def test_this_machine_by_whatever_name(host, inside, settings):
    settings.AZUKARI = replace(settings.AZUKARI, webhook_networks=())
    assert _code(host, inside) == "internal-address"
    assert inside.asked == []


def test_a_name_that_is_outside_when_it_is_typed_and_inside_when_it_is_posted_to(inside, settings, monkeypatch):
    settings.AZUKARI = replace(settings.AZUKARI, webhook_networks=())
    name = "hooks.example.org"
    assert url_fault(f"https://{name}/") == ""
    real = socket.getaddrinfo

    def to_inside(host: str, *more: Any, **named: Any) -> Any:
        return real("127.0.0.1" if host == name else host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", to_inside)
    assert _code(name, inside) == "internal-address"


def test_no_redirect_is_followed(inside, settings):
    settings.AZUKARI = replace(settings.AZUKARI, webhook_networks=("127.0.0.0/8",))
    assert _code("127.0.0.1", inside, "http") == "http-307"
    assert inside.asked == ["/"]
