"""What everybody else waits while erasures run without a pause, and while the whole database is read for certificates.

Three things that others do, in this process, one after another in turn: the sign-in page of the own page, a submission
with full enforcement, and a release to staff. Meanwhile another process erases one person after another, or reads the
database again and again, as the worker would.
"""

import itertools
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from uuid import UUID

from django.test import Client

from benchmarks.growth import WARM, Step, milliseconds, p95, timed
from benchmarks.submissions import ANSWERS
from benchmarks.table import show

MEANWHILE = ("nothing", "erase", "read")
MOST_ERASED = 3_000

type Measured = dict[str, list[float]]


def show_others(size: int, engine: str, root: Path, url: str, times: int) -> None:
    """Measure each state and print one table."""
    from benchmarks.crowd import some_people

    chosen = some_people(min(MOST_ERASED + len(MEANWHILE) * times, size // 2))
    (root / "to-erase.txt").write_text("".join(f"{id}\n" for id in chosen[len(MEANWHILE) * times :]), "ascii")
    doing = what_others_do(chosen[: len(MEANWHILE) * times])
    measured: dict[str, Measured] = {}
    warm = min(WARM, times)
    for meanwhile in MEANWHILE:
        with _process(meanwhile, root, url):
            measured[meanwhile] = {name: [] for name in doing}
            for turn in range(times + warm):
                take_a_turn(doing, measured[meanwhile] if turn >= warm else None)
    head = ["milliseconds by the clock", *(f"{p}, {what}" for what in MEANWHILE for p in ("p50", "p95"))]
    rows = []
    for name in doing:
        of_state = [measured[meanwhile][name] for meanwhile in MEANWHILE]
        cells = [cell for values in of_state for cell in (milliseconds(median(values)), milliseconds(p95(values)))]
        rows.append([name, *cells, *(f"{p95(values) / p95(of_state[0]):.2f}" for values in of_state[1:])])
    show(f"Others among {size:,} people, {engine}", [*head, "p95 ratio, erase", "p95 ratio, read"], rows)


def what_others_do(people: Sequence[UUID]) -> Mapping[str, Step]:
    """Three things, each with what it is called; values of one of these people after another are released."""
    from benchmarks import steps

    released = itertools.cycle(people)
    return {
        "sign-in page": _sign_in_page(Client(SERVER_NAME="127.0.0.1")),
        "submission": _submission(Client(SERVER_NAME="127.0.0.1")),
        "release": lambda _person: steps.release(next(released)),
    }


def take_a_turn(doing: Mapping[str, Step], measured: Measured | None, *, pause: float = 0.0) -> None:
    """Do each once, with so many seconds between them; what is not measured only warms."""
    for name, step in doing.items():
        seconds, _busy = timed(step, UUID(int=0))
        if measured is not None:
            measured[name].append(seconds)
        time.sleep(pause)


def _sign_in_page(client: Client) -> Step:
    """Somebody opens the page by which one comes to one's own page."""

    def look(_person: UUID) -> None:
        assert client.get("/ja/me").status_code == 200

    return look


def _submission(client: Client) -> Step:
    """Somebody sends a form, with full enforcement."""

    notice = client.get("/api/v1/forms/membership").json()["notice"]["ja"]["digest"]
    numbers = itertools.count()

    def submit(_person: UUID) -> None:
        body = {**ANSWERS, "email": ANSWERS["email"] % (10**8 + next(numbers)), "notice": notice, "lang": "ja"}
        answer = client.post("/api/v1/forms/membership/submissions", body, content_type="application/json")
        assert answer.status_code == 202, answer.content

    return submit


@contextmanager
def _process(kind: str, root: Path, url: str) -> Iterator[None]:
    """Another process that does something all the time, and says in the end how often it did."""
    if kind == "nothing":
        yield
        return
    command = [sys.executable, "-m", "benchmarks.meanwhile", kind, str(root), url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield
        told, _errors = process.communicate("stop\n", timeout=600)
        print(f"  {told.strip()}", file=sys.stderr)
