"""The inbox of questions and opinions, by number of threads: all, new, mine, waiting, answered, closed; and one thread.

    python -m benchmarks.feedback                       a minute: 200 and 2,000 threads on SQLite
    python -m benchmarks.feedback --sizes 1000 100000   some minutes
    python -m benchmarks.feedback --engine postgresql

The threads come in by the door for many (`forms.many`): every value sealed, grants, trail and ledger included. Each
page is asked for through the whole stack of Django in one process, and the time of the processor is what counts. The
number of queries must not grow with the number of threads.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import instance
from benchmarks.table import show

PAGES = ("all", "new", "mine", "in hand", "answered", "closed", "a month of them", "page 100", "one thread", "numbers")
_BATCH = 1000
_WARM = 2
type Times = dict[str, list[float]]


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--sizes", type=int, nargs="+", default=[200, 2_000], metavar="N", help="numbers of threads")
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--times", type=int, default=30, metavar="N", help="how often each page is asked for")
    return reader.parse_args()


def main() -> int:
    options = _options()
    measured: dict[int, Times] = {}
    queries: dict[int, dict[str, int]] = {}
    with instance.folder() as root, instance.database(options.engine) as url:
        instance.make(root / "instance", url=url)
        from azukari.forms.models import Submission
        from benchmarks.population import hasten, settle

        client = _clerk()
        for size in sorted(options.sizes):
            hasten()
            for begin in range(Submission.objects.filter(form="feedback").count(), size, _BATCH):
                _write(range(begin, min(begin + _BATCH, size)))
            settle()
            print(f"{size:,} threads on {options.engine}", file=sys.stderr)
            measured[size], queries[size] = _measure(client, options.times)
    _report(measured, queries, options.engine)
    return 0


def _write(numbers: range) -> None:
    """So many write to us, over the last three hundred days; the older, the more of them are settled."""
    from azukari.accounts.models import User
    from azukari.charter.current import current
    from azukari.forms.answers import Answers, read
    from azukari.forms.many import Newcomer, Visit, take_in_many
    from azukari.forms.models import Handled, Handling

    charter, now, people = current(), datetime.now(UTC), []
    form = charter.form("feedback")
    assert form is not None
    for number in numbers:
        asked = {"topic": "question", "message": f"Question {number}", "email": f"asker{number}@example.org"}
        answers = read(form, charter.policy, asked, lang="en")
        assert isinstance(answers, Answers), answers
        people.append(Newcomer("en", (Visit(form, answers, now - timedelta(minutes=number * 4 % 430_000 + 1)),)))
    states = [Handled.NEW, Handled.IN_HAND, *[Handled.ANSWERED] * 6, *[Handled.CLOSED] * 12]
    clerks = list(User.objects.order_by("pk"))
    Handling.objects.bulk_create(
        Handling(
            submission=submission, person_id=submission.person_id, state=states[number % len(states)],
            assignee=clerks[number % len(clerks)] if number % 20 else None, changed_at=now,
        )
        for number, [submission] in zip(numbers, take_in_many(people, charter=charter, now=now), strict=True)
        if number % 20 or number % 40  # half of the new ones nobody has touched
    )  # fmt: skip


def _clerk() -> Any:
    from django.test import Client

    from tests.console.desks import staff

    user, _other = staff("feedback"), staff("feedback", email="other@staff.example.org")
    client = Client(headers={"Accept-Language": "ja"}, SERVER_NAME="127.0.0.1")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _measure(client: Any, times: int) -> tuple[Times, dict[str, int]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: Times = {}
    queries: dict[str, int] = {}
    asks = dict(zip(PAGES, _pages(client), strict=True))
    for name, ask in asks.items():
        for _ in range(min(_WARM, times)):
            ask()
        with CaptureQueriesContext(connection) as captured:
            ask()
        queries[name], found[name] = len(captured), []
    for _ in range(times):  # turn by turn, so that a busy moment of the machine meets all of them
        for name, ask in asks.items():
            began = time.process_time()
            ask()
            found[name].append(time.process_time() - began)
    return found, queries


def _pages(client: Any) -> Iterator[Callable[[], None]]:
    from azukari.forms.models import Handled, Submission

    at = "/console/forms/feedback/"
    newest = Submission.objects.filter(form="feedback").order_by("-created_at")[0]
    month = f"{datetime.now(UTC) - timedelta(days=60):%Y-%m-%d}", f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-%d}"

    def get(address: str) -> None:
        answer = client.get(at + address)
        assert answer.status_code == 200, (address, answer.status_code)

    yield lambda: get("")
    yield lambda: get(f"?state={Handled.NEW}")
    yield lambda: get("?mine=1")
    yield lambda: get(f"?state={Handled.IN_HAND}")
    yield lambda: get(f"?state={Handled.ANSWERED}")
    yield lambda: get(f"?state={Handled.CLOSED}")
    yield lambda: get(f"?since={month[0]}&until={month[1]}")
    yield lambda: get("?page=100")
    yield lambda: get(f"{newest.id}/")
    yield lambda: get("numbers/")


def _report(measured: dict[int, Times], queries: dict[int, dict[str, int]], engine: str) -> None:
    head = ["page", *(f"{what} at {n:,}" for n in measured for what in ("p50", "p95", "queries"))]
    rows = []
    for name in PAGES:
        cells: list[object] = [name]
        for size, times in measured.items():
            its = sorted(times[name])
            p95 = its[int(len(its) * 0.95)]
            cells += [f"{statistics.median(its) * 1000:.1f}", f"{p95 * 1000:.1f}", queries[size][name]]
        rows.append(cells)
    show(f"The inbox, milliseconds of the processor, {engine}", head, rows)
    grown = [name for name in PAGES if len({queries[size][name] for size in measured}) > 1]
    print("Pages whose number of queries grew:", ", ".join(grown) or "none")


if __name__ == "__main__":
    sys.exit(main())
