"""Import of page use that was counted elsewhere: access logs in the combined format, and exports of other counters.

Every line goes through the same scrubbing and bounds as what is counted here, and nothing else of it is kept: of a log
no address, of an export no column but pages and days. Days that are imported are folded at once.
"""

import csv
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from iptocc import country_code

from azukari.features.statistics import page_counts
from azukari.features.statistics.agent import agent_of
from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.fold import fold
from azukari.features.statistics.hit import MISSING, VIEW, Hit, Visitor, counted, is_from_spam, seen_from
from azukari.features.statistics.referrer import host_of
from azukari.features.statistics.scrub import path
from azukari.policy.period import day_of

_LOG = re.compile(
    r'(?P<address>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "GET (?P<page>\S+) [^"]*" (?P<status>\d{3}) \S+'
    r' "(?P<led>[^"]*)" "(?P<agent>[^"]*)"'
)
_TIME = "%d/%b/%Y:%H:%M:%S %z"
_FILES = re.compile(r"\.(?:css|js|mjs|map|png|jpe?g|gif|svg|webp|ico|woff2?|ttf|xml|txt|json)$", re.IGNORECASE)
_LOT = 20_000

_COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "goatcounter": (("2Path", "1Path", "Path"), ("Date",), ()),
    "plausible": (("page", "hostname_page"), ("date",), ("pageviews",)),
    "matomo": (("label", "url"), ("date",), ("nb_hits", "nb_pageviews")),
}
"""What each counter calls the page, the day and the number of views; a row without a number is one view."""

KINDS = ("log", *_COLUMNS)


class NotOfThatKind(Exception):
    """The file has not the columns of its kind."""


@dataclass(slots=True)
class Imported:
    """
    Args:
        views: that were counted.
        left_out: lines that are no view of a page, or a robot's.
        days: into which something was counted.
    """

    views: int = 0
    left_out: int = 0
    days: int = 0


def import_lines(
    lines: Iterable[str], kind: str, *, site: str, timezone: str, least: int, hosts: Collection[str] = ()
) -> Imported:
    """Count what is in a file.

    Args:
        kind: one of `KINDS`.
        site: under whose name it is counted.
        timezone: whose calendar says which day it was.
        least: below which values are folded, by the policy.
        hosts: of the organisation's sites: who comes from one of them has not just entered.

    Raises:
        NotOfThatKind: it has other columns.
    """
    done, days = Imported(), set[date]()
    rows: Counter[page_counts.Key] = Counter()
    own = frozenset((*hosts, site.partition(":")[0]))
    for found in (
        _log(lines, site=site, timezone=timezone, own=own) if kind == "log" else _export(lines, kind, site=site)
    ):
        if found is None:
            done.left_out += 1
            continue
        rows.update(found)
        done.views += sum(count for key, count in found.items() if key[2] is Dimension.VIEWS)
        days.update(key[1] for key in found)
        if len(rows) >= _LOT:
            page_counts.write(page_counts.fold_held(rows, least=least))
            rows.clear()
    page_counts.write(page_counts.fold_held(rows, least=least))
    fold([(site, day) for day in sorted(days)], least=least)
    done.days = len(days)
    return done


def _log(
    lines: Iterable[str], *, site: str, timezone: str, own: Collection[str]
) -> Iterator[Counter[page_counts.Key] | None]:
    for line in lines:
        seen = _LOG.match(line)
        page = seen["page"].partition("?")[0] if seen else ""
        if not seen or seen["status"] not in ("200", "304", "404") or _FILES.search(page):
            yield None
            continue
        hit = Hit(
            MISSING if seen["status"] == "404" else VIEW,
            page,
            from_host=host_of(seen["led"]),
            campaign=[pair for pair in seen["page"].partition("?")[2].split("&") if pair.startswith("utm_")],
        )
        hit = seen_from(hit, own)
        agent = agent_of(seen["agent"])
        if agent.robot or is_from_spam(hit):
            yield None
            continue
        try:
            day = day_of(datetime.strptime(seen["time"], _TIME), timezone=timezone)  # noqa: DTZ007 - %z is in the format
        except ValueError:
            yield None
            continue
        visitor = Visitor(agent, "", str(country_code(seen["address"]) or ""))
        keys: Counter[page_counts.Key] = Counter()
        for dimension, of_page, value, more in counted(hit, visitor):
            keys[site, day, dimension, of_page, value] += more
        yield keys


def _export(lines: Iterable[str], kind: str, *, site: str) -> Iterator[Counter[page_counts.Key] | None]:
    reader = csv.DictReader(lines)
    page, day, views = (next((n for n in names if n in (reader.fieldnames or ())), "") for names in _COLUMNS[kind])
    if not page or not day:
        raise NotOfThatKind("The file has not the columns of such an export.")
    for row in reader:
        try:
            when = date.fromisoformat((row[day] or "")[:10])
            number = int(row[views] or 0) if views else 1
        except ValueError:
            yield None
            continue
        if number < 1 or str(row.get("Bot", "0")) not in ("0", ""):
            yield None
            continue
        keys: Counter[page_counts.Key] = Counter()
        keys[site, when, Dimension.VIEWS, "", ""] += number
        keys[site, when, Dimension.PAGE, "", path(_path_of(row[page] or ""))] += number
        yield keys


def _path_of(said: str) -> str:
    """Some name the page with its host."""
    bare = said.partition("://")[2]
    return "/" + bare.partition("/")[2] if bare else said if said.startswith("/") else f"/{said}"
