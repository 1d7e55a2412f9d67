"""Pages of the membership desk: its list, the open dues, the numbers and a bank file, by number of members.

    python -m benchmarks.members                       a minute: 200 and 2,000 members on SQLite
    python -m benchmarks.members --sizes 2000 20000    some minutes
    python -m benchmarks.members --engine postgresql
    python -m benchmarks.members --byro /tmp/byro/bin/python    byro's list beside ours (`byro_members`)

Each page is asked for through the whole stack of Django, session, policy and template included, in one process,
and the time of the processor is what counts. The number of queries must not grow with the number of members.
"""

import json
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from pathlib import Path

from benchmarks import instance, pages
from benchmarks.table import show


def main() -> int:
    reader = pages.options(__doc__, of="members", sizes=[200, 2_000], times=30)
    reader.add_argument(
        "--byro", metavar="PYTHON", help="of an environment with byro 2023.1.0, to measure its list too"
    )
    options = reader.parse_args()
    measured: dict[int, pages.Measured] = {}
    with instance.standing(options.engine):
        from benchmarks.population import grow

        for size in sorted(options.sizes):
            grow(size, now=datetime.now(UTC))
            _admit()
            print(f"{size:,} members on {options.engine}", file=sys.stderr)
            measured[size] = pages.measure(_pages(), options.times)
    pages.report(f"The membership desk, milliseconds of the processor, {options.engine}", measured)
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
    from azukari.core.forms.models import Submission
    from azukari.features.members.marks import mark
    from azukari.features.members.models import (
        Application,
        Invoice,
        MemberClass,
        Membership,
        MonthlyCount,
        Payment,
        Term,
    )
    from azukari.features.members.registers import begin_with_suggested
    from azukari.policy.terms import Actor, ActorKind

    begin_with_suggested("membership", actor=Actor(ActorKind.SYSTEM, "benchmark"), now=datetime.now(UTC))
    regular = MemberClass.objects.get(name_en="Regular member")
    today, first = date.today(), Membership.objects.count()  # noqa: DTZ011 - a benchmark's day is the machine's
    new = Submission.objects.filter(form="membership", membership__isnull=True).order_by("id")
    count = 0
    for batch in batched(list(new.values_list("id", "person_id")), 1000):
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


def _pages() -> Mapping[str, pages.Ask]:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from azukari.features.members.models import Invoice

    desk = pages.Desk("membership", at="/console/members/membership/")
    today = date.today()  # noqa: DTZ011 - as above
    open_ones = Invoice.objects.filter(state="open").order_by("id")[:100]
    lines = [f"{today:%Y/%m/%d},ｻﾄｳ ﾊﾅｺ,{invoice.owed}" for invoice in open_ones]
    file = "\n".join(["日付,摘要,入金", *lines]).encode("cp932")

    def read_bank_file() -> None:
        desk.post("bank/", {"file": SimpleUploadedFile("bank.csv", file)})()

    return {
        "list, masked": desk.get(),
        "list, opened": desk.post("open/", {"reason": "service", "categories": ["name"]}),
        "who owes": desk.get("?state=owing"),
        "open dues": desk.get("dues/"),
        "applications": desk.get("applications/"),
        "numbers": desk.get("numbers/"),
        "bank file of 100 lines": read_bank_file,
    }


if __name__ == "__main__":
    sys.exit(main())
