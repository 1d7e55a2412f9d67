"""Page views a second over HTTP: messages of the script to ``/s``, each told apart and counted, beside an empty Django
view on the same server.

    python -m benchmarks.views                              SQLite, three rounds of eight seconds each
    python -m benchmarks.views --engine postgresql --seconds 5 --rounds 1

Connections of wrk stay open; the rounds alternate, so that a busy machine meets both. Afterwards the views in the
database are added up: one that was answered and is not there ends the run.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from azukari.site.server import THREADS
from benchmarks.instance import database, folder, published
from benchmarks.stored import added
from benchmarks.table import show
from tests.live import Program
from tests.postgres import free_port

_HERE = Path(__file__).resolve().parent
_PATIENCE = 60  # seconds until a server answers, or the last views are written
_FINISHED = re.compile(r"(\d+) requests in")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--seconds", type=int, default=8, metavar="N", help="length of a round")
    reader.add_argument("--rounds", type=int, default=3, metavar="N")
    reader.add_argument("--connections", type=int, default=8, metavar="N")
    options = reader.parse_args()
    if not shutil.which("wrk"):
        print("The program wrk was not found: install the package wrk.", file=sys.stderr)
        return 1
    with folder() as root, database(options.engine) as url:
        made = published(root / "instance", url=url)
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
    with _empty(environment) as empty:
        ours, theirs, sent = list[float](), list[float](), 0
        for _ in range(options.rounds):
            count, rate = _load(made.url, "/s", "POST", options)
            sent, ours = sent + count, [*ours, rate]
            theirs.append(_load(empty, "/empty", "GET", options)[1])
        kept = _written(sent, environment)
    if kept < sent:
        raise SystemExit(f"{sent} views were answered, {kept} are counted.")
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    return [
        ["views, told apart and counted", f"{statistics.median(ours):,.0f}", f"{ratio:.2f}"],
        ["an empty view", f"{statistics.median(theirs):,.0f}", "1.00"],
    ]


def _written(sent: int, environment: dict[str, str]) -> int:
    """How many views the database has, once all have been written or nothing more comes."""
    end = time.monotonic() + _PATIENCE
    query = "SELECT sum(count) FROM statistics_daycount WHERE dimension = 'views'"
    while (kept := added(query, environment)) < sent and time.monotonic() < end:
        time.sleep(0.5)
    return kept


@contextmanager
def _empty(environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.bare.serve", str(port), str(THREADS)]
    server = subprocess.Popen(command, cwd=_HERE.parent, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(_PATIENCE * 10):
            try:
                urllib.request.urlopen(f"{url}/empty", timeout=5).close()
                break
            except URLError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _load(url: str, path: str, method: str, options: argparse.Namespace) -> tuple[int, float]:
    """How many were answered, and how many a second."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-s", str(_HERE / "views.lua"), url],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "METHOD": method, "TARGET": path, "ORIGIN": url},
    )
    found, rate = _FINISHED.search(done.stdout), _RATE.search(done.stdout)
    if _REFUSED.search(done.stdout) or not found or not rate:
        raise SystemExit(f"{url}{path} did not take everything:\n{done.stdout}{done.stderr}")
    return int(found[1]), float(rate[1])


if __name__ == "__main__":
    sys.exit(main())
