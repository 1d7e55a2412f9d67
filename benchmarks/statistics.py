"""Page statistics: views a second that are told apart and counted, and reports over a store of many views.

    python -m benchmarks.statistics [--pages 300] [--engine postgresql] [--views 30000]

The store has 730 days of rollups, as 10 million views of so many pages in eleven dimensions leave them. The rate is
that of counting in one process, without HTTP.
"""

import random
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks import instance
from benchmarks.table import show

_REPEATED = 9


def main() -> int:
    parser = instance.reader(__doc__)
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--views", type=int, default=30_000)
    options = parser.parse_args()
    with instance.standing(options.engine) as (root, _url):
        rows = (*counting(options.views), *logs(options.views, root.parent), *reports(options.pages, options.days))
    show(f"Page statistics, {options.engine}", ("what", "value"), rows)
    return 0


def counting(views: int) -> list[tuple[str, str]]:
    """How many messages of the script a process takes in a second, flushed as it goes."""
    from django.conf import settings

    from azukari.features.statistics import page_counts, receive

    headers = {
        "origin": settings.AZUKARI.base_url,
        "user-agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0 Safari/537.36",
        "accept-language": "ja",
    }
    receive.refresh()
    begun = time.perf_counter()
    for number in range(views):
        body = b'{"k":"v","p":"/page-%d","r":"example.org"}' % (number % 200)
        reply = receive.answer("POST", headers, "", body, f"203.0.{number % 200}.{number % 250}")
        assert reply.status == 204
    counted = time.perf_counter() - begun
    rows = page_counts.flush(least=5, today=datetime.now(UTC).date())
    whole = time.perf_counter() - begun
    return [
        ("views/s, counted in memory", f"{views / counted:,.0f}"),
        (f"views/s, with a flush of {rows} totals", f"{views / whole:,.0f}"),
    ]


def logs(views: int, root: Path) -> list[tuple[str, str]]:
    """Lines of an access log that are counted in a second, beside GoAccess, which keeps every address as it reads."""
    from azukari.features.statistics.importing import import_lines

    log, day = root / "access.log", datetime.now(UTC) - timedelta(days=1)
    agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"
    log.write_text(
        "".join(
            f"203.0.{number % 200}.{number % 250} - - [{day:%d/%b/%Y:%H:%M:%S} +0000] "
            f'"GET /page-{number % 200} HTTP/1.1" 200 5120 "https://example.org/" "{agent}"\n'
            for number in range(views)
        ),
        "ascii",
    )
    begun = time.perf_counter()
    with log.open(encoding="ascii") as lines:
        done = import_lines(lines, "log", site="log", timezone="Asia/Tokyo", least=5)
    ours = time.perf_counter() - begun
    assert done.views == views
    made = [("lines/s of an access log, counted into the database", f"{views / ours:,.0f}")]
    program = shutil.which("goaccess")
    if not program:
        return [*made, ("the same by GoAccess", "not installed")]
    begun = time.perf_counter()
    words = [program, str(log), "--log-format=COMBINED", "--no-progress", "-o", str(root / "goaccess.json")]
    subprocess.run(words, check=True, capture_output=True)
    theirs = time.perf_counter() - begun
    return [*made, ("the same by GoAccess, in memory, into a report", f"{views / theirs:,.0f}")]


def reports(pages: int, number_of_days: int) -> list[tuple[str, str]]:
    """Reports of twelve dimensions over the store, with the summaries of days and months and without."""
    from django.db import connection, transaction

    from azukari.features.statistics import page_counts
    from azukari.features.statistics.dimension import Dimension
    from azukari.features.statistics.fold import fold
    from azukari.features.statistics.models import Summary
    from azukari.features.statistics.report import Days, totals, trend
    from azukari.features.statistics.work import losing, works

    dimensions = [d for d in Dimension if d not in (Dimension.TOLD, Dimension.READ, Dimension.SECONDS)][:12]
    chance, today = random.Random(1), datetime.now(UTC).date()
    days = [today - timedelta(days=back) for back in range(number_of_days, 0, -1)]
    for day in days:
        rows: dict[page_counts.Key, int] = {("big", day, Dimension.VIEWS, "", ""): 10_000_000 // number_of_days}
        for dimension in dimensions[1:]:
            for value in range(pages if dimension in (Dimension.PAGE, Dimension.ENTRY) else 40):
                rows["big", day, dimension, "", f"/value-{value}"] = chance.randrange(5, 400)
        with transaction.atomic():
            page_counts.add(rows)
    fold([("big", day) for day in days[:-1]], least=1)  # the last one is still open, as today is
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL's own vacuum does, and `PRAGMA optimize`
    made = [("rows of a day", f"{len(rows):,}")]
    year = Days(days[-1] - timedelta(days=364), days[-1])
    for said in ("", ", from counts alone"):
        if said:
            Summary.objects.all().delete()
        for number in (30, 365):
            asked = Days(days[-1] - timedelta(days=number - 1), days[-1])
            made.append((f"report of {number} days{said}, ms", _usual(partial(totals, "big", asked, dimensions))))
        made.append((f"what to improve, of 365 days{said}, ms", _usual(lambda: losing(works("big", year).values()))))
    made.append(("trend of 365 days, ms", _usual(lambda: trend("big", year))))
    return made


def _usual(run: Callable[[], object]) -> str:
    """The median and the best of a few by the clock, and the median of this process's CPU, in milliseconds."""
    found, cpu = [], []
    for _ in range(_REPEATED):
        begun, used = time.perf_counter(), time.process_time()
        run()
        found.append(1000 * (time.perf_counter() - begun))
        cpu.append(1000 * (time.process_time() - used))
    return f"{median(found):,.1f} ({min(found):,.1f}, CPU {median(cpu):,.1f})"


if __name__ == "__main__":
    raise SystemExit(main())
