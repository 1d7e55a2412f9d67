"""Everybody's last grant ends on one day: people gone per second, and what everybody else waits meanwhile.

    python -m benchmarks.expiry                                  some minutes: 2,000 people on SQLite
    python -m benchmarks.expiry --people 100000 --texts 20000    the figures of the design, hours
    python -m benchmarks.expiry --people 20000 --engine postgresql

Another process does what the worker does, retention and the search for mentions in turn, until nobody is left who has
to go, nor to be looked for. Meanwhile this one does in turn what others do: the sign-in page of the own page, a
submission with full enforcement, and a release to staff. The same was measured before, with nothing going on.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

from benchmarks import instance
from benchmarks.growth import WARM, Step, milliseconds, p95
from benchmarks.others import Measured, take_a_turn, what_others_do
from benchmarks.table import show

GOAL = timedelta(hours=4)
STAYING = 300
QUIET = 300  # rounds before anything goes on
PAUSE = 0.05  # seconds between two of the others' acts: visitors come one by one
_WORDS = (
    "川がきれいでした。",
    "会費の払い方を教えてください。",
    "佐藤さんによろしく。",
    "Thank you, Mr Smith.",
    "次の催しも楽しみです。",
)


def main() -> int:
    reader = instance.reader(__doc__)
    reader.add_argument("--people", type=int, default=2_000, metavar="N", help="whose last grant ends")
    reader.add_argument("--texts", type=int, default=500, metavar="N", help="messages of others to be looked into")
    reader.add_argument("--quiet", type=int, default=QUIET, metavar="N", help="rounds of others before it begins")
    chosen = reader.parse_args()
    with instance.standing(chosen.engine) as (root, url):
        going, staying = _people(chosen.people, chosen.texts)
        doing = what_others_do(staying)
        quiet, busy = ({name: list[float]() for name in doing} for _ in range(2))
        warm = min(WARM, chosen.quiet)
        for turn in range(chosen.quiet + warm):
            take_a_turn(doing, quiet if turn >= warm else None, pause=PAUSE)
        _end_grants(going)
        told = _meanwhile(root, url, doing, busy)
        _report(chosen, told, quiet, busy)
    return 0


def _people(going: int, texts: int) -> tuple[UUID, list[UUID]]:
    """Make everybody; returns the last one who goes, and some who stay."""
    from azukari.core.people.models import Person
    from benchmarks.population import grow

    now = datetime.now(UTC)
    grow(going + STAYING, now=now)
    people = list(Person.objects.order_by("id").values_list("id", flat=True))
    _write(texts, people[going:], now)
    return people[going - 1], people[going:]


def _write(texts: int, people: list[UUID], now: datetime) -> None:
    """Let those who stay write messages, some of which name somebody who goes."""
    from azukari.core.vault.cipher import seal_value
    from azukari.core.vault.keys import data_keys
    from azukari.core.vault.models import SealedValue
    from azukari.lib.identifier import new_id
    from azukari.policy.terms import Category

    keys, rows = data_keys(people), []
    for number in range(texts):
        id, person = new_id(), people[number % len(people)]
        text = " ".join([*_WORDS[: number % len(_WORDS) + 1], f"member{number * 7}@mail{number * 7 % 97}.example.org"])
        row = SealedValue(
            id=id,
            person_id=person,
            submission_id=new_id(),
            field="message",
            category=Category.MESSAGE,
            purposes="feedback",
            created_at=now,
        )
        row.sealed = seal_value(text, key=keys[person], place=row.place)
        rows.append(row)
    SealedValue.objects.bulk_create(rows, batch_size=500)


def _end_grants(last: UUID) -> None:
    from azukari.core.consent.models import Grant

    now = datetime.now(UTC)
    Grant.objects.filter(person_id__lte=last, settled_at__isnull=True).update(ends_at=now)


def _meanwhile(root: Path, url: str, doing: Mapping[str, Step], busy: Measured) -> Mapping[str, float]:
    """Let the other process work until all is done, and tell what it says."""
    command = [sys.executable, "-m", "benchmarks.expiring", str(root), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        while process.poll() is None:
            take_a_turn(doing, busy, pause=PAUSE)
        told = process.stdout.read()
    if process.returncode:
        raise SystemExit("Expiry came to no end.")
    read: dict[str, float] = json.loads(told)
    return read


def _report(chosen: argparse.Namespace, told: Mapping[str, float], quiet: Measured, busy: Measured) -> None:
    seconds = told["seconds"]
    rate = told["gone"] / told["expiry"]
    print(
        f"{told['gone']:,.0f} people gone in {told['expiry']:,.0f} s, looked for in {seconds - told['expiry']:,.0f} s "
        f"more, {told['mentions']:,.0f} mentions; at {100_000 / (told['gone'] / seconds) / 3600:.1f} h for 100,000"
    )
    head = ["others, milliseconds", "p50 before", "p95 before", "p50 meanwhile", "p95 meanwhile", "p95 ratio", "gone/s"]
    rows = [
        [
            name,
            *(milliseconds(of(values[name])) for values in (quiet, busy) for of in (median, p95)),
            f"{p95(busy[name]) / p95(quiet[name]):.2f}",
            f"{rate:.1f}",
        ]
        for name in quiet
    ]
    show(f"{chosen.people:,} people's last grant ends, {chosen.engine}", head, rows)


if __name__ == "__main__":
    sys.exit(main())
