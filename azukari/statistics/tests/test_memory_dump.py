"""P18 in memory: whoever takes a dump of the process a day later finds no salt, and can tell of nobody who came."""

import hmac
import re
from datetime import date
from pathlib import Path

from azukari.statistics import audience
from azukari.statistics.sketch import Sketch

DAY, NEXT = date(2026, 11, 30), date(2026, 12, 1)
_VISITORS = [f"203.0.113.{number}" for number in range(100)]
_MASK = bytes(range(101, 117))


def _masked(salt: bytearray) -> bytearray:
    """A salt as this test keeps it, so that its own memory does not hold it; and back."""
    made = bytearray(len(_MASK))  # of its size at once: what grows leaves copies behind
    for place, mask in enumerate(_MASK):
        made[place] = salt[place] ^ mask
    return made


def _dump() -> list[bytes]:
    """All of the writable memory of this process."""
    found = []
    with Path("/proc/self/mem").open("rb", buffering=0) as memory:
        for line in Path("/proc/self/maps").read_text().splitlines():
            begins, ends, rights = re.match(r"(\w+)-(\w+) (\S+)", line).groups()
            if rights.startswith("rw") and "[v" not in line:
                memory.seek(int(begins, 16))
                try:
                    found.append(memory.read(int(ends, 16) - int(begins, 16)))
                except OSError:  # a part that cannot be read, such as a device's
                    continue
    return found


def _copies(masked: bytearray) -> int:
    """How often the salt stands in memory, besides the one copy that is searched for."""
    needle = _masked(masked)
    found = sum(part.count(needle) for part in _dump())
    needle[:] = bytes(len(needle))
    return found - 1


def _recognised(sketch: Sketch, masked: bytearray) -> int:
    """Of how many visitors it can be told that they came: with them the sketch does not change."""
    salt, came = _masked(masked), 0
    for address in _VISITORS:
        again = Sketch(sketch.registers)
        again.add(int.from_bytes(hmac.digest(salt, f"own\n{address}\nBrowser".encode(), "sha256")[:8]))
        came += again.registers == sketch.registers
    salt[:] = bytes(len(salt))
    return came


def test_the_salt_of_a_day_is_in_memory_on_that_day_and_not_on_the_next(db: None):
    for address in _VISITORS:
        audience.saw("own", DAY, address, "Browser")
    [known] = audience.periods._days.values()
    masked = _masked(known.salt)
    assert _recognised(known.sites["own"], masked) == len(_VISITORS), "on the day itself it tells who came"
    before = _copies(masked)
    assert before >= 1
    audience.write(run=1, today=NEXT)
    assert known.salt == b""
    assert _copies(masked) < before, "the copy that the program held is overwritten"
