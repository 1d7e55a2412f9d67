"""Release, correct and erase of one person by the verbs alone, no request around them, as people grow.

python -m benchmarks.people                                   a minute: 2,000 and 20,000 people on SQLite
python -m benchmarks.people --sizes 10000 1000000             the figures of the design, some minutes
python -m benchmarks.people --sizes 10000 1000000 --engine postgresql
"""

import sys

from benchmarks import growth, instance

STEPS = ("release", "correct", "erase")


def main() -> int:
    chosen = growth.options(__doc__, times=300, steps=STEPS).parse_args()
    with instance.standing(chosen.engine, at=chosen.kept):
        from benchmarks import steps

        measured: dict[int, growth.Times] = {}
        for size in sorted(chosen.sizes):
            growth.people(size, chosen.engine)
            profile = chosen.profile if size == max(chosen.sizes) else None
            measured[size] = growth.measure(
                {name: getattr(steps, name) for name in STEPS}, chosen.times, profile=profile
            )
    growth.report(f"One person by the verbs, {chosen.engine}", measured)
    return 0


if __name__ == "__main__":
    sys.exit(main())
