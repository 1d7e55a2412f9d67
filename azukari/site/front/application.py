"""RSGI application: gathers each request whole, within bounds and a deadline, before it takes a thread.

The server parses heads and speaks TLS; one event loop gathers bodies; threads run Django. Whoever sends slowly, stops
sending, or hangs up costs nobody else anything.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Protocol

from azukari.lib.network import client_network
from azukari.lib.pulse import EVERY
from azukari.site.front.admission import Admission, Bounds, Full
from azukari.site.front.environ import Scope, address, environ
from azukari.site.front.first_answer import FirstAnswer
from azukari.site.front.threads import Application, Head, Request, ResponseProtocol, Threads
from azukari.site.front.turns import Late, Turns
from azukari.site.front.under_way import UnderWay

type Shortcut = Callable[[Scope, bytes], tuple[int, Head, bytes] | None]

_AHEAD = 2  # requests of a thread, the one it works on included: it need not ask for the next one
REFUSED: Counter[HTTPStatus] = Counter()
"""How many requests did not get as far as a thread, since the process began; written by the event loop alone."""

_AGAIN = {HTTPStatus.SERVICE_UNAVAILABLE: 5, HTTPStatus.GATEWAY_TIMEOUT: 60}
"""Both are told as 503: in how many seconds another try makes sense, when there is no room, and when all wait."""
LONGEST = 50  # seconds; a proxy in front gives up after a minute, and says so in words of its own


class Exchange(ResponseProtocol, Protocol):
    """A request's body, and the way back (RSGI 1.6)."""

    def __call__(self) -> Awaitable[bytes]: ...


class Unread(Exception):
    """The body cannot be had.

    Args:
        status: what to answer, if there is still somebody to answer to.
    """

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Front:
    """
    Args:
        wsgi: what answers.
        threads: how many requests it works on at once.
        largest: the most bytes that may be sent to a path.
        trusted_proxy: the address of the proxy in front, or ``""`` (`lib.network.client_network`).
        bounds: what there is room for.
        shortcuts: what answers a path without a thread, since it asks nothing of the database; None where it leaves
            that to the application.
        longest: the seconds that a path may take to begin its answer. After that a sentence is the answer, and the
            thread goes on for itself: a database that has stopped answering leaves nobody in front of a blank page.
        moves: called every second while the event loop moves.
    """

    def __init__(
        self,
        wsgi: Application,
        *,
        threads: int,
        largest: Callable[[str], int],
        trusted_proxy: str = "",
        bounds: Bounds | None = None,
        shortcuts: Mapping[str, Shortcut] = MappingProxyType({}),
        longest: Callable[[str], float] = lambda _path: LONGEST,
        moves: Callable[[], object] = lambda: None,
    ) -> None:
        self._threads = Threads(wsgi, threads)
        self._largest = largest
        self._proxy = trusted_proxy
        self._admission = Admission(bounds or Bounds())
        self._turns = Turns(threads * _AHEAD)
        self._under_way = UnderWay(lambda: self._turns.are_taken)
        self._shortcuts = shortcuts
        self._longest = longest
        self._moves = moves

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.set_task_factory(asyncio.eager_task_factory)  # a request begins in the round in which it is heard of
        self._threads.start()
        self._beat(loop)

    def _beat(self, loop: asyncio.AbstractEventLoop) -> None:
        self._moves()
        loop.call_later(EVERY, self._beat, loop)

    async def __rsgi__(self, scope: Scope, exchange: Exchange) -> None:
        network = client_network(
            address(scope.client)[0], scope.headers.get("x-forwarded-for", ""), trusted_proxy=self._proxy
        )
        try:
            length = self._length(scope)
            with self._admission.held(length):
                body = await self._gathered(exchange, network, length)
                if (shortcut := self._shortcuts.get(scope.path)) and (ready := shortcut(scope, body)):
                    exchange.response_bytes(*ready)
                    return
                self._under_way.settle()
                with self._admission.waiting(network):
                    async with self._turns.turn(network, patience=self._admission.bounds.turn):
                        await self._answered(scope, exchange, body)
        except Unread as error:
            _refuse(exchange, error.status)
        except (Full, Late):
            _refuse(exchange, HTTPStatus.SERVICE_UNAVAILABLE)

    def _length(self, scope: Scope) -> int:
        """Bytes of the body that are to be read; none of one that is too large, since it is refused by its length.

        Raises:
            Unread: the length is not announced.
        """
        if "transfer-encoding" in scope.headers:
            raise Unread(HTTPStatus.LENGTH_REQUIRED)
        announced = scope.headers.get("content-length", "0")
        if not (announced.isascii() and announced.isdecimal()):
            raise Unread(HTTPStatus.BAD_REQUEST)
        length = int(announced)
        return length if length <= self._largest(scope.path) else 0

    async def _gathered(self, exchange: Exchange, network: str, length: int) -> bytes:
        """The whole body.

        Raises:
            Unread: it took too long, or its sender has gone.
            Full: too many are on their way.
        """
        if not length:
            return b""
        with self._admission.arriving(network):
            try:
                async with asyncio.timeout(self._admission.bounds.deadline(length)):
                    body = await exchange()
            except TimeoutError:
                raise Unread(HTTPStatus.REQUEST_TIMEOUT) from None
            except (OSError, RuntimeError):  # the server's errors of a connection that was cut off
                raise Unread(HTTPStatus.BAD_REQUEST) from None
        if len(body) != length:
            raise Unread(HTTPStatus.BAD_REQUEST)
        return body

    async def _answered(self, scope: Scope, exchange: Exchange, body: bytes) -> None:
        """Hold the turn until the thread has ended, whoever answered."""
        loop, first = asyncio.get_running_loop(), FirstAnswer(exchange)
        give_up = partial(_give_up, exchange, first)
        ended = self._under_way.begin(loop, longest=self._longest(scope.path), give_up=give_up)
        self._threads.put(Request(environ(scope, body), first, partial(self._under_way.end, loop, ended)))
        await ended


