"""A request that gets no answer gets a sentence; what its thread says later goes nowhere, the next is served."""

import asyncio
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from azukari.site.front.admission import Bounds
from azukari.site.front.application import Front

_SCOPE = SimpleNamespace(
    http_version="1.1", scheme="http", method="GET", path="/slow", query_string="", authority=None,
    server="127.0.0.1:80", client="127.0.0.1:9", headers={},
)  # fmt: skip


class _Exchange:
    """A client that notes what it is told."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str], str]] = []
        self.told = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, dict(headers), body.decode()))
        self._loop.call_soon_threadsafe(self.told.set)


def _front(release: threading.Event) -> Front:
    def hangs(_environ: Any, start: Callable[..., Any]) -> list[bytes]:
        release.wait(60)
        start("200 OK", [])
        return [b"late"]

    return Front(hangs, threads=1, largest=lambda _: 0, bounds=Bounds(turn=0.1), longest=lambda _: 0.3)


def test_a_thread_that_hangs_leaves_nobody_without_a_word():
    async def visits() -> tuple[list[_Exchange], _Exchange]:
        release = threading.Event()
        front = _front(release)
        front.__rsgi_init__(asyncio.get_running_loop())
        clients = [_Exchange() for _ in range(3)]
        asking = [asyncio.create_task(front.__rsgi__(_SCOPE, client)) for client in clients]  # type: ignore[arg-type]
        for client in clients:
            await asyncio.wait_for(client.told.wait(), 30)
        release.set()
        await asyncio.gather(*asking)
        after = _Exchange()
        await front.__rsgi__(_SCOPE, after)  # type: ignore[arg-type]
        return clients, after

    (first, second, third), after = asyncio.run(visits())
    for client, again in ((first, "60"), (second, "60"), (third, "5")):
        [(status, headers, words)] = client.answers
        assert (status, headers["retry-after"]) == (503, again)
        assert "try again" in words
        assert "もう一度お試しください" in words
    assert [(status, words) for status, _, words in after.answers] == [(200, "late")]
