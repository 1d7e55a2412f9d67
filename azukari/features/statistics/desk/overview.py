"""Statistics of a site: how often it was seen, compared with the time before, by whom in classes, and what next."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.download import csv_download
from azukari.features.statistics.desk.asked import Asked, read
from azukari.features.statistics.desk.ranking import Ranking, ranking
from azukari.features.statistics.dimension import Dimension
from azukari.features.statistics.goals import reached
from azukari.features.statistics.models import Annotation
from azukari.features.statistics.report import Totals, cut_off, daily, share, totals, trend, visitors
from azukari.shells.staff.count_page import AtCounts
from azukari.shells.staff.plot import Plot, days, months, plot

_MONTHLY = 93
"""From so many days on a bar is a month."""

SHOWN = (
    Dimension.PAGE, Dimension.ENTRY, Dimension.REFERRER, Dimension.CAMPAIGN, Dimension.SOURCE, Dimension.MEDIUM,
    Dimension.COUNTRY, Dimension.LANGUAGE, Dimension.DEVICE, Dimension.BROWSER, Dimension.SYSTEM, Dimension.DEPTH,
    Dimension.TIME, Dimension.OUTBOUND, Dimension.DOWNLOAD, Dimension.MISSING, Dimension.LEFT_OUT,
)  # fmt: skip
_ALWAYS = frozenset({Dimension.PAGE, Dimension.REFERRER, Dimension.DEVICE})


@require_safe
def show(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """The overview, for staff whose duty reads page statistics."""
    asked = read(request, at)
    return render(request, "statistics/desk/overview.html", overview(asked, at.lang, at.now))


def overview(asked: Asked, lang: str, now: datetime, *, details: bool = True) -> dict[str, Any]:
    """What the page shows. A constant number of queries.

    Args:
        details: whether each page leads to its details.
    """
    least, before = asked.least, asked.days.before
    found = totals(asked.site, asked.days, (*SHOWN, Dimension.VIEWS))
    earlier = totals(asked.site, before, (Dimension.VIEWS, Dimension.ENTRY, Dimension.PAGE))
    called = asked.called(lang)
    views, views_before = found[Dimension.VIEWS][""], earlier[Dimension.VIEWS][""]
    counted = visitors(asked.site, asked.days)
    notes = Annotation.objects.filter(site=asked.site, day__range=(asked.days.since, asked.days.until))
    return {
        "asked": asked,
        "before": before,
        "views": views,
        "views_change": change(views, views_before),
        "entries": sum(found[Dimension.ENTRY].values()),
        "entries_change": change(sum(found[Dimension.ENTRY].values()), sum(earlier[Dimension.ENTRY].values())),
        "visitors": counted[0] if counted else None,
        "daily": daily(counted),
        "plot": chart(asked),
        "cut_off": cut_off(asked.days, now),
        "notes": [(note, called(note.page) if note.page else "") for note in notes.order_by("-day")],
        "goals": reached(asked.site, found, least),
        "rankings": _rankings(asked, found, earlier, lang, least=least, details=details, page=called),
        "least": least,
    }


def change(now: int, before: int) -> int | None:
    """By how many percent there are more; None where there were too few to compare."""
    return share(now - before, before)


def _rankings(
    asked: Asked, found: Totals, earlier: Totals, lang: str, *, least: int, details: bool, page: Callable[[str], str]
) -> list[Ranking]:
    def link(value: str) -> str:
        return reverse("console-statistics-page") + asked.query(page=value)

    made = []
    for dimension in SHOWN:
        of_page = dimension in (Dimension.PAGE, Dimension.ENTRY) and details
        made.append(
            ranking(
                dimension,
                found[dimension],
                lang,
                least=least,
                most=15 if dimension is Dimension.PAGE else 10,
                link=link if of_page else lambda _value: "",
                before=earlier[dimension] if dimension in (Dimension.PAGE, Dimension.ENTRY) else None,
                page=page,
            )
        )
    return [one for one in made if one.rows or one.dimension in _ALWAYS]


def chart(asked: Asked) -> Plot:
    """Views by day, or by month where there are many days."""
    zone, counts = asked.policy.organisation.zone, trend(asked.site, asked.days, asked.page)
    if asked.number > _MONTHLY:
        title, spans = _("Views by month"), months(asked.today, round(asked.number / 30.4), zone=zone)
    else:
        title, spans = _("Views by day"), days(asked.today, asked.number, zone=zone)
    firsts = [span.day for span in spans]
    sums = [0] * len(spans)
    for day, count in counts.items():
        if day >= firsts[0]:
            sums[bisect_right(firsts, day) - 1] += count
    return plot("views", title, _("Views"), spans, sums, slot=24 if len(spans) <= 31 else 12)


@require_safe
def as_csv(request: HttpRequest, at: AtCounts) -> HttpResponse:
    """All totals of the time as a file, folded as they are shown."""
    asked = read(request, at)
    found = totals(asked.site, asked.days, SHOWN, page=asked.page)
    rows = [(_("Dimension"), _("Value"), _("Count"))]
    for dimension in SHOWN:
        made = ranking(dimension, found[dimension], at.lang, least=asked.least, most=10_000)
        rows += [(str(made.title), row.name, str(row.count)) for row in made.rows]
    return csv_download(rows, f"statistics-{asked.days.since}-{asked.days.until}.csv")
