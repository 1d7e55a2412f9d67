"""Asking a person instead of pressing a button: the own page's form for requests, and how those made before stand."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from azukari.core.appearance.outcome import outcome_of
from azukari.core.cases.clocks import clocks_of, counted_to
from azukari.core.cases.lifecycle import Request, number, open_case, take_back
from azukari.core.cases.models import Case
from azukari.core.cases.staffing import NobodyAnswers
from azukari.core.cases.words import kind_in_words, outcome_in_words, state_in_words
from azukari.core.forms.problem import Problem
from azukari.core.vault.notes import NoteKind
from azukari.lib.conflict import InvalidTransition
from azukari.policy.casework import CaseChannel, CaseKind, CaseState, Identity, Move, ReplyBy, may_move
from azukari.policy.deadline import DeadlineStatus
from azukari.shells.self_service.guard import Visit, own_page, sentence

LONGEST = 2000
MOST_OPEN = 5
_OFFERED = (
    CaseKind.QUESTION,
    CaseKind.COMPLAINT,
    CaseKind.OBJECTION,
    CaseKind.STOP_USE,
    CaseKind.STOP_PROVISION,
    CaseKind.ADDITION,
)
"""What the own page does not do by itself; the rest is done there at once."""


@own_page("GET", "HEAD", "POST")
def ask(visit: Visit) -> HttpResponse:
    """The form, or the request taken in."""
    if visit.request.method != "POST":
        return _page(visit)
    kind, said = visit.request.POST.get("kind", ""), visit.request.POST.get("said", "").strip()
    if visit.is_switched:
        return _page(visit, kind=kind, said=visit.request.POST.get("said", ""))
    problems = []
    if kind not in _OFFERED:
        problems.append(Problem("kind", "missing", _("Choose what it is about.")))
    if not said or len(said) > LONGEST:
        words = (
            _("Write in no more than %(most)s characters.") % {"most": LONGEST} if said else _("Write what you want.")
        )
        problems.append(Problem("said", "missing", words))
    if not problems and _open_cases(visit.person).count() >= MOST_OPEN:
        problems.append(
            Problem("", "many", _("We are still working on your other requests. Please wait for our answer."))
        )
    if problems:
        return _page(visit, kind=kind, said=said, problems=problems)
    request = Request(
        CaseKind(kind),
        CaseChannel.OWN_PAGE,
        visit.lang,
        ReplyBy.MAIL,
        person=visit.person,
        identity=Identity.CONFIRMED_ADDRESS,
        words={NoteKind.SAID: said},
    )
    try:
        open_case(request, actor=visit.actor, now=visit.now)
    except NobodyAnswers:
        requests = visit.policy.requests
        words = _("We cannot accept it here at the moment. Please call: %(phone)s") % {"phone": requests.phone}
        return sentence(visit.request, 503, _("Your request was not accepted"), words)
    return visit.back("/request", done="asked")


@own_page("POST")
def withdraw(visit: Visit, case: UUID) -> HttpResponse:
    """Take a request back. Of somebody else's, not even that it exists is told."""
    found = get_object_or_404(_open_cases(visit.person), id=case)
    try:
        take_back(found, actor=visit.actor, now=visit.now)
    except InvalidTransition as stuck:
        return sentence(visit.request, 409, _("It has already been decided"), stuck.sentence[visit.lang])
    return visit.back("/request", done="taken-back")


def _open_cases(person: UUID) -> Any:
    return Case.objects.filter(subject__person_id=person).exclude(state=CaseState.CLOSED)


def _page(visit: Visit, *, kind: str = "", said: str = "", problems: list[Problem] | None = None) -> HttpResponse:
    done = {
        "asked": _("We have received your request. We answer by email, and its status is shown below."),
        "taken-back": _("You have withdrawn your request."),
    }
    context = {
        "kinds": [(k.value, kind_in_words(k), k == kind) for k in _OFFERED],
        "said": said,
        "errors": problems,
        "wrong": {problem.field_id: problem.message for problem in problems or []},
        "done": done.get(outcome_of(visit.request), ""),
        "cases": _told(visit),
        "requests": visit.policy.requests,
    }
    return visit.render("rights/request.html", context, status=422 if problems else 200)


def _told(visit: Visit) -> list[dict[str, Any]]:
    cases = list(Case.objects.filter(subject__person_id=visit.person).order_by("-received_at")[:50])
    policy = visit.policy
    clocks, zone = clocks_of(cases, visit.now, policy), policy.organisation.timezone
    return [
        {
            "id": case.id,
            "number": number(case, zone=zone),
            "kind": kind_in_words(case.kind),
            "at": case.received_at,
            "state": outcome_in_words(case.outcome) if case.state == CaseState.CLOSED else state_in_words(case.state),
            "closed": case.state == CaseState.CLOSED,
            "by": None if (day := counted_to(clocks[case.id], policy)) == clocks[case.id].last_day else day,
            "latest": clocks[case.id].last_day,
            "late": clocks[case.id].standing is DeadlineStatus.OVERDUE,
            "may_take_back": bool(may_move(CaseState(case.state), Move.TAKE_BACK)),
        }
        for case in cases
    ]
