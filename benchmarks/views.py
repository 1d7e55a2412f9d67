"""Page views a second over HTTP: messages of the script to ``/s``, each told apart and counted, beside an empty Django
view on the same server.

    python -m benchmarks.views                              SQLite, three rounds of eight seconds each
    python -m benchmarks.views --engine postgresql --seconds 5 --rounds 1

Connections of wrk stay open; the rounds alternate, so that a busy machine meets both. Afterwards the views in the
database are added up: one that was answered and is not there ends the run.
"""

import argparse
import os
import sys
import time

from azukari.site.server import THREADS
from benchmarks import instance, wrk
from benchmarks.stored import added
from benchmarks.table import show
from tests.live import Program

_PATIENCE = 60  # seconds until the last views are written


def main() -> int:
    reader = instance.reader(__doc__)
    reader.add_argument("--seconds", type=int, default=8, metavar="N", help="length of a round")
    reader.add_argument("--rounds", type=int, default=3, metavar="N")
    reader.add_argument("--connections", type=int, default=8, metavar="N")
    options = reader.parse_args()
    if wrk.is_missing():
        return 1
    with instance.folder() as root, instance.database(options.engine) as url:
        made = instance.published(root / "instance", url=url)
        made.start("--threads", str(THREADS), "--no-worker")
        try:
            rows = _rounds(made, options)
        finally:
            made.stop()
    title = f"Views a second, {options.engine}, {options.connections} connections, load {os.getloadavg()[0]:.1f}"
    show(title, ["", "median", "of the empty view"], rows)
    return 0


def _rounds(made: Program, options: argparse.Namespace) -> list[list[str]]:
    environment = {**made.environment, "AZUKARI_INSTANCE": str(made.root)}
    ours, theirs, sent = list[float](), list[float](), 0
    with wrk.bare(environment, THREADS) as empty:
        for _ in range(options.rounds):
            count, rate = _send(f"{made.url}/s", options, METHOD="POST", TARGET="/s", ORIGIN=made.url)
            sent, ours = sent + count, [*ours, rate]
            theirs.append(_send(f"{empty}/empty", options, METHOD="GET", TARGET="/empty", ORIGIN=empty)[1])
        kept = _written(sent, environment)
    if kept < sent:
        raise SystemExit(f"{sent} views were answered, {kept} are counted.")
    middle, of_empty, ratio = wrk.beside(ours, theirs)
    return [["views, told apart and counted", middle, ratio], ["an empty view", of_empty, "1.00"]]


def _send(url: str, options: argparse.Namespace, **told: str) -> tuple[int, float]:
    return wrk.send(url, url, "views.lua", connections=options.connections, seconds=options.seconds, **told)


def _written(sent: int, environment: dict[str, str]) -> int:
    """How many views the database has, once all have been written or nothing more comes."""
    end = time.monotonic() + _PATIENCE
    query = "SELECT sum(count) FROM statistics_daycount WHERE dimension = 'views'"
    while (kept := added(query, environment)) < sent and time.monotonic() < end:
        time.sleep(0.5)
    return kept


if __name__ == "__main__":
    sys.exit(main())
