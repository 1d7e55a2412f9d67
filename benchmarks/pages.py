"""Pages of the console by size: each is asked for through the whole stack of Django, session, policy and template
included, in one process, and has p50, p95 and its number of queries, which ought not to grow.

A benchmark brings what grows, and its pages by name. They are asked for turn by turn, so that a busy moment of the
machine meets all of them.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks import instance
from benchmarks.growth import p95
from benchmarks.table import show

_WARM = 3  # calls before anything counts

type Ask = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds that each page took, as often as it was asked for, and how many queries it makes."""

    times: Mapping[str, list[float]]
    queries: Mapping[str, int]


def options(about: str | None, *, of: str, sizes: Sequence[int], times: int) -> argparse.ArgumentParser:
    """What can be chosen on the command line.

    Args:
        of: what there are so many of.
    """
    reader = instance.reader(about)
    reader.add_argument("--sizes", type=int, nargs="+", default=sizes, metavar="N", help=f"numbers of {of}")
    reader.add_argument("--times", type=int, default=times, metavar="N", help="how often each page is asked for")
    return reader


class Desk:
    """A browser in which somebody of a duty has signed in, and what it asks for; each has to be answered by a page.

    Args:
        at: with what each address begins.
    """

    def __init__(self, duty: str, at: str = "") -> None:
        from azukari.core.accounts.models import User
        from tests.console import desks

        user = User.objects.filter(email=f"{duty}@staff.example.org").first() or desks.staff(duty)
        self._browser, self._at = desks.browser(user, "ja"), at
        self._browser.defaults["SERVER_NAME"] = "127.0.0.1"

    def get(self, address: str = "") -> Ask:
        return lambda: self._answered(self._browser.get, address)

    def post(self, address: str, data: Mapping[str, Any]) -> Ask:
        return lambda: self._answered(self._browser.post, address, data)

    def _answered(self, ask: Callable[..., Any], address: str, *data: Mapping[str, Any]) -> None:
        answer = ask(self._at + address, *data)
        assert answer.status_code == 200, (address, answer.status_code)


def measure(pages: Mapping[str, Ask], times: int, *, clock: Callable[[], float] = time.process_time) -> Measured:
    """Ask for each page so many times."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: dict[str, list[float]] = {name: [] for name in pages}
    queries = {}
    for name, ask in pages.items():
        for _ in range(min(_WARM, times)):
            ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        queries[name] = len(captured)
    for _ in range(times):
        for name, ask in pages.items():
            began = clock()
            ask()
            found[name].append(clock() - began)
    return Measured(found, queries)


def report(title: str, measured: Mapping[int, Measured]) -> None:
    """One table, in milliseconds, by the size that was measured; and whose number of queries grew."""
    head = ["page", *(f"{what} at {n:,}" for n in measured for what in ("p50", "p95", "queries"))]
    first, *_others = measured.values()
    rows = []
    for name in first.times:
        cells: list[object] = [name]
        for of in measured.values():
            times = of.times[name]
            cells += [f"{median(times) * 1000:.1f}", f"{p95(times) * 1000:.1f}", of.queries[name]]
        rows.append(cells)
    show(title, head, rows)
    grown = [name for name in first.times if len({of.queries[name] for of in measured.values()}) > 1]
    print("Pages whose number of queries grew:", ", ".join(grown) or "none")
