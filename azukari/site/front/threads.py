"""Thread pool: a fixed number of threads that run the WSGI application; each keeps its database connection.

A thread gets nothing but complete requests, so no visitor can hold one up by sending slowly. What it answers is handed
to the server as a whole, so none can by reading slowly.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol

from azukari.lib.deferral import PLACE, Deferral

_STACK = 16 * 2**20  # bytes; of address space, not of memory
_FEW = 2  # threads for requests that leave their writes behind
_MOST = 256  # addresses of which it is known
_log = logging.getLogger("azukari.front")

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
type Head = list[tuple[str, str]]
type Answer = tuple[int, Head, bytes]
_BROKEN: Answer = (500, [], b"")


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
        count: how many there are, besides the few for requests that leave their writes behind.
    """

    def __init__(self, application: Application, count: int) -> None:
        self._application = application
        self._queue: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._of_few: queue.SimpleQueue[Request] = queue.SimpleQueue()
        self._leaving = set[str]()
        self._count = count

    def start(self) -> None:
        before = threading.stack_size(_STACK)
        queues = [self._queue] * self._count + [self._of_few] * _FEW
        try:
            for number, taken in enumerate(queues, 1):
                threading.Thread(target=self._work, args=[taken], name=f"request-{number}", daemon=True).start()
        finally:
            threading.stack_size(before)

    def put(self, request: Request) -> None:
        """Have it answered as soon as a thread is free.

        Where the last request to an address left its write behind (`lib.deferral`), few threads take the next: they
        compute and wait for nothing, and many would only take the interpreter from each other.
        """
        is_leaving = request.environ.get("PATH_INFO") in self._leaving
        (self._of_few if is_leaving else self._queue).put(request)

    def _work(self, taken: "queue.SimpleQueue[Request]") -> None:
        while True:
            request = taken.get()
            later = request.environ.setdefault(PLACE, Deferral())
            answered = _BROKEN
            try:
                answered = answer(self._application, request, later)
            except Exception as error:  # a thread outlives whatever a request does
                _log.error("A request could not be answered: %s", type(error).__name__)  # no value of it
                if not later.is_left:
                    request.answer.response_bytes(*_BROKEN)
            self._learn(request.environ.get("PATH_INFO", ""), later, status=answered[0])
            if later.is_left:
                settle = partial(self._settle, request, later, answered)
                try:
                    later.begin(settle)
                except Exception as error:  # nobody took it, as where no thread can be had
                    settle(error)
            else:
                request.done()

    def _learn(self, path: str, later: Deferral, *, status: int) -> None:
        """What was refused says nothing of the next; what was written and waited for, that it takes a thread."""
        if later.is_left:
            if len(self._leaving) < _MOST:
                self._leaving.add(path)
        elif status < HTTPStatus.BAD_REQUEST:
            self._leaving.discard(path)

    def _settle(self, request: Request, later: Deferral, answered: Answer, error: BaseException | None) -> None:
        """Called by the thread that commits: the answer goes out, or the request is run once more."""
        if error is not None:
            later.failed(error)
            self._queue.put(request)
            return
        try:
            request.answer.response_bytes(*answered)
            later.settled()
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


def answer(application: Application, request: Request, later: Deferral) -> Answer:
    """Run the application and hand its answer over, unless it has to wait for a write; what it says in full is returned
    in either case, where it does not go piece by piece.
    """
    start = _Started()
    body = application(request.environ, start)
    whole = b""
    try:
        path = getattr(getattr(body, "file_to_stream", None), "name", None)
        if later.is_left:
            whole = b"".join(body)
        elif isinstance(path, str):
            request.answer.response_file(start.status, start.headers, path)
        elif getattr(body, "streaming", False):
            transport = request.answer.response_stream(start.status, start.headers)
            for piece in body:
                transport.send_bytes(piece)
        else:
            whole = b"".join(body)
            request.answer.response_bytes(start.status, start.headers, whole)
    finally:
        if close := getattr(body, "close", None):
            close()
    return start.status, start.headers, whole
