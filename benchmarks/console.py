"""Pages of the console by number of people: home, lists, one person, and the list of people masked, opened with and
without the gate, and searched.

    python -m benchmarks.console                            half a minute: 50 and 2,000 people on SQLite
    python -m benchmarks.console --sizes 50 20000           a minute or two
    python -m benchmarks.console --engine postgresql

Each page is asked for through the whole stack of Django, session, policy and template included, in one process. Without
the gate, the values of the same fifty people are read and opened straight from the vault: no question to the policy, no
grant looked at, nothing recorded.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch
from uuid import UUID

from benchmarks import instance
from benchmarks.table import show

PAGES = (
    "home",
    "submissions of a form",
    "members",
    "one person, closed",
    "one person, opened",
    "list, masked",
    "opened, without the gate",
    "opened",
    "search: a family name",
    "search: an address",
)
_WARM = 3  # calls before anything counts
type Times = dict[str, list[float]]


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--sizes", type=int, nargs="+", default=[50, 2_000], metavar="N", help="numbers of people")
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--processor", action="store_true", help="this process's time alone, where others are at work")
    reader.add_argument("--times", type=int, default=60, metavar="N", help="how often each page is asked for")
    return reader.parse_args()


def main() -> int:
    options = _options()
    measured: dict[int, Times] = {}
    queries: dict[int, dict[str, int]] = {}
    with instance.folder() as root, instance.database(options.engine) as url:
        instance.make(root / "instance", url=url)
        from benchmarks.population import grow

        for size in sorted(options.sizes):
            grow(size, now=datetime.now(UTC))
            indexed = _index()
            print(f"{size:,} people on {options.engine} (indexed in {indexed:.0f} s)", file=sys.stderr)
            measured[size], queries[size] = _measure(
                options.times, time.process_time if options.processor else time.perf_counter
            )
    _report(measured, queries, options.engine)
    return 0


def _index() -> float:
    from azukari.vault.index_rebuild import begin, rebuild

    began = time.perf_counter()
    begin(datetime.now(UTC))
    rebuild(datetime.now(UTC))
    return time.perf_counter() - began


def _measure(times: int, clock: Callable[[], float]) -> tuple[Times, dict[str, int]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: Times = {}
    queries: dict[str, int] = {}
    asks = dict(zip(PAGES, _pages(), strict=True))
    for name, ask in asks.items():
        for _ in range(min(_WARM, times)):
            ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        queries[name] = len(captured)
        found[name] = []
    for _ in range(times):  # turn by turn, so that a busy moment of the machine meets all of them
        for name, ask in asks.items():
            began = clock()
            ask()
            found[name].append(clock() - began)
    return found, queries


def _pages() -> Iterator[Callable[[], None]]:
    from benchmarks.population import mailbox

    client = _clerk()
    asked = {"purpose": "membership", "reason": "service"}
    opening = {**asked, "categories": ["name", "email", "phone"]}

    def post(address: str, data: Mapping[str, object]) -> None:
        answer = client.post(address, data)
        assert answer.status_code == 200, answer.status_code

    def get(address: str) -> Callable[[], None]:
        def ask() -> None:
            assert client.get(address).status_code == 200, address

        return ask

    def ungated() -> None:
        with _gate_open():
            post("/console/people/open/", opening)

    somebody = f"/console/people/{_somebody()}/"
    yield get("/console/")
    yield get("/console/forms/membership/")
    yield get("/console/members/membership/")
    yield get(somebody)
    yield lambda: post(f"{somebody}open/", asked)
    yield get("/console/people/?purpose=membership")
    yield ungated
    yield lambda: post("/console/people/open/", opening)
    yield lambda: post("/console/people/find/", {**asked, "category": "name", "text": "かわばた"})
    yield lambda: post("/console/people/find/", {**asked, "category": "email", "text": mailbox(17)[:8]})


def _somebody() -> UUID:
    from azukari.people.models import Person

    return Person.objects.order_by("id").values_list("id", flat=True)[Person.objects.count() // 2]


def _clerk() -> Any:
    from django.test import Client

    from azukari.accounts.models import User
    from tests.console.desks import staff

    user = User.objects.filter(email="membership@staff.example.org").first() or staff("membership")
    client = Client(headers={"Accept-Language": "ja"}, SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@contextmanager
def _gate_open() -> Iterator[None]:
    """The page as it would be if the vault handed out whatever it is asked for."""
    with patch("azukari.desks.records.people.release", _straight):
        yield


def _straight(chosen: Collection[UUID], *, categories: frozenset[Any], **_more: object) -> Mapping[UUID, Any]:
    from azukari.vault.models import SealedValue
    from azukari.vault.release import open_all

    return open_all(list(SealedValue.objects.filter(person_id__in=chosen, category__in=categories).order_by("id")))


def _report(measured: dict[int, Times], queries: dict[int, dict[str, int]], engine: str) -> None:
    sizes = list(measured)
    head = ["page", *(f"{what} at {n:,}" for n in sizes for what in ("p50", "p95", "queries"))]
    rows = []
    for name in PAGES:
        cells: list[object] = [name]
        for size in sizes:
            times = measured[size][name]
            cells += [f"{statistics.median(times) * 1000:.1f}", f"{_p95(times) * 1000:.1f}", queries[size][name]]
        rows.append(cells)
    show(f"Pages of the console, milliseconds, {engine}", head, rows)
    for size in sizes:
        gated, straight = measured[size]["opened"], measured[size]["opened, without the gate"]
        middle = statistics.median(gated) / statistics.median(straight)
        print(f"With the gate / without, at {size:,}: {middle:.2f} p50, {_p95(gated) / _p95(straight):.2f} p95")
    grown = [name for name in PAGES if queries[sizes[0]][name] != queries[sizes[-1]][name]]
    print(f"Pages with another number of queries at {sizes[-1]:,} than at {sizes[0]:,}: {', '.join(grown) or 'none'}")


def _p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    sys.exit(main())
