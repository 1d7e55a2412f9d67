"""The promises page: each promise as it stands now and as it stood each day of the past year, for everybody to check.

It reads what the controls said last, and the notes of the days as the ledger proves them. It tells counts and dates:
nothing about anybody, and nothing that would help somebody who wants to break in.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.lib.control import Control, ControlState, Noted
from azukari.stewardship.assurance import day_notes, figures
from azukari.stewardship.assurance.day_notes import Day
from azukari.stewardship.assurance.models import Improvement
from azukari.stewardship.assurance.observe import known, standing, watched
from azukari.stewardship.assurance.promises import Promise, groups, promises, worst
from azukari.stewardship.assurance.strip_picture import Run, Strip, picture

_NEWEST = 6  # improvements on the page
_MINUTE = 60  # seconds
_FRESH = 300  # seconds that a cache may keep the page


@dataclass(frozen=True, slots=True)
class Watch:
    """A control as the public sees it.

    Args:
        claim: what it checks, in the page's language.
        at: when it was observed; None if never.
    """

    claim: str
    state: ControlState
    at: datetime | None
    is_manual: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A promise on the page.

    Args:
        since: since when it stands as it does; None where nobody ever looked.
        days: how many days of the past year it was kept, broken, unknown.
        breaks: the stretches on which it was broken.
        checked: when the oldest of its controls was observed.
    """

    promise: Promise
    says: str
    how: str
    state: ControlState
    since: datetime | None
    watches: tuple[Watch, ...]
    strip: Strip
    days: dict[str, int]
    breaks: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading."""

    slug: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """The first day of a month on the axis.

    Args:
        at: where, in hundredths of the width.
        minor: whether it is left out where there is little room.
    """

    at: str
    name: str
    minor: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """All of it at a moment."""

    at: datetime
    sections: tuple[Section, ...]
    totals: dict[str, int]
    overall: Strip
    changed: tuple[date, ...]
    months: tuple[Month, ...]
    looked: datetime | None

    @property
    def open(self) -> tuple[Row, ...]:
        """What is not kept now, breaks first."""
        rows = (row for section in self.sections for row in section.rows if row.state is not ControlState.KEPT)
        return tuple(sorted(rows, key=lambda row: row.state is not ControlState.BROKEN))


def stand(now: datetime, lang: str) -> Standing:
    """Everything that the page tells."""
    seen, year = known(), year_until(now)
    states, watching = standing(seen.values(), now), watched()
    sections = tuple(
        Section(
            group.slug,
            group.title[lang],
            tuple(_row(p, states[p.number], watching[p.number], seen, year, now, lang) for p in group.promises),
        )
        for group in groups()
    )
    return Standing(
        at=now,
        sections=sections,
        totals=_counted(state for state, _since in states.values()),
        overall=picture([worst([day.state(n) for n in promises()]) for day in year], [d.day for d in year],
                        [d.is_changed for d in year]),
        changed=tuple(day.day for day in year if day.is_changed),
        months=_months([day.day for day in year]),
        looked=max((each.at for each in seen.values()), default=None),
    )  # fmt: skip


def year_until(now: datetime) -> Sequence[Day]:
    """The days before today, as they are proved; at most a minute old."""
    return day_notes.remembered(day_notes.today(now), int(now.timestamp()) // _MINUTE)


def _row(
    promise: Promise,
    stands: tuple[ControlState, datetime | None],
    controls: Sequence[Control],
    seen: dict[str, Noted],
    year: Sequence[Day],
    now: datetime,
    lang: str,
) -> Row:
    state, since = stands
    states = [day.state(promise.number) for day in year]
    strip = picture(states, [day.day for day in year], [day.is_changed for day in year])
    return Row(
        promise=promise,
        says=promise.says[lang],
        how=promise.how[lang],
        state=state,
        since=since,
        watches=tuple(_watch(control, seen.get(control.name), now) for control in controls),
        strip=strip,
        days=_counted(states),
        breaks=tuple(run for run in strip.runs if run.state == ControlState.BROKEN.value),
    )


def _watch(control: Control, seen: Noted | None, now: datetime) -> Watch:
    state = seen.at_time(now) if seen else ControlState.UNKNOWN
    return Watch(gettext(control.claim), state, seen.at if seen else None, control.manual)


def _months(days: Sequence[date]) -> tuple[Month, ...]:
    firsts = [(place, day) for place, day in enumerate(days) if day.day == 1]
    return tuple(
        Month(f"{100 * place / len(days):.2f}", date_format(day, "M"), n % 3 > 0)
        for n, (place, day) in enumerate(firsts)
    )


def _counted(states: Iterable[ControlState]) -> dict[str, int]:
    found = Counter(states)
    return {state.value: found[state] for state in ControlState}


@require_safe
def page(request: HttpRequest, lang: str) -> HttpResponse:
    """The page."""
    shown = stand(timezone.now(), lang)
    base = settings.AZUKARI.base_url
    context = {
        "standing": shown,
        "here": base + reverse("promises", args=[lang]),
        "badge": base + reverse("promises-badge", args=[lang]),
        "figures": _figures(),
        "improvements": [
            (row.day, row.ja if lang == "ja" else row.en) for row in Improvement.objects.order_by("-day")[:_NEWEST]
        ],
    }
    return _kept_a_while(render(request, "assurance/promises.html", context))


def _figures() -> list[tuple[str, str]]:
    return [
        (
            _("fewer than %(few)d") % {"few": figures.FEW}
            if name in figures.ABOUT_PEOPLE and 0 < value < figures.FEW
            else f"{value:,}",
            str(figures.WORDS[name]),
        )
        for name, value in figures.figures().items()
    ]


@require_safe
def as_json(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - as every view is called
    """The same for programs, with the place of each day's note in the ledger."""
    now = timezone.now()
    shown, year = stand(now, lang), year_until(now)
    answer = JsonResponse(
        {
            "at": now.isoformat(),
            "totals": shown.totals,
            "promises": [_plain(row) for section in shown.sections for row in section.rows],
            "days": [_day(day) for day in year if day.entry],
        },
        json_dumps_params={"ensure_ascii": False},
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept_a_while(answer)


def _plain(row: Row) -> dict[str, object]:
    return {
        "promise": row.promise.code,
        "says": row.says,
        "state": row.state.value,
        "since": row.since.isoformat() if row.since else None,
        "year": row.days,
        "controls": [
            {"claim": each.claim, "state": each.state.value, "at": each.at.isoformat() if each.at else None}
            for each in row.watches
        ],
    }


def _day(day: Day) -> dict[str, object]:
    return {
        "day": day.day.isoformat(),
        "entry": str(day.entry),
        "holds": not day.is_changed,
        **{state.value: sorted(n for n, s in day.states.items() if s is state) for state in ControlState},
    }


@require_safe
def badge(request: HttpRequest, lang: str) -> HttpResponse:
    """A small picture of how many promises are kept now, which any page may show; who looks at it is not counted."""
    now = timezone.now()
    states = standing(known().values(), now)
    totals = _counted(state for state, _since in states.values())
    whole = "broken" if totals["broken"] else "unknown" if totals["unknown"] else "kept"
    context = {"totals": totals, "whole": whole, "all": len(states), "lang": lang}
    answer = render(request, "assurance/badge.svg", context, content_type="image/svg+xml")
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept_a_while(answer)


def _kept_a_while(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = f"public, max-age={_FRESH}"
    return answer
