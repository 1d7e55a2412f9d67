"""Pages of the membership desk: its list, the open dues, the numbers and a bank file, by number of members.

    python -m benchmarks.members                       a minute: 200 and 2,000 members on SQLite
    python -m benchmarks.members --sizes 2000 20000    some minutes
    python -m benchmarks.members --engine postgresql
    python -m benchmarks.members --byro /tmp/byro/bin/python    byro's list beside ours (`byro_members`)

Each page is asked for through the whole stack of Django, session, policy and template included, in one process,
and the time of the processor is what counts. The number of queries must not grow with the number of members.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from pathlib import Path
from typing import Any

from benchmarks import instance
from benchmarks.table import show

PAGES = ("list, masked", "list, opened", "who owes", "open dues", "applications", "numbers", "bank file of 100 lines")
_WARM = 2
type Times = dict[str, list[float]]


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--sizes", type=int, nargs="+", default=[200, 2_000], metavar="N", help="numbers of members")
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--times", type=int, default=30, metavar="N", help="how often each page is asked for")
    reader.add_argument(
        "--byro", metavar="PYTHON", help="of an environment with byro 2023.1.0, to measure its list too"
    )
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
            _admit()
            print(f"{size:,} members on {options.engine}", file=sys.stderr)
            measured[size], queries[size] = _measure(options.times)
    _report(measured, queries, options.engine)
    if options.byro:
        _beside(options.byro, options.sizes, options.times)
    return 0


def _beside(python: str, sizes: Sequence[int], times: int) -> None:
    """byro's list of members, on SQLite, measured in the same way in an environment of its own."""
    driver = Path(__file__).with_name("byro_members.py")
    command = [python, "-P", str(driver), str(times), *map(str, sizes)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    rows = [[size, f"{p50 * 1000:.1f}", f"{p95 * 1000:.1f}"] for size, (p50, p95) in told.items()]
    show("byro's list, milliseconds of the processor, sqlite", ["members", "p50", "p95"], rows)


def _admit() -> None:
    """Make members of whoever registered, with a term and an invoice each; every third has yet to pay."""
    from azukari.forms.models import Submission
    from azukari.members.marks import mark
    from azukari.members.models import Application, Invoice, MemberClass, Membership, MonthlyCount, Payment, Term
    from azukari.members.registers import begin_with_suggested
    from azukari.policy.terms import Actor, ActorKind

    begin_with_suggested("membership", actor=Actor(ActorKind.SYSTEM, "benchmark"), now=datetime.now(UTC))
    regular = MemberClass.objects.get(name_en="Regular member")
    today, first = date.today(), Membership.objects.count()  # noqa: DTZ011 - a benchmark's day is the machine's
    new = Submission.objects.filter(form="membership", membership__isnull=True).order_by("id")
    count = 0
    for batch in batched(list(new.values_list("id", "person_id")), 1000, strict=False):
        members, terms, invoices, payments = [], [], [], []
        for id, person in batch:
            count += 1
            joined = today - timedelta(days=random.Random(count).randrange(300))
            is_paid = bool(count % 3)
            common = {"person_id": person}
            members.append(
                Membership(
                    submission_id=id, form="membership", state="admitted", number=first + count, member_class=regular,
                    anchor=joined, joined_on=joined, decided_at=datetime.now(UTC), **common,
                )
            )  # fmt: skip
            term = Term(
                membership_id=id, member_class=regular, begins=joined, ends=joined + timedelta(days=364), fee=3000,
                dues_year=joined.year, state="paid" if is_paid else "pending", made_at=datetime.now(UTC), **common,
            )  # fmt: skip
            terms.append(term)
            invoices.append(
                Invoice(
                    submission_id=id, term_id=term.id, form="membership", dues_year=joined.year,
                    amount=3000 + first + count, paid=3000 + first + count if is_paid else 0,
                    code=f"{first + count:08}", issued_on=joined, due_on=joined + timedelta(days=30),
                    state="paid" if is_paid else "open", **common,
                )
            )  # fmt: skip
            if is_paid:
                payments.append(
                    Payment(submission_id=id, paid_on=joined, amount=3000, recorded_at=datetime.now(UTC), **common)
                )
        Membership.objects.bulk_create(members)
        Term.objects.bulk_create(terms)
        Invoice.objects.bulk_create(invoices)
        Payment.objects.bulk_create(payments)
    Application.objects.filter(submission__membership__isnull=False).delete()
    mark(*Membership.objects.values_list("pk", flat=True))
    months = {(today - timedelta(days=31 * n)).replace(day=1) for n in range(24)}
    MonthlyCount.objects.bulk_create(
        (
            MonthlyCount(form="membership", month=month, what=what, class_id=regular.id, cohort=month.year, count=count)
            for month in months
            for what in ("joined", "left", "paid")
        ),
        ignore_conflicts=True,
    )


def _measure(times: int) -> tuple[Times, dict[str, int]]:
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
        queries[name], found[name] = len(captured), []
    for _ in range(times):  # turn by turn, so that a busy moment of the machine meets all of them
        for name, ask in asks.items():
            began = time.process_time()
            ask()
            found[name].append(time.process_time() - began)
    return found, queries


def _pages() -> Iterator[Callable[[], None]]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from azukari.members.models import Invoice
    from benchmarks.console import _clerk

    client: Any = _clerk()
    at = "/console/members/membership/"
    opening = {"reason": "service", "categories": ["name"]}
    today = date.today()  # noqa: DTZ011 - as above
    open_ones = Invoice.objects.filter(state="open").order_by("id")[:100]
    lines = [f"{today:%Y/%m/%d},ｻﾄｳ ﾊﾅｺ,{invoice.owed}" for invoice in open_ones]
    file = "\n".join(["日付,摘要,入金", *lines]).encode("cp932")

    def get(address: str) -> None:
        answer = client.get(at + address)
        assert answer.status_code == 200, (address, answer.status_code)

    def post(address: str, data: dict[str, Any]) -> None:
        answer = client.post(at + address, data)
        assert answer.status_code == 200, (address, answer.status_code)

    yield lambda: get("")
    yield lambda: post("open/", opening)
    yield lambda: get("?state=owing")
    yield lambda: get("dues/")
    yield lambda: get("applications/")
    yield lambda: get("numbers/")
    yield lambda: post("bank/", {"file": SimpleUploadedFile("bank.csv", file)})


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
    show(f"The membership desk, milliseconds of the processor, {engine}", head, rows)
    grown = [name for name in PAGES if len({queries[size][name] for size in measured}) > 1]
    print("Pages whose number of queries grew:", ", ".join(grown) or "none")


if __name__ == "__main__":
    sys.exit(main())
