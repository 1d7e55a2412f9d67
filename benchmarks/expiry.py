"""Everybody's last grant ends on one day: people gone per second, and what everybody else waits meanwhile.

    python -m benchmarks.expiry                                  some minutes: 2,000 people on SQLite
    python -m benchmarks.expiry --people 100000 --texts 20000    the figures of the design, hours
    python -m benchmarks.expiry --people 20000 --engine postgresql

Another process does what the worker does, retention and the search for mentions in turn, until nobody is left who has
to go, nor to be looked for. Meanwhile this one does in turn what others do: the sign-in page of the own page, a
submission with full enforcement, and a release to staff. The same was measured before, with nothing going on.
"""

import argparse
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

from django.test import Client

from benchmarks import instance
from benchmarks.growth import WARM, Step, milliseconds, p95, timed
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
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--people", type=int, default=2_000, metavar="N", help="whose last grant ends")
    reader.add_argument("--texts", type=int, default=500, metavar="N", help="messages of others to be looked into")
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--quiet", type=int, default=QUIET, metavar="N", help="rounds of others before it begins")
    chosen = reader.parse_args()
    with instance.folder() as temporary, instance.database(chosen.engine) as url:
        root = temporary / "instance"
        instance.make(root, url=url)
        going, staying = _people(chosen.people, chosen.texts)
        doing = _others(staying)
        quiet, busy = _measured(doing), _measured(doing)
        warm = min(WARM, chosen.quiet)
        for turn in range(chosen.quiet + warm):
            _round(doing, quiet if turn >= warm else None)
        _end_grants(going)
        told = _meanwhile(root, url, doing, busy)
        _report(chosen, told, quiet, busy)
    return 0


type Measured = dict[str, list[float]]


def _measured(doing: Mapping[str, Step]) -> Measured:
    return {name: [] for name in doing}


def _people(going: int, texts: int) -> tuple[UUID, list[UUID]]:
    """Make everybody; returns the last one who goes, and some who stay."""
    from azukari.people.models import Person
    from benchmarks.population import grow

    now = datetime.now(UTC)
    grow(going + STAYING, now=now)
    people = list(Person.objects.order_by("id").values_list("id", flat=True))
    _write(texts, people[going:], now)
    return people[going - 1], people[going:]


def _write(texts: int, people: list[UUID], now: datetime) -> None:
    """Let those who stay write messages, some of which name somebody who goes."""
    from azukari.lib.identifier import new_id
    from azukari.policy.terms import Category
    from azukari.vault.cipher import seal_value
    from azukari.vault.keys import data_keys
    from azukari.vault.models import SealedValue

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


def _others(staying: list[UUID]) -> Mapping[str, Step]:
    from benchmarks import steps
    from benchmarks.others import sign_in_page, submission

    released = itertools.cycle(staying)
    return {
        "sign-in page": sign_in_page(Client(SERVER_NAME="127.0.0.1")),
        "submission": submission(Client(SERVER_NAME="127.0.0.1")),
        "release": lambda _person: steps.release(next(released)),
    }


def _round(doing: Mapping[str, Step], measured: Measured | None) -> None:
    for name, step in doing.items():
        seconds, _busy = timed(step, UUID(int=0))
        if measured is not None:
            measured[name].append(seconds)
        time.sleep(PAUSE)


def _end_grants(last: UUID) -> None:
    from azukari.consent.models import Grant

    now = datetime.now(UTC)
    Grant.objects.filter(person_id__lte=last, settled_at__isnull=True).update(ends_at=now)


def _meanwhile(root: Path, url: str, doing: Mapping[str, Step], busy: Measured) -> Mapping[str, float]:
    """Let the other process work until all is done, and tell what it says."""
    command = [sys.executable, "-m", "benchmarks.expiring", str(root), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        while process.poll() is None:
            _round(doing, busy)
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
