"""Reading untrusted files in a child process with limits of time and memory (setrlimit), and nothing of ours in it.

A file from outside can be made to take hours and gigabytes, or to break a library in ways that nobody has thought of.
So a small program of its own reads it: it has the open file, no environment, no settings, no keys and no connection; it
answers through a pipe in pieces of JSON, and is ended when it takes too long or too much. Nothing forks: it is a fresh
interpreter, so it may be started from any thread of any process.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from azukari.lib.confined_child import ANSWER, BROKEN, END, HEAD, MEMORY

_ROOT = str(Path(__file__).resolve().parent.parent.parent)
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from azukari.lib.confined_child import main; main(sys.argv[2])"
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a child may take.

    Args:
        cpu: seconds of computing, in all.
        memory: bytes of address space.
        wait: seconds until its next piece, while somebody waits for it.
        piece: bytes of one piece.
    """

    cpu: int = 60
    memory: int = 768 << 20
    wait: float = 90.0
    piece: int = 16 << 20


class TooMuch(Exception):
    """The child would have taken more time or memory than it may."""


class Broken(Exception):
    """The child could not read the file, and did not say why."""


def answers(reader: str, arguments: Sequence[str], file: IO[bytes], *, bounds: Bounds | None = None) -> Iterator[Any]:
    """What a reader says of a file, piece by piece; the child goes with the iterator.

    Args:
        reader: ``package.module:function``; it gets the file's path and the arguments, and gives what JSON can hold.
            Its module knows neither settings nor database.
        file: open, and really a file: the reader may go back and forth in it.

    Raises:
        TooMuch, Broken: see there.
    """
    bounds = bounds or Bounds()
    told = json.dumps([reader, bounds.cpu, bounds.memory, *arguments])
    child = subprocess.Popen(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", _PROGRAM, _ROOT, told],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a library's words may quote the file
        cwd="/",
        env={},
        start_new_session=True,
    )
    try:
        yield from _pieces(child, bounds)
    finally:
        child.kill()
        if child.stdout:
            child.stdout.close()
        child.wait()


def _pieces(child: subprocess.Popen[bytes], bounds: Bounds) -> Iterator[Any]:
    pipe = child.stdout.fileno() if child.stdout else -1
    while True:
        until = time.monotonic() + bounds.wait
        head = _read(pipe, HEAD.size, until)
        kind, size = HEAD.unpack(head) if len(head) == HEAD.size else (_ended(child), 0)
        if kind == END:
            return
        if kind == MEMORY or size > bounds.piece:
            raise TooMuch
        if kind != ANSWER:
            raise Broken
        content = _read(pipe, size, until)
        if len(content) < size:
            raise TooMuch if _ended(child) == MEMORY else Broken
        yield json.loads(content)


def _read(pipe: int, size: int, until: float) -> bytes:
    """So many bytes; fewer where the child has ended.

    Raises:
        TooMuch: it took too long.
    """
    ready, found = select.poll(), bytearray()
    ready.register(pipe, select.POLLIN | select.POLLHUP)
    while len(found) < size:
        left = until - time.monotonic()
        if left <= 0 or not ready.poll(left * 1000):
            raise TooMuch
        some = os.read(pipe, min(_CHUNK, size - len(found)))
        if not some:
            break
        found += some
    return bytes(found)


def _ended(child: subprocess.Popen[bytes]) -> bytes:
    """What an end without a word means: killed by a limit, or by a fault."""
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=5)
    return MEMORY if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL) else BROKEN
