"""The list of requests, the one whose time ends first on top, and how the desk fares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from azukari.core.cases.clocks import clocks_of, counted_to, open_cases
from azukari.core.cases.lifecycle import number
from azukari.core.cases.models import Case
from azukari.core.cases.statistics import Numbers, numbers
from azukari.core.cases.words import (
    channel_in_words,
    clock_in_words,
    kind_in_words,
    outcome_in_words,
    state_in_words,
)
from azukari.policy.casework import CaseState
from azukari.policy.deadline import Clock, DeadlineStatus
from azukari.policy.pack import pack, slugs
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, page_behind

PAGE = 50
_BADGES = {
    DeadlineStatus.CALM: ("kept", "clock"),
    DeadlineStatus.PAUSED: ("unknown", "clock"),
    DeadlineStatus.SOON: ("attention", "clock"),
    DeadlineStatus.ESCALATED: ("attention", "alert"),
    DeadlineStatus.OVERDUE: ("broken", "alert"),
    DeadlineStatus.ANSWERED: ("kept", "check"),
    DeadlineStatus.ANSWERED_LATE: ("broken", "check"),
    DeadlineStatus.TAKEN_BACK: ("unknown", "check"),
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list and its own page show it."""

    case: Case
    number: str
    kind: str
    channel: str
    state: str
    outcome: str
    clock: Clock
    aims_at: date | None
    time: str
    badge: str
    icon: str
    owner: str
    deputy: str


def row_of(case: Case, clock: Clock, who: Doer) -> CaseRow:
    """The words for a case."""
    badge, icon = _BADGES[clock.standing]
    counted = counted_to(clock, who.policy)
    return CaseRow(
        case=case,
        number=number(case, zone=who.policy.organisation.timezone),
        kind=kind_in_words(case.kind),
        channel=channel_in_words(case.channel),
        state=state_in_words(case.state),
        outcome=outcome_in_words(case.outcome),
        clock=clock,
        aims_at=None if counted == clock.last_day else counted,
        time=clock_in_words(clock, who.policy, who.now),
        badge=badge,
        icon=icon,
        owner=case.owner.name,
        deputy=case.deputy.name,
    )


@page_behind(Act.RIGHTS)
def show(request: HttpRequest, who: Doer) -> HttpResponse:
    """Open cases by deadline, or the closed ones, newest first."""
    closed, at = request.GET.get("state") == "closed", request.GET.get("page")
    if closed:
        found = Case.objects.filter(state=CaseState.CLOSED).select_related("owner", "deputy").order_by("-answered_at")
        page: Page[Any] = Paginator(found, PAGE).get_page(at)
        clocks = clocks_of(page.object_list, who.now, who.policy)
        rows = [row_of(case, clocks[case.id], who) for case in page.object_list]
    else:
        page = Paginator(open_cases(who.now, who.policy), PAGE).get_page(at)
        rows = [row_of(case, clock, who) for case, clock in page.object_list]
    context = {
        "rows": rows,
        "closed": closed,
        "page_obj": page,
        "query": "state=closed&" if closed else "",
        "figures": figures(numbers(who.now), who.lang),
    }
    return render(request, "console/requests/list.html", context)


@dataclass(frozen=True, slots=True)
class Figures:
    """The desk's numbers with their words: each list is of a label and a count."""

    total: Numbers
    kinds: list[tuple[str, int]]
    outcomes: list[tuple[str, int]]
    grounds: list[tuple[str, int]]


def figures(found: Numbers, lang: str) -> Figures:
    """Put the numbers into words, in the active language."""
    grounds = {slug: ground.text[lang].rstrip(".。") for name in slugs() for slug, ground in pack(name).grounds.items()}
    return Figures(
        found,
        [(kind_in_words(kind), count) for kind, count in _most_first(found.by_kind)],
        [(outcome_in_words(outcome), count) for outcome, count in _most_first(found.by_outcome)],
        [(grounds.get(slug, slug), count) for slug, count in _most_first(found.grounds)],
    )


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
