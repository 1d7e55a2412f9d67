"""What a round of controls costs, control by control, as the number of people grows.

    python -m benchmarks.controls                                 2,000 people on SQLite
    python -m benchmarks.controls --people 100000 --engine postgresql
    python -m benchmarks.controls --people 20000 --profile losses

Everybody has real values, grants with their proofs, and entries of the ledger that tell how they came. The processor's
time is this process's own: on SQLite all of it, on PostgreSQL without the server's.
"""

import cProfile
import pstats
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import batched, groupby
from typing import TYPE_CHECKING

from benchmarks import instance
from benchmarks.table import show

if TYPE_CHECKING:
    from azukari.core.forms.models import Submission
    from azukari.core.ledger.events import Event
    from azukari.core.ledger.shapes import Value

_SHOWN = 12
_LOT = 1000


def main() -> int:
    reader = instance.reader(__doc__)
    reader.add_argument("--people", type=int, default=2_000, metavar="N", help="how many people there are")
    reader.add_argument("--profile", metavar="CONTROL", help="profile this one instead")
    chosen = reader.parse_args()
    with instance.standing(chosen.engine):
        from benchmarks.population import grow

        now = datetime.now(UTC)
        grow(chosen.people, now=now)
        entries = _tell(now)
        print(f"{chosen.people:,} people, {entries:,} entries", file=sys.stderr)
        if chosen.profile:
            return _profile(chosen.profile)
        rows = _round()
    everything = ("all of them", sum(clock for _name, clock, _own in rows), sum(own for _name, _clock, own in rows))
    figures = [everything, *sorted(rows, key=lambda row: -row[2])[:_SHOWN]]
    head = ("control", "seconds", "of our processor")
    title = f"A round of {len(rows)} controls, {chosen.people:,} people on {chosen.engine}"
    show(title, head, [(name, f"{clock:.2f}", f"{processor:.2f}") for name, clock, processor in figures])
    return 0


def _round() -> list[tuple[str, float, float]]:
    """Each control with the seconds that it takes, by the clock and of the processor."""
    from azukari.lib.control import controls, examine

    rows = []
    for control in controls():
        began, busy = time.perf_counter(), time.process_time()
        examine(control, datetime.now(UTC))
        rows.append((control.name, time.perf_counter() - began, time.process_time() - busy))
    return rows


def _profile(name: str) -> int:
    from azukari.lib.control import examine, find

    control = find(name)
    if control is None:
        raise SystemExit(f"There is no control {name}.")
    with cProfile.Profile() as profile:
        examine(control, datetime.now(UTC))
    pstats.Stats(profile).sort_stats("cumulative").print_stats(40)
    return 0


def _tell(now: datetime) -> int:
    """Write into the ledger how everybody came; returns how many entries it has."""
    from django.db import transaction

    from azukari.core.database.rows import insert_all
    from azukari.core.forms.models import Submission
    from azukari.core.ledger.integrate import integrate_all
    from azukari.core.ledger.reading import last_index
    from azukari.core.vault.keys import ledger_keys
    from azukari.core.vault.trail import all_entry_rows
    from benchmarks.population import hasten, settle

    hasten()
    ordered = groupby(Submission.objects.order_by("person_id", "id").iterator(), lambda one: one.person_id)
    for people in batched(((person, list(those)) for person, those in ordered), _LOT):
        keys = ledger_keys([person for person, _those in people])
        with transaction.atomic():
            for person, those in people:
                insert_all(all_entry_rows(list(_events(those)), key=keys[person], now=now))
        integrate_all(now)
    settle()
    return last_index() + 1


def _events(submissions: Sequence["Submission"]) -> Iterator["Event"]:
    from azukari.core.consent.events import GRANT_BEGUN
    from azukari.core.forms.events import SUBMISSION_CONFIRMED, SUBMISSION_RECEIVED
    from azukari.core.ledger.events import Event
    from azukari.core.policy_versions.current import current
    from azukari.core.vault.models import SealedValue

    for one in submissions:
        about: dict[str, Value] = {"submission": str(one.id), "form": one.form, "charter": one.charter_id}
        values = SealedValue.objects.filter(submission_id=one.id).count()
        came: dict[str, Value] = {"notice": one.notice_id, "lang": one.lang, "channel": one.channel, "values": values}
        purposes = sorted(current().policy.forms[one.form].purposes)
        yield Event(SUBMISSION_RECEIVED, {**about, **came}, one.person_id)
        yield Event(SUBMISSION_CONFIRMED, {**about, "confirmed": True}, one.person_id)
        yield Event(GRANT_BEGUN, {**about, "purposes": purposes}, one.person_id)


if __name__ == "__main__":
    sys.exit(main())
