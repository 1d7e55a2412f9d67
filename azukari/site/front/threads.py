"""Thread pool: a fixed number of threads that run the WSGI application; each keeps its database connection.

A thread gets nothing but complete requests, so no visitor can hold one up by sending slowly. What it answers is handed
to the server as a whole, so none can by reading slowly.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

_STACK = 16 * 2**20  # bytes; of address space, not of memory
_log = logging.getLogger("azukari.front")

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
type Head = list[tuple[str, str]]


class Transport(Protocol):
    """A body that goes piece by piece."""

    def send_bytes(self, data: bytes) -> object: ...


class ResponseProtocol(Protocol):
    """The way back to the client (RSGI 1.6)."""

    def response_bytes(self, status: int, headers: Head, body: bytes) -> None: ...

    def response_file(self, status: int, headers: Head, file: str) -> None: ...

    def response_stream(self, status: int, headers: Head) -> Transport: ...


@dataclass(frozen=True, slots=True)
class Request:
    """
    Args:
        environ: head and body.
        answer: where the answer goes.
        done: called in the thread, once it has gone there.
    """

    environ: dict[str, Any]
    answer: ResponseProtocol
    done: Callable[[], object]


class Threads:
    """
    Args:
        application: what they run.
        count: how many there are.
    """

    def __init__(self, application: Application, count: int) -> None:
        self._application = application
        self._queue: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._count = count

    def start(self) -> None:
        before = threading.stack_size(_STACK)
        try:
            for number in range(self._count):
                threading.Thread(target=self._work, name=f"request-{number + 1}", daemon=True).start()
        finally:
            threading.stack_size(before)

    def put(self, request: Request) -> None:
        """Have it answered as soon as a thread is free."""
        self._queue.put(request)

    def _work(self) -> None:
        while True:
            request = self._queue.get()
            try:
                answer(self._application, request)
            except Exception as error:  # a thread outlives whatever a request does
                _log.error("A request could not be answered: %s", type(error).__name__)  # no value of it
                request.answer.response_bytes(500, [], b"")
            finally:
                request.done()


class _Started:
    """WSGI's ``start_response``: remembers status and headers."""

    __slots__ = ("headers", "status")

    def __init__(self) -> None:
        self.status = 500
        self.headers: Head = []

    def __call__(self, status: str, headers: Head, _exc_info: object = None) -> None:
        self.status, self.headers = int(status.partition(" ")[0]), headers


def answer(application: Application, request: Request) -> None:
    """Run the application and hand its answer over."""
    start = _Started()
    body = application(request.environ, start)
    try:
        path = getattr(getattr(body, "file_to_stream", None), "name", None)
        if isinstance(path, str):
            request.answer.response_file(start.status, start.headers, path)
        elif getattr(body, "streaming", False):
            transport = request.answer.response_stream(start.status, start.headers)
            for piece in body:
                transport.send_bytes(piece)
        else:
            request.answer.response_bytes(start.status, start.headers, b"".join(body))
    finally:
        if close := getattr(body, "close", None):
            close()
