"""A request that leaves its write behind: its thread goes on, its answer waits, and what fails is run once more."""

import queue
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from azukari.lib.deferral import Settle, deferral
from azukari.site.front.threads import Request, Threads

_SOON = 10  # seconds


class _Client:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.answers: queue.SimpleQueue[tuple[int, bytes]] = queue.SimpleQueue()
        self.done = threading.Event()

    def response_bytes(self, status: int, _headers: object, body: bytes) -> None:
        self.answers.put((status, body))

    def asks(self, path: str = "/leaves") -> Request:
        answer: Any = self
        return Request({"PATH_INFO": path}, answer, self.done.set)


class _Application:
    """Leaves a write behind under /leaves, and waits for it under any other path."""

    def __init__(self) -> None:
        self.left: queue.SimpleQueue[Settle] = queue.SimpleQueue()
        self.noted: list[str] = []
        self.breaks = False
        self.threads: list[str] = []

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        later = deferral(environ)
        assert later
        self.threads.append(threading.current_thread().name)
        if not later.is_open:
            start("409 Conflict", [])
            return [later.resume()]
        if environ["PATH_INFO"].startswith("/leaves"):
            later.leave(self.left.put)
            later.otherwise(lambda error: f"not written: {error}".encode())
            later.note(lambda: self.noted.append("202"))
        if self.breaks:
            raise ValueError
        start("202 Accepted", [])
        return [b"written"]


@pytest.fixture
def application() -> _Application:
    return _Application()


@pytest.fixture
def threads(application) -> Threads:
    made = Threads(application, 1)
    made.start()
    return made


def test_nothing_is_answered_before_it_is_written_and_the_thread_goes_on(application, threads):
    first, second = _Client(), _Client()
    threads.put(first.asks())
    settle = application.left.get(timeout=_SOON)
    threads.put(second.asks("/else"))
    assert second.answers.get(timeout=_SOON) == (202, b"written")
    assert second.done.wait(_SOON)
    assert first.answers.empty()
    assert not first.done.is_set()
    assert not application.noted
    settle(None)
    assert first.answers.get(timeout=_SOON) == (202, b"written")
    assert first.done.is_set()
    assert application.noted == ["202"]


def test_what_could_not_be_written_is_run_once_more_and_answered_by_that(application, threads):
    client = _Client()
    threads.put(client.asks())
    application.left.get(timeout=_SOON)(ValueError("disk"))
    assert client.answers.get(timeout=_SOON) == (409, b"not written: disk")
    assert client.done.wait(_SOON)
    assert client.answers.empty()
    assert not application.noted


def test_what_is_left_is_written_though_the_answer_breaks(application, threads):
    application.breaks = True
    client = _Client()
    threads.put(client.asks())
    application.left.get(timeout=_SOON)(None)
    assert client.answers.get(timeout=_SOON) == (500, b"")
    assert client.answers.empty()
    assert client.done.wait(_SOON)


def test_what_nobody_takes_is_answered_as_what_could_not_be_written(application, threads, monkeypatch):
    def refuse(_settle: Settle) -> None:
        raise RuntimeError("no thread")

    monkeypatch.setattr(application, "left", SimpleNamespace(put=refuse))
    first, second = _Client(), _Client()
    threads.put(first.asks())
    assert first.answers.get(timeout=_SOON) == (409, b"not written: no thread")
    threads.put(second.asks("/else"))
    assert second.answers.get(timeout=_SOON) == (202, b"written"), "no thread was lost by it"


def test_few_threads_take_what_leaves_its_write_until_something_is_waited_for(application, threads):
    def ask(path: str) -> str:
        client = _Client()
        threads.put(client.asks(path))
        if path == "/leaves":
            application.left.get(timeout=_SOON)(None)
        assert client.done.wait(_SOON)
        return application.threads[-1]

    assert ask("/leaves") == "request-1", "Nobody knows yet."
    assert ask("/leaves") in {"request-2", "request-3"}
    assert ask("/else") == "request-1"
    threads._leaving.add("/else")
    assert ask("/else") in {"request-2", "request-3"}
    assert ask("/else") == "request-1"
    assert ask("/leaves") in {"request-2", "request-3"}
