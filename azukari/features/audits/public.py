"""Public pages of the promises: the page itself, the same for programs, a badge for other pages; and the change log."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.policy_versions.current import ruling_policy
from azukari.features.audits import figures
from azukari.features.audits.marks import part_of, seen_by_people
from azukari.features.audits.models import Improvement
from azukari.features.audits.observe import believed, known
from azukari.features.audits.standing import counted, stand, year_until
from azukari.lib.control import ControlState

_NEWEST, _MOST = 6, 200  # improvements: on the page, and in the change log
_FRESH = 300  # seconds that a cache may keep the page


@require_safe
def page(request: HttpRequest, lang: str) -> HttpResponse:
    """The page."""
    shown = stand(timezone.now(), lang)
    base = settings.AZUKARI.base_url
    context = {
        "standing": shown,
        "said": seen_by_people(ruling_policy(), lang),
        "here": base + reverse("promises", args=[lang]),
        "badge": base + reverse("promises-badge", args=[lang]),
        "figures": [
            (
                _("fewer than %(few)d") % {"few": figures.FEW}
                if name in figures.ABOUT_PEOPLE and 0 < value < figures.FEW
                else f"{value:,}",
                str(figures.FIGURES[name][0]),
            )
            for name, value in figures.figures().items()
        ],
        "improvements": _improvements(lang, _NEWEST),
    }
    return _kept_a_while(render(request, "assurance/promises.html", context))


@require_safe
def as_json(request: HttpRequest, lang: str) -> HttpResponse:  # noqa: ARG001 - as every view is called
    """The same for programs, with the place of each day's note in the ledger."""
    now = timezone.now()
    shown, year = stand(now, lang), year_until(now)
    rows = [
        {
            "promise": row.promise.code,
            "says": row.says,
            "state": row.state.value,
            "since": row.since.isoformat() if row.since else None,
            "year": row.days,
            "enforced": row.promise.enforced,
            "tests": row.promise.tests,
            "marks": {mark.part.value: mark.state.value if mark.state else None for mark in row.marks},
            "controls": [
                {
                    "part": part_of(each.control).value,
                    "looked_at": each.size or None,
                    "claim": each.claim,
                    "state": each.state.value,
                    "at": each.at.isoformat() if each.at else None,
                    "why_unknown": each.doubt or None,
                }
                for each in row.watches
            ],
        }
        for section in shown.sections
        for row in section.rows
    ]
    days = [
        {
            "day": day.day.isoformat(),
            "entry": str(day.entry),
            "holds": not day.is_changed,
            "unseen_hours": day.unseen,
            **{state.value: sorted(n for n, s in day.states.items() if s is state) for state in ControlState},
        }
        for day in year
        if day.entry
    ]
    answer = JsonResponse(
        {
            "at": now.isoformat(),
            "totals": shown.totals,
            "promises": rows,
            "days": days,
            "repainted": shown.repainted,
        },
        json_dumps_params={"ensure_ascii": False},
    )
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept_a_while(answer)


@require_safe
def badge(request: HttpRequest, lang: str) -> HttpResponse:
    """A small picture of how many promises are kept now, which any page may show; who looks at it is not counted."""
    now = timezone.now()
    states, _repainted = believed(known(), now)
    totals = counted(state for state, _since in states.values())
    whole = "broken" if totals["broken"] else "unknown" if totals["unknown"] else "kept"
    context = {"totals": totals, "whole": whole, "all": len(states), "lang": lang}
    answer = render(request, "assurance/badge.svg", context, content_type="image/svg+xml")
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return _kept_a_while(answer)


@require_safe
def improvements(request: HttpRequest, lang: str) -> HttpResponse:
    """The public change log, whole: what was improved in how personal data is handled, newest first."""
    context = {"improvements": _improvements(lang, _MOST)}
    return render(request, "assurance/improvements.html", context)


def _improvements(lang: str, most: int) -> list[tuple[date, str]]:
    return [(row.day, row.told(lang)) for row in Improvement.objects.order_by("-day", "-id")[:most]]


def _kept_a_while(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = f"public, max-age={_FRESH}"
    return answer
