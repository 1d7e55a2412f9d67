"""Whoever sends slowly, stops, or hangs up costs nobody else anything; what is too deep is refused (real sockets)."""

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from granian.server.common import AbstractServer

from azukari.site.front.admission import Bounds
from azukari.site.server import THREADS, copied_once
from tests.attack.processes import web_process
from tests.attack.sockets import SUBMISSIONS, connect, crowd, hang_up, head, status_of, visit
from tests.live import Program

MANY = THREADS * 3


@pytest.fixture(scope="module")
def served(live: Program) -> str:
    return live.url


def test_slow_bodies_take_no_thread(served: str):
    with crowd(served, MANY, sent=head(1000) + b'{"a":', source="127.3.1.3"):
        assert [visit(served) for _ in range(3)] == [200] * 3


def test_more_slow_bodies_of_a_network_than_there_is_room_for_are_refused_at_once(served: str):
    assert any(_are_refused(served) for _ in range(3)), "each time some of them took a place"


def _are_refused(served: str) -> bool:
    """Whether all are that come to a full house. On a busy machine the first of the crowd is given up before the last
    of the others has come, and leaves its place to one of them, which is given up in its turn (408).
    """
    with crowd(served, Bounds().arriving, sent=head(1000), source="127.3.2.3"):
        _wait_until_refused(served, source="127.3.2.3")
        with crowd(served, 4, sent=head(1000), source="127.3.2.3") as more:
            said = [status_of(client) for client in more]
        assert set(said) <= {503, 408}
        assert visit(served, SUBMISSIONS, b"{}") == 422  # another network
    return said == [503] * 4


def _wait_until_refused(url: str, *, source: str) -> None:
    """Until all that a crowd has sent has been read, however busy the machine is."""
    for _ in range(120):
        with crowd(url, 1, sent=head(1000), source=source) as (client,):
            client.settimeout(0.5)
            if status_of(client) == 503:
                return
    raise AssertionError("There is room for more.")


def test_a_body_that_does_not_come_is_given_up(served: str):
    with crowd(served, 2, sent=head(1000) + b"{", source="127.3.3.3") as clients:
        assert [status_of(client) for client in clients] == [408] * 2


def test_bodies_that_are_cut_off_leave_no_thread_hanging(served: str):
    for _ in range(3):
        with crowd(served, MANY, sent=head(5000) + b"{" * 100) as clients:
            time.sleep(0.2)
            for client in clients:
                hang_up(client)
    assert [visit(served, SUBMISSIONS, b"{}") for _ in range(THREADS)] == [422] * THREADS


def test_silent_and_half_said_heads_block_nobody(served: str):
    with crowd(served, 1200, source="127.3.5.3"), crowd(served, 200, sent=b"GET / HT", source="127.3.5.3"):
        assert visit(served) == 200


def test_silence_is_not_borne_for_ever(served: str):
    with crowd(served, 3, source="127.3.6.3") as clients:
        for client in clients:
            client.settimeout(120)
            assert status_of(client) in (0, 408)  # closed, with or without a word; a timeout would be an error


def test_readers_that_do_not_read_take_no_thread(served: str):
    ask = b"GET /ja/privacy HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with crowd(served, MANY, sent=ask * 40, source="127.3.7.3"):
        assert visit(served) == 200


def test_a_body_of_unknown_length_is_refused_in_words(served: str):
    with connect(served) as client:
        client.sendall(head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"1\r\n{\r\n0\r\n\r\n")
        assert status_of(client) == 411


@pytest.mark.parametrize("raw", [b"[" * 9000, b'{"a":' * 9000, b'{"notice":' + b"[" * 200_000], ids=["a", "o", "in"])
def test_what_is_too_deep_is_no_json(live: Program, raw: bytes):
    before = web_process(live)
    paths = (SUBMISSIONS, "/api/v1/addresses")
    assert [visit(live.url, path, raw) for path in paths for _ in range(3)] == [400] * 6
    assert web_process(live) == before


def test_a_header_with_an_underscore_does_not_pass_for_the_one_with_a_hyphen(served: str):
    with connect(served) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX_Forwarded_Proto: https\r\n\r\n")
        assert status_of(client) == 200


def test_whatever_ends_the_web_process_the_service_comes_back(own_program: Program):
    own_program.start(cold=True)
    assert "serve" in _words(own_program)  # a copy of the first process, taken before that had any thread
    for _ in range(3):  # granian itself gives up at the second
        os.kill(web_process(own_program), signal.SIGKILL)
        _answers_again(own_program)
        assert "serve" not in _words(own_program)  # beside the worker's threads only a new process, which reads anew
    assert own_program.stop() == 0


def _words(program: Program) -> list[str]:
    """Of the command by which the web process began."""
    return Path(f"/proc/{web_process(program)}/cmdline").read_text("utf-8").split("\0")


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr("multiprocessing.set_start_method", lambda name, **_: told.append(name))
    monkeypatch.setattr("os.register_at_fork", lambda **_: told.append("at the fork"))
    first = cast("AbstractServer[Any]", SimpleNamespace(on_startup=told.append))
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        copied_once(first, stop.set)
    finally:
        stop.set()
        other.join()
    assert told == ["spawn", stop.set]


def _answers_again(program: Program) -> None:
    for _ in range(600):
        with suppress(OSError):
            if visit(program.url) == 200:
                return
        time.sleep(0.2)
    raise AssertionError("The service did not come back.")
