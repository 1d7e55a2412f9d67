"""Submissions per second over HTTP with full enforcement, beside a bare Django view with the same fields.

    python -m benchmarks.submissions                        both engines, three rounds of eight seconds each
    python -m benchmarks.submissions --engines sqlite --seconds 5 --rounds 1

Eight keep-alive connections of wrk (C, about a tenth of a core) send one registration after another, each with an
address of its own. Both sides run on the same server with the same options and the same database settings, every
commit on disk (SQLite synchronous=FULL; PostgreSQL with fsync). Ours seals nine values under fresh keys, writes the
submission, its grant, its ledger entry and its confirmation mail; the bare view checks a Django Form and writes one
plain row. Limits are set to 0, so no submission needs a challenge. The rounds alternate; the median counts. Afterwards
the rows are counted: a submission that was acknowledged and is not there ends the run.
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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote

from benchmarks.instance import database, folder, published
from benchmarks.stored import count
from benchmarks.table import show
from tests.live import Program
from tests.postgres import free_port

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
    reader.add_argument("--threads", default="", metavar="N", help="of both servers; else Azukari's default")
    reader.add_argument("--worker", action="store_true", help="let ours send mail and grow the ledger meanwhile")
    return reader.parse_args()


def main() -> int:
    options = _options()
    if not shutil.which("wrk"):
        print("The program wrk was not found: install the package wrk.", file=sys.stderr)
        return 1
    rows = [_engine(engine, options) for engine in options.engines]
    show(
        f"Submissions per second, {options.connections} connections, every commit on disk",
        ["engine", "ours", "bare", "ratio"],
        rows,
    )
    return 0


def _engine(engine: str, options: argparse.Namespace) -> list[str]:
    with folder() as root, database(engine) as url:
        made = published(root / "instance", url=url)
        made.start(*_words("--threads", options.threads), *([] if options.worker else ["--no-worker"]))
        try:
            rates = _rounds(engine, made, root, options)
        finally:
            made.kill()
    mine, theirs = (statistics.median(rates[name]) for name in ("ours", "bare"))
    return [engine, f"{mine:,.0f}", f"{theirs:,.0f}", f"{mine / theirs:.2f}"]


def _rounds(engine: str, made: Program, root: Path, options: argparse.Namespace) -> dict[str, list[float]]:
    ours = _ours(made.url, root, {**made.environment, "AZUKARI_INSTANCE": str(made.root)})
    with _bare(root, ours.environment, options) as bare:
        sides = (ours, bare)
        rates: dict[str, list[float]] = {side.name: [] for side in sides}
        for side in sides:
            _load(side, options, seconds=2)  # both warm
        for _ in range(options.rounds):
            for side in sides:
                rates[side.name].append(_load(side, options, seconds=options.seconds))
                print(f"  {engine} {side.name}: {rates[side.name][-1]:,.0f}/s", file=sys.stderr)
        for side in sides:
            _check(side)
    return rates


def _words(option: str, value: str) -> list[str]:
    return [option, value] if value else []


def _ours(url: str, root: Path, environment: Mapping[str, str]) -> Side:
    with urllib.request.urlopen(f"{url}/api/v1/forms/membership", timeout=10) as answer:
        notice = json.load(answer)["notice"]["ja"]["digest"]
    body = root / "ours.json"
    body.write_text(json.dumps(ANSWERS | {"notice": notice, "lang": "ja"}, ensure_ascii=False), "utf-8")
    path = "/api/v1/forms/membership/submissions"
    return Side("ours", url, path, "application/json", body, "forms_submission", environment)


@contextmanager
def _bare(root: Path, environment: Mapping[str, str], options: argparse.Namespace) -> Iterator[Side]:
    port = free_port()
    body = root / "bare.form"
    body.write_text("&".join(f"{name}={quote(text, safe='%')}" for name, text in ANSWERS.items()), "utf-8")
    command = [
        sys.executable,
        "-m",
        "benchmarks.bare.serve",
        str(port),
        *([options.threads] if options.threads else []),
    ]
    server = subprocess.Popen(command, cwd=_HERE.parent, env=dict(environment))
    try:
        _await(port)
        type = "application/x-www-form-urlencoded"
        yield Side("bare", f"http://127.0.0.1:{port}", "/submissions", type, body, "bare_member", environment)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _await(port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/submissions", timeout=5).close()
        except URLError as error:
            if getattr(error, "code", 0) == 405:
                return
            time.sleep(0.1)
    raise SystemExit("The bare server did not answer.")


def _load(side: Side, options: argparse.Namespace, *, seconds: int) -> float:
    """Send for so many seconds; returns how many were taken in per second."""
    done = subprocess.run(
        ["wrk", "-t1", f"-c{options.connections}", f"-d{seconds}s", "-s", str(_HERE / "load.lua"), side.url],
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


def _check(side: Side) -> None:
    """Whatever was acknowledged is a row."""
    rows = count(side.table, side.environment)
    if rows < side.sent:
        raise SystemExit(f"{side.name}: {side.sent} submissions were acknowledged, {rows} are stored.")


if __name__ == "__main__":
    sys.exit(main())
