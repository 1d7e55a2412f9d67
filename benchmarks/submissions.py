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
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from azukari.site.server import THREADS
from benchmarks import wrk
from benchmarks.instance import database, folder, published
from benchmarks.stored import count
from benchmarks.table import show
from tests.live import Program

_WARM = 2  # seconds before anything counts; no more than half of a round
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
    if wrk.is_missing():
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
        yield [engine if name == "bare" else f"{engine}, {name}", *wrk.beside(ours, theirs)]


def _rounds(engine: str, made: Program, root: Path, options: argparse.Namespace) -> dict[str, list[float]]:
    environment = {**made.environment, "AZUKARI_INSTANCE": str(made.root)}
    with ExitStack() as stack:
        sides = [
            by_api("ours", made.url, "membership", ANSWERS, root, environment),
            *(stack.enter_context(bare(root, environment, options.threads, *how)) for how in _bares(options)),
        ]
        return rounds(sides, options.rounds, connections=options.connections, seconds=options.seconds, where=engine)


def _bares(options: argparse.Namespace) -> Sequence[Sequence[str]]:
    return [[], ["--front"]] if options.front else [[]]


def by_api(
    name: str, url: str, form: str, answers: Mapping[str, Any], root: Path, environment: Mapping[str, str]
) -> Side:
    """A form that is sent by the HTTP API again and again; an answer with ``%d`` in it is another one each time."""
    with urllib.request.urlopen(f"{url}/api/v1/forms/{form}", timeout=10) as answer:
        notice = json.load(answer)["notice"]["ja"]["digest"]
    body = root / f"{name}.json"
    body.write_text(json.dumps({**answers, "notice": notice, "lang": "ja"}, ensure_ascii=False), "utf-8")
    path = f"/api/v1/forms/{form}/submissions"
    return Side(name, url, path, "application/json", body, "forms_submission", environment)


@contextmanager
def bare(root: Path, environment: Mapping[str, str], threads: int, *how: str) -> Iterator[Side]:
    """The bare view of submissions."""
    body = root / "bare.form"
    body.write_text("&".join(f"{name}={quote(text, safe='%')}" for name, text in ANSWERS.items()), "utf-8")
    name, type = "bare behind the front" if how else "bare", "application/x-www-form-urlencoded"
    with wrk.bare(environment, threads, *how) as url:
        yield Side(name, url, "/submissions", type, body, "bare_member", environment)


def rounds(
    sides: Sequence[Side], count: int, *, connections: int, seconds: int, where: str = ""
) -> dict[str, list[float]]:
    """So many rounds in which each side has its turn, after a little that counts for nothing (where a round is so short
    that it measures nothing either, without that); returns how many each took in per second, round by round.

    Args:
        where: what is said on the way before the name of a side.
    """
    if little := min(_WARM, seconds // 2):
        for side in sides:
            _load(side, connections=connections, seconds=little)
    rates: dict[str, list[float]] = {side.name: [] for side in sides}
    for _ in range(count):
        for side in sides:
            rates[side.name].append(_load(side, connections=connections, seconds=seconds))
            print(f"  {where} {side.name}: {rates[side.name][-1]:,.0f}/s", file=sys.stderr)
    _check(sides)
    return rates


def _load(side: Side, *, connections: int, seconds: int) -> float:
    """Send for so many seconds; returns how many were taken in per second."""
    told = {"BODY": str(side.body), "TYPE": side.type, "TARGET": side.path, "FROM": str(side.sent + 1000)}
    sent, rate = wrk.send(side.name, side.url, "load.lua", connections=connections, seconds=seconds, **told)
    side.sent += sent
    return rate


def _check(sides: Sequence[Side]) -> None:
    """Whatever was acknowledged is a row."""
    for table in {side.table for side in sides}:
        of_table = [side for side in sides if side.table == table]
        sent, rows = sum(side.sent for side in of_table), count(table, of_table[0].environment)
        if rows < sent:
            raise SystemExit(f"{of_table[0].name}: {sent} submissions were acknowledged, {rows} are stored.")


if __name__ == "__main__":
    sys.exit(main())