def _give_up(exchange: Exchange, first: FirstAnswer) -> None:
    """A sentence instead of an answer, unless that has begun."""
    if first.is_mine():
        _refuse(exchange, HTTPStatus.GATEWAY_TIMEOUT)


def _refuse(exchange: Exchange, status: HTTPStatus) -> None:
    """In one line of plain text: what could say more is what there is no room for."""
    REFUSED[status] += 1
    headers = [("content-type", "text/plain; charset=utf-8"), ("cache-control", "no-store"), ("connection", "close")]
    if status in _AGAIN:
        headers.append(("retry-after", str(_AGAIN[status])))
    told = HTTPStatus.SERVICE_UNAVAILABLE if status in _AGAIN else status
    exchange.response_bytes(told.value, headers, _WORDS[status].encode())


_WORDS = {
    HTTPStatus.BAD_REQUEST: "This request did not arrive whole. Nothing was stored.\n"
    "送信が途中で切れました。何も保存していません。\n",
    HTTPStatus.REQUEST_TIMEOUT: "This request took too long to arrive. Nothing was stored; please send it again.\n"
    "送信に時間がかかりすぎました。何も保存していません。もう一度お試しください。\n",
    HTTPStatus.LENGTH_REQUIRED: "Please send the length of the body (Content-Length). Nothing was stored.\n"
    "本文の長さ(Content-Length)を付けてお送りください。何も保存していません。\n",
    HTTPStatus.SERVICE_UNAVAILABLE: "Too many are asking at this moment. Please try again in a few seconds.\n"
    "ただいま混み合っています。数秒おいて、もう一度お試しください。\n",
    HTTPStatus.GATEWAY_TIMEOUT: "This takes longer than it should; a part of this server does not answer. Please try"
    " again in a few minutes. If you were sending something and no receipt reaches you, please send it again.\n"
    "サーバーの一部が応答していないため、処理に時間がかかっています。数分後にもう一度お試しください。"
    "送信の途中だった場合、受付の控えが届かなければ、お手数ですが、もう一度お送りください。\n",
}
