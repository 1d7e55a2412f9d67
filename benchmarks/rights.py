"""A request end to end (taken in, decided, carried out, checked, answered) as people grow: p50, p95 and the ratio.

    python -m benchmarks.rights                                   a minute: 2,000 and 20,000 people on SQLite
    python -m benchmarks.rights --sizes 10000 100000 1000000      the figures of the design, some minutes
    python -m benchmarks.rights --sizes 10000 1000000 --engine postgresql
    python -m benchmarks.rights --others --verbs                  and what others wait while erasures run; and what
                                                                  `benchmarks.people` measures, with the same people

"erase" contains the look-up by which its certificate is checked. That the whole database is read for all certificates
at once, is told apart: it grows with the database, in the worker and before nobody.
"""

import sys
import time

from azukari.lib.identifier import new_ids
from benchmarks import growth, instance

STEPS = ("release", "correct", "look_up", "erase")
GONE = 10_000


def main() -> int:
    reader = growth.options(__doc__, times=200, steps=STEPS)
    reader.add_argument("--others", action="store_true", help="what others wait, too, at each size")
    reader.add_argument("--verbs", action="store_true", help="the verbs alone, too, with no request around them")
    reader.add_argument("--document", action="store_true", help="the locked PDF, too: making pages takes long")
    chosen = reader.parse_args()
    with instance.standing(chosen.engine, at=chosen.kept) as (root, url):
        from benchmarks import people, request_steps
        from benchmarks import steps as verbs
        from benchmarks.others import show_others

        request_steps.staff_the_desk()
        measured: dict[int, growth.Times] = {}
        for size in sorted(chosen.sizes):
            growth.people(size, chosen.engine)
            profile = chosen.profile if size == max(chosen.sizes) else None
            steps = {
                name: getattr(request_steps, name) for name in (*STEPS, *(["document"] if chosen.document else []))
            }
            if chosen.verbs:
                steps |= {f"{name}, verb": getattr(verbs, name) for name in people.STEPS}
            measured[size] = growth.measure(steps, chosen.times, profile=profile)
            growth.report(f"One request, {chosen.engine}", measured)
            _read()
            if chosen.others:
                show_others(size, chosen.engine, root, url, chosen.times)
    return 0


def _read() -> None:
    """The reading of the whole database, for as many as may be gone."""
    from azukari.core.vault.scan import all_remains

    gone = new_ids(GONE)
    began, busy = time.perf_counter(), time.process_time()
    assert all_remains(gone) == {}
    clock, processor = time.perf_counter() - began, time.process_time() - busy
    print(f"\nAll was read for {GONE:,} who are gone: {clock:.1f} s by the clock, {processor:.1f} s of the processor")


if __name__ == "__main__":
    sys.exit(main())
