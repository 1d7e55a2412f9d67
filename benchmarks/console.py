"""Pages of the console by number of people: home, lists, one person, and the list of people masked, opened with and
without the gate, and searched.

    python -m benchmarks.console                            half a minute: 50 and 2,000 people on SQLite
    python -m benchmarks.console --sizes 50 20000           a minute or two
    python -m benchmarks.console --engine postgresql

Each page is asked for through the whole stack of Django, session, policy and template included, in one process. Without
the gate, the values of the same fifty people are read and opened straight from the vault: no question to the policy, no
grant looked at, nothing recorded.
"""

import sys
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from typing import Any
from unittest.mock import patch
from uuid import UUID

from benchmarks import instance, pages
from benchmarks.growth import p95


def main() -> int:
    reader = pages.options(__doc__, of="people", sizes=[50, 2_000], times=60)
    reader.add_argument("--processor", action="store_true", help="this process's time alone, where others are at work")
    options = reader.parse_args()
    clock = time.process_time if options.processor else time.perf_counter
    measured: dict[int, pages.Measured] = {}
    with instance.standing(options.engine):
        from benchmarks.population import grow

        for size in sorted(options.sizes):
            grow(size, now=datetime.now(UTC))
            indexed = _index()
            print(f"{size:,} people on {options.engine} (indexed in {indexed:.0f} s)", file=sys.stderr)
            measured[size] = pages.measure(_pages(), options.times, clock=clock)
    pages.report(f"Pages of the console, milliseconds, {options.engine}", measured)
    for size, of in measured.items():
        gated, straight = of.times["opened"], of.times["opened, without the gate"]
        middle = median(gated) / median(straight)
        print(f"With the gate / without, at {size:,}: {middle:.2f} p50, {p95(gated) / p95(straight):.2f} p95")
    return 0


def _index() -> float:
    from azukari.core.vault.index_rebuild import begin, rebuild

    began = time.perf_counter()
    begin(datetime.now(UTC))
    rebuild(datetime.now(UTC))
    return time.perf_counter() - began


def _pages() -> Mapping[str, pages.Ask]:
    from benchmarks.population import mailbox

    desk = pages.Desk("membership", at="/console/")
    asked = {"purpose": "membership", "reason": "service"}
    opened = desk.post("people/open/", {**asked, "categories": ["name", "email", "phone"]})

    def ungated() -> None:
        with _gate_open():
            opened()

    somebody = f"people/{_somebody()}/"
    return {
        "home": desk.get(),
        "submissions of a form": desk.get("forms/membership/"),
        "members": desk.get("members/membership/"),
        "one person, closed": desk.get(somebody),
        "one person, opened": desk.post(f"{somebody}open/", asked),
        "list, masked": desk.get("people/?purpose=membership"),
        "opened, without the gate": ungated,
        "opened": opened,
        "search: a family name": desk.post("people/find/", {**asked, "category": "name", "text": "かわばた"}),
        "search: an address": desk.post("people/find/", {**asked, "category": "email", "text": mailbox(17)[:8]}),
    }


def _somebody() -> UUID:
    from azukari.core.people.models import Person

    return Person.objects.order_by("id").values_list("id", flat=True)[Person.objects.count() // 2]


@contextmanager
def _gate_open() -> Iterator[None]:
    """The page as it would be if the vault handed out whatever it is asked for."""
    with patch("azukari.features.records.people.release", _straight):
        yield


def _straight(chosen: Collection[UUID], *, categories: frozenset[Any], **_more: object) -> Mapping[UUID, Any]:
    from azukari.core.vault.models import SealedValue
    from azukari.core.vault.release import open_all

    return open_all(list(SealedValue.objects.filter(person_id__in=chosen, category__in=categories).order_by("id")))


if __name__ == "__main__":
    sys.exit(main())
