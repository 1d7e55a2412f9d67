"""Submissions per second over HTTP with full enforcement, beside a bare Django view with the same fields.

    python -m benchmarks.submissions                        both engines, three rounds of eight seconds each
    python -m benchmarks.submissions --engines sqlite --seconds 5 --rounds 1
    python -m benchmarks.submissions --front                the bare view behind Azukari's front, too

Eight keep-alive connections of wrk (C, about a tenth of a core) send one registration after another, each with an
address of its own. Both sides run on the same server (granian) with as many threads and the same database settings,
every commit on disk (SQLite synchronous=FULL; PostgreSQL with fsync); the bare view as plain WSGI, ours behind its
front, which gathers each request whole. Ours seals nine values under fresh keys, writes the submission, its grant, its
ledger entry and its confirmation mail; the bare view checks a Django Form and writes one plain row. Limits are set to
0, so no submission needs a challenge. The rounds alternate; the ratio is the median of the rounds' ratios, so that a
busy machine meets both. Afterwards the rows are counted: a submission that was acknowledged and is not there ends the
run.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote

from azukari.site.server import THREADS
from benchmarks.instance import database, folder, published
from benchmarks.stored import count
from benchmarks.table import show
from tests.live import Program
from tests.postgres import free_port

_WARM = 2  # seconds before anything counts; no more than half of a round
_PATIENCE = 60  # seconds until a server answers
_HERE = Path(__file__).resolve().parent
ANSWERS = {
    "member_class": "regular",
    "name": "山田 花子",
    "name_kana": "やまだ はなこ",
    "email": "member%d@mail.example.org",
    "postcode": "198-0172",
    "address": "東京都青梅市沢井2丁目34-5",
    "phone": "0428-78-0000",
    "fax": "0428-78-0001",
    "occupation": "小学校の教員",
}
_FINISHED = re.compile(r"(\d+) requests in")
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
_REFUSED = re.compile(r"Non-2xx or 3xx responses: (\d+)")


@dataclass
class Side:
    """What is measured: an address, what is sent there, and what has come of it.

    Args:
        table: where each acknowledged submission has its row.
    """

    name: str
    url: str
    path: str
    type: str
    body: Path
    table: str
    environment: Mapping[str, str]
    sent: int = 0


def _options() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--engines", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    reader.add_argument("--seconds", type=int, default=8, metavar="N", help="length of a round")
    reader.add_argument("--rounds", type=int, default=3, metavar="N")
    reader.add_argument("--connections", type=int, default=8, metavar="N")
    reader.add_argument("--threads", type=int, default=THREADS, metavar="N", help="of both servers")
    reader.add_argument("--front", action="store_true", help="the bare view behind Azukari's front, too")
    reader.add_argument("--worker", action="store_true", help="let ours send mail and grow the ledger meanwhile")
    return reader.parse_args()


def main() -> int:
    options = _options()
    if not shutil.which("wrk"):
        print("The program wrk was not found: install the package wrk.", file=sys.stderr)
        return 1
    rows = [row for engine in options.engines for row in _engine(engine, options)]
    show(
        f"Submissions per second, {options.connections} connections, every commit on disk",
        ["engine", "ours", "bare", "ratio"],
        rows,
    )
    return 0


def _engine(engine: str, options: argparse.Namespace) -> Iterator[list[str]]:
    with folder() as root, database(engine) as url:
        made = published(root / "instance", url=url)
        made.start("--threads", str(options.threads), *([] if options.worker else ["--no-worker"]))
        try:
            rates = _rounds(engine, made, root, options)
        finally:
            made.kill()
    ours = rates.pop("ours")
    for name, theirs in rates.items():
        ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
        middle = [f"{statistics.median(of_side):,.0f}" for of_side in (ours, theirs)]
        yield [engine if name == "bare" else f"{engine}, {name}", *middle, f"{ratio:.2f}"]


def _rounds(engine: str, made: Program, root: Path, options: argparse.Namespace) -> dict[str, list[float]]:
    environment = {**made.environment, "AZUKARI_INSTANCE": str(made.root)}
    with ExitStack() as stack:
        sides = [
            _ours(made.url, root, environment),
            *(stack.enter_context(bare(root, environment, options.threads, *how)) for how in _bares(options)),
        ]
        rates: dict[str, list[float]] = {side.name: [] for side in sides}
        warm_up(sides, connections=options.connections, seconds=options.seconds)
        for _ in range(options.rounds):
            for side in sides:
                rates[side.name].append(load(side, connections=options.connections, seconds=options.seconds))
                print(f"  {engine} {side.name}: {rates[side.name][-1]:,.0f}/s", file=sys.stderr)
        check(sides)
    return rates


def _bares(options: argparse.Namespace) -> Sequence[Sequence[str]]:
    return [[], ["--front"]] if options.front else [[]]


def _ours(url: str, root: Path, environment: Mapping[str, str]) -> Side:
    with urllib.request.urlopen(f"{url}/api/v1/forms/membership", timeout=10) as answer:
        notice = json.load(answer)["notice"]["ja"]["digest"]
    body = root / "ours.json"
    body.write_text(json.dumps(ANSWERS | {"notice": notice, "lang": "ja"}, ensure_ascii=False), "utf-8")
    path = "/api/v1/forms/membership/submissions"
    return Side("ours", url, path, "application/json", body, "forms_submission", environment)


@contextmanager
def bare(root: Path, environment: Mapping[str, str], threads: int, *how: str) -> Iterator[Side]:
    port = free_port()
    body = root / "bare.form"
    body.write_text("&".join(f"{name}={quote(text, safe='%')}" for name, text in ANSWERS.items()), "utf-8")
    command = [sys.executable, "-m", "benchmarks.bare.serve", str(port), str(threads), *how]
    server = subprocess.Popen(command, cwd=_HERE.parent, env=dict(environment))
    try:
        _await(port)
        type = "application/x-www-form-urlencoded"
        name = "bare behind the front" if how else "bare"
        yield Side(name, f"http://127.0.0.1:{port}", "/submissions", type, body, "bare_member", environment)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(port: int) -> None:
    for _ in range(_PATIENCE * 10):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/submissions", timeout=5).close()
        except URLError as error:
            if getattr(error, "code", 0) == 405:
                return
            time.sleep(0.1)
    raise SystemExit("The bare server did not answer.")


def warm_up(sides: Sequence[Side], *, connections: int, seconds: int) -> None:
    """Send to each a little before rounds of so many seconds; not before one of a second, which measures nothing."""
    if little := min(_WARM, seconds // 2):
        for side in sides:
            load(side, connections=connections, seconds=little)


def load(side: Side, *, connections: int, seconds: int) -> float:
    """Send for so many seconds; returns how many were taken in per second."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(_HERE / "load.lua"), side.url],
        capture_output=True,
        text=True,
        check=True,
        env={
            **os.environ,
            "BODY": str(side.body),
            "TYPE": side.type,
            "TARGET": side.path,
            "FROM": str(side.sent + 1000),
        },
    )
    refused = _REFUSED.search(done.stdout)
    found, rate = _FINISHED.search(done.stdout), _RATE.search(done.stdout)
    if refused or not found or not rate:
        raise SystemExit(f"{side.name} did not take everything in:\n{done.stdout}{done.stderr}")
    side.sent += int(found[1])
    return float(rate[1])


def check(sides: Sequence[Side]) -> None:
    """Whatever was acknowledged is a row."""
    for table in {side.table for side in sides}:
        of_table = [side for side in sides if side.table == table]
        sent, rows = sum(side.sent for side in of_table), count(table, of_table[0].environment)
        if rows < sent:
            raise SystemExit(f"{of_table[0].name}: {sent} submissions were acknowledged, {rows} are stored.")


if __name__ == "__main__":
    sys.exit(main())
