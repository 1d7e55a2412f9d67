"""What a sweep of keys costs that follows erasures (`vault.epochs`), by the number of people and of the erased.

    python -m benchmarks.epochs                                   20,000 people, 100 of them erased, on SQLite
    python -m benchmarks.epochs --people 1000000 --gone 100 1000 --engine postgresql

People have their two keys and nothing else, which is all that a sweep reads. Who is erased stands anywhere among them,
the worst case for groups of those who came together. The first sweep puts everybody into groups, as after an upgrade.
"""

import random
import sys
import time
from datetime import UTC, datetime

from benchmarks import instance
from benchmarks.table import show

_LOT = 5000


def main() -> int:
    reader = instance.reader(__doc__)
    reader.add_argument("--people", type=int, default=20_000, metavar="N", help="how many people there are")
    reader.add_argument("--gone", type=int, nargs="+", default=[100], metavar="N", help="how many go before a sweep")
    chosen = reader.parse_args()
    with instance.standing(chosen.engine):
        _people(chosen.people)
        rows = [_sweep("everybody, for the first time")]
        rows.append(_sweep("nobody went"))
        for count in chosen.gone:
            _go(count)
            rows.append(_sweep(f"{count:,} of them went"))
    head = ("sweep", "rows", "seconds", "of our processor")
    show(f"Sweeps of keys, {chosen.people:,} people on {chosen.engine}", head, rows)
    return 0


def _people(count: int) -> None:
    from django.db import transaction

    from azukari.core.database.rows import insert
    from azukari.core.people.models import Person
    from azukari.core.vault.keys import first_keys
    from azukari.core.vault.models import PersonKey
    from azukari.lib.identifier import new_id

    now = datetime.now(UTC)
    for start in range(0, count, _LOT):
        people = [new_id() for _ in range(min(_LOT, count - start))]
        with transaction.atomic():
            insert(Person, [(person, now, now) for person in people])
            insert(PersonKey, [key.row for person in people for key in first_keys(person)])
        print(f"\r  {start + len(people):>9,} people ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)


def _go(count: int) -> None:
    from django.db import transaction

    from azukari.core.database.cascade import delete
    from azukari.core.people.models import Person

    here = list(Person.objects.values_list("id", flat=True))
    with transaction.atomic():
        delete(Person, random.Random(count).sample(here, count))


def _sweep(what: str) -> tuple[str, str, str, str]:
    from azukari.core.vault.epochs import sweep_at_once

    began, busy = time.perf_counter(), time.process_time()
    moved = sweep_at_once(datetime.now(UTC), in_flight=0)
    clock, processor = time.perf_counter() - began, time.process_time() - busy
    return what, f"{moved:,}", f"{clock:.1f}", f"{processor:.1f}"


if __name__ == "__main__":
    sys.exit(main())
