"""What the tests of the described API share: a client on this very machine, in the transaction of the test."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections


def from_here(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """The application as it sees a client on this very machine; anything else would have to come by TLS. A host that
    chance makes up is turned away before the API (by a page in HTML), so it is this machine's own.
    """

    def call(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        return app({"REMOTE_ADDR": "127.0.0.1", **environ, "HTTP_HOST": "localhost"}, start)

    return call


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """The end of a request does not end the test's transaction (Django's own test client does the same)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
