"""Clients that mean no good, hundreds at once in a process of their own; each kind is a loop that begins again.

python -m tests.attack.attackers URL KIND=COUNT [KIND=COUNT ...]     until it is ended
"""

import asyncio
import json
import random
import resource
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

from tests.attack.sockets import head

type _Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
type _Attack = Callable[[_Streams], Awaitable[None]]

_NETWORKS = 20  # that the clients of a kind come from
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
_RESET = b"\x00\x00\x04\x03\x00\x00\x00\x00\x01\x00\x00\x00\x08"
_ASKING = b"GET /ja/privacy HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
_DEEP = b'{"notice":' + b"[" * 9000
_WIDE = json.dumps({f"field{number}": number for number in range(15_000)}).encode()


async def _silent(streams: _Streams) -> None:
    await streams[0].read()


async def _drop_by_drop(writer: asyncio.StreamWriter, first: bytes, drop: bytes) -> None:
    writer.write(first)
    for _ in range(600):
        await writer.drain()
        await asyncio.sleep(1)
        writer.write(drop)


async def _slow_head(streams: _Streams) -> None:
    await _drop_by_drop(streams[1], b"GET /ja/privacy HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ", b"x")


async def _slow_body(streams: _Streams) -> None:
    await _drop_by_drop(streams[1], head(5000), b"x")


async def _slow_reader(streams: _Streams) -> None:
    streams[1].write(_ASKING * 20)
    for _ in range(600):
        if not await streams[0].read(1):
            return
        await asyncio.sleep(1)


async def _cut_off(streams: _Streams) -> None:
    streams[1].write(head(5000) + b"x" * 100)
    await streams[1].drain()
    await asyncio.sleep(random.uniform(0.05, 0.5))
    _hang_up(streams[1])


async def _http2(streams: _Streams) -> None:
    streams[1].write(_PREFACE + _RESET)
    await streams[1].drain()
    await asyncio.sleep(random.uniform(0.05, 0.5))
    _hang_up(streams[1])


async def _deep(streams: _Streams) -> None:
    await _whole(streams, _DEEP)


async def _wide(streams: _Streams) -> None:
    await _whole(streams, _WIDE)


async def _whole(streams: _Streams, body: bytes) -> None:
    streams[1].write(head(len(body)) + body)
    await streams[1].drain()
    await streams[0].read(200)


def _hang_up(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


KINDS: dict[str, _Attack] = {
    "silent": _silent,
    "slow-heads": _slow_head,
    "slow-bodies": _slow_body,
    "slow-readers": _slow_reader,
    "cut-off": _cut_off,
    "http2-resets": _http2,
    "deep-json": _deep,
    "wide-json": _wide,
}


async def _again_and_again(attack: _Attack, host: str, port: int, source: str) -> None:
    while True:
        with suppress(OSError, asyncio.IncompleteReadError):
            streams = await asyncio.open_connection(host, port, local_addr=(source, 0), limit=4096)
            try:
                await attack(streams)
            finally:
                streams[1].close()
        await asyncio.sleep(random.uniform(0.5, 1.5))


async def _all(url: str, counts: dict[str, int]) -> None:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 80
    async with asyncio.TaskGroup() as group:
        for place, (kind, count) in enumerate(counts.items()):
            for number in range(count):
                source = f"127.{place + 1}.{number % _NETWORKS + 1}.{number // _NETWORKS % 250 + 1}"
                group.create_task(_again_and_again(KINDS[kind], host, port, source))


def main() -> None:
    url, *words = sys.argv[1:]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(_all(url, {kind: int(count) for kind, _, count in (word.partition("=") for word in words)}))


if __name__ == "__main__":
    main()
