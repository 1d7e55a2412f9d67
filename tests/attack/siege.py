"""Hundreds of clients that mean no good, beside honest visitors: what the visitors notice of it.

    python -m tests.attack.siege                    each kind alone for a minute, then all together for ten
    python -m tests.attack.siege --alone 5 --together 20 --of 30

300 of each kind and 1,500 silent connections, out of twenty networks a kind. Eight visitors, each out of a network of
its own, read a form and register, again and again, each request on a new connection. It ends with 1 if one of their
requests was not answered, if the 95th percentile is a second or more, if the web process has changed, or if its memory
has grown by more than a half since the first ten seconds.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.instance import published
from benchmarks.submissions import ANSWERS
from benchmarks.table import show
from tests.attack.attackers import KINDS
from tests.attack.processes import memory, web_process
from tests.attack.sockets import SUBMISSIONS
from tests.live import Program

_HERE = Path(__file__).resolve().parents[2]
_VISITORS = 8
_PAUSE = 0.2  # seconds of a visitor between two requests
_PATIENCE = 30  # seconds; a request without an answer by then was not answered
_LOOK = 1.0  # seconds between two looks at the memory
_WARM = 5  # seconds of visits that are not counted
_SETTLED = 10  # looks until memory is compared
_GROWTH = 1.5
_SLOWEST = 1.0  # seconds, 95th percentile


@dataclass
class Seen:
    """What the visitors and the watchman noted."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    memory: list[int] = field(default_factory=list)
    processes: set[int] = field(default_factory=set)

    @property
    def p95(self) -> float:
        """Seconds."""
        return statistics.quantiles(self.seconds, n=20)[-1] if len(self.seconds) > 1 else 0.0

    @property
    def growth(self) -> float:
        """Of memory, since it had settled."""
        settled = self.memory[min(_SETTLED, len(self.memory) - 1)]
        return self.memory[-1] / settled

    @property
    def unanswered(self) -> int:
        return sum(count for status, count in self.statuses.items() if status not in ("200", "202"))

    def faults(self) -> list[str]:
        """What must not be."""
        told = {
            f"not answered: {self.unanswered} ({', '.join(sorted(self.statuses))})": self.unanswered,
            f"p95 {self.p95:.2f} s": self.p95 >= _SLOWEST,
            "another web process": len(self.processes) != 1,
            f"memory grew to {self.growth:.2f} times": self.growth > _GROWTH,
            "nobody came": not self.seconds,
        }
        return [words for words, so in told.items() if so]


def _visit(program: Program, number: int, until: threading.Event, seen: Seen) -> None:
    """Read the form, register, and again."""
    step = 0
    notice = _asked(program)["notice"]["ja"]["digest"]
    while not until.is_set():
        step += 1
        email = f"visitor{number}-{step}-{time.monotonic_ns()}@mail.example.org"
        body = json.dumps(ANSWERS | {"email": email, "notice": notice, "lang": "ja"}).encode() if step % 2 else None
        began = time.monotonic()
        status = _request(program.url, SUBMISSIONS if body else "/ja/forms/membership", body, f"127.200.{number}.1")
        seen.seconds.append(time.monotonic() - began)
        seen.statuses[status] += 1
        until.wait(_PAUSE)


def _asked(program: Program) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    client = http.client.HTTPConnection(urlsplit(program.url).netloc, timeout=_PATIENCE)
    client.request("GET", "/api/v1/forms/membership")
    described: Mapping[str, Mapping[str, Mapping[str, str]]] = json.load(client.getresponse())
    return described


def _request(url: str, path: str, body: bytes | None, source: str) -> str:
    """The status; the kind of error where there was no answer."""
    client = http.client.HTTPConnection(urlsplit(url).netloc, timeout=_PATIENCE, source_address=(source, 0))
    try:
        client.request("POST" if body else "GET", path, body, {"Content-Type": "application/json"} if body else {})
        answer = client.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException) as error:
        return type(error).__name__
    else:
        return str(answer.status)
    finally:
        client.close()


@contextmanager
def attacked(url: str, counts: Mapping[str, int]) -> Iterator[None]:
    """While so many clients of each kind do what they do."""
    if not counts:
        yield
        return
    words = [f"{kind}={count}" for kind, count in counts.items()]
    process = subprocess.Popen([sys.executable, "-m", "tests.attack.attackers", url, *words], cwd=_HERE)
    try:
        yield
        assert process.poll() is None, "The attackers gave up."
    finally:
        process.kill()
        process.wait()


def besiege(program: Program, counts: Mapping[str, int], seconds: float) -> Seen:
    """Let visitors come for so long, with so many clients of each kind beside them."""
    seen, until = Seen(), threading.Event()
    with attacked(program.url, counts):
        visitors = [threading.Thread(target=_visit, args=(program, number, until, seen)) for number in range(_VISITORS)]
        for visitor in visitors:
            visitor.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            pid = web_process(program)
            seen.processes.add(pid)
            seen.memory.append(memory(pid))
            time.sleep(_LOOK)
        until.set()
        for visitor in visitors:
            visitor.join()
    return seen


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--alone", type=float, default=60, metavar="SECONDS", help="each kind by itself; 0: not at all")
    reader.add_argument("--together", type=float, default=600, metavar="SECONDS", help="0: not at all")
    reader.add_argument(
        "--of", type=int, default=300, metavar="N", help="clients of each kind; five times as many silent"
    )
    return reader.parse_args()


def main() -> int:
    options = _options()
    counts = {kind: options.of * (5 if kind == "silent" else 1) for kind in KINDS}
    beside: dict[str, tuple[Mapping[str, int], float]] = {"nobody": ({}, options.alone or 10)}
    beside |= {kind: ({kind: count}, options.alone) for kind, count in counts.items()}
    beside["all together"] = (counts, options.together)
    rows: dict[str, Seen] = {}
    with tempfile.TemporaryDirectory() as folder:
        program = published(Path(folder) / "instance")
        program.start()
        try:
            besiege(program, {}, _WARM)
            for name, (of_each, seconds) in beside.items():
                if seconds:
                    rows[name] = besiege(program, of_each, seconds)
                    print(name, *_told(rows[name]), file=sys.stderr)  # so that what breaks off has told what it saw
        finally:
            program.kill()
    columns = ["beside", "requests", "unanswered", "p50 ms", "p95 ms", "worst ms", "memory MB", "growth", "faults"]
    show("What honest visitors notice", columns, [[name, *_told(seen)] for name, seen in rows.items()])
    return int(any(seen.faults() for seen in rows.values()))


def _told(seen: Seen) -> list[str]:
    times = [statistics.median(seen.seconds), seen.p95, max(seen.seconds)] if seen.seconds else [0.0] * 3
    return [
        str(len(seen.seconds)),
        str(seen.unanswered),
        *(f"{1000 * value:.0f}" for value in times),
        f"{max(seen.memory) / 2**20:.0f}",
        f"{seen.growth:.2f}",
        "; ".join(seen.faults()) or "-",
    ]


if __name__ == "__main__":
    sys.exit(main())
