"""P18 in memory: whoever takes a dump of the process a day later finds no salt, and can tell of nobody who came."""

import hmac
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from azukari.features.statistics.sketch import Sketch
from azukari.features.statistics.tests.counting_process import MASK, VISITORS

_CODE = """
from tests import instance
instance.begin()
from azukari.features.statistics.tests.counting_process import run
run()
"""
_CLONE = Path(__file__).resolve().parents[4]


@contextmanager
def _counting() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(  # noqa: S603 - lines of this file
        [sys.executable, "-c", _CODE],
        cwd=_CLONE,
        env={"PYTHONPATH": str(_CLONE), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        process.stdin.close()


def _copies(pid: int, salt: bytes) -> int:
    """How often half of the salt stands in all of the writable memory of a process: what was freed without being
    overwritten begins with the allocator's own notes.
    """
    first, second = salt[: len(salt) // 2], salt[len(salt) // 2 :]
    found = 0
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            begins, ends, rights = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
            if rights.startswith("rw") and "[v" not in line:
                memory.seek(int(begins, 16))
                part = memory.read(int(ends, 16) - int(begins, 16))
                found += max(part.count(first), part.count(second))
    return found


def _recognised(registers: bytes, salt: bytes) -> int:
    """Of how many visitors it can be told that they came: with them the sketch does not change."""
    came = 0
    for address in VISITORS:
        again = Sketch(registers)
        again.add(int.from_bytes(hmac.digest(salt, f"own\n{address}\nBrowser".encode(), "sha256")[:8]))
        came += bytes(again.registers) == registers
    return came


def test_the_salt_of_a_day_is_in_memory_on_that_day_and_not_on_the_next():
    with _counting() as process:
        told = json.loads(process.stdout.readline())
        salt = bytes(byte ^ mask for byte, mask in zip(bytes.fromhex(told["salt"]), MASK, strict=True))
        assert _recognised(bytes.fromhex(told["registers"]), salt) == len(VISITORS), "on the day it tells who came"
        assert _copies(process.pid, salt) == 1, "besides the one that is overwritten there is no other"
        process.stdin.write("\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["people"] > 90
        assert _copies(process.pid, salt) == 0
