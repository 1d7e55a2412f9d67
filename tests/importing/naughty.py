"""Readers that run in the child process and do what a damaged or wicked file makes a library do."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def spins(_path: str) -> Iterator[Any]:
    while True:
        pass
    yield


def sleeps(_path: str) -> Iterator[Any]:
    time.sleep(60)
    yield


def hoards(_path: str) -> Iterator[Any]:
    yield len([bytes(1 << 20) for _ in range(10_000)])


def dies(_path: str) -> Iterator[Any]:
    yield 1
    os._exit(3)


def raises(_path: str) -> Iterator[Any]:
    yield 1
    raise ZeroDivisionError("hanako@example.org")


def recurses(path: str) -> Iterator[Any]:
    yield from recurses(path)


def shouts(_path: str) -> Iterator[Any]:
    yield "x" * (32 << 20)


def counts(_path: str) -> Iterator[Any]:
    print("This is no answer.")
    yield os.getpid()
    while True:
        yield 0


def tells(path: str, *more: str) -> Iterator[Any]:
    """What it has: environment, folder, open files, arguments, the file; and whether it could write."""
    try:
        wrote = bool(Path("/dev/shm/azukari-naughty").write_text("x" * 10))
    except OSError:
        wrote = False
    opened = [str(name.resolve()) for name in Path("/proc/self/fd").iterdir()]
    kept = [name for name in opened if name.endswith((".sqlite3", ".key")) or "socket" in name]
    modules = [name for name in ("django", "azukari.site.settings") if name in __import__("sys").modules]
    yield [dict(os.environ), str(Path.cwd()), kept, modules, [*more], Path(path).read_text("utf-8"), wrote]
