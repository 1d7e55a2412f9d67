"""One request: how it stands, what was noted, who asked, what was decided. What the desk does with it are the acts of
the table in `acts`; each is a POST, does one thing, and leads back here.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from azukari.core.appearance.outcome import outcome_of
from azukari.core.cases.clocks import clock_of
from azukari.core.cases.models import Case
from azukari.core.cases.words import identity_in_words, outcome_in_words
from azukari.core.vault.legal_holds import holds_on
from azukari.features.rights.desk.acts import ACTS, DONE, OpenedCase
from azukari.features.rights.desk.asks import ASKS, At
from azukari.features.rights.desk.desk import row_of
from azukari.features.rights.hand_over import may_hand_over
from azukari.features.rights.steps import told
from azukari.policy.casework import HOLDS, NEED_NO_IDENTITY, UNDECIDED, CaseKind, CaseState, Identity
from azukari.policy.pack import pack
from azukari.policy.terms import Act
from azukari.shells.staff.acts import Doer, needs_act, page_behind
from azukari.shells.staff.fields import Answers, Questions
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.sections import AtCase, of_case
from azukari.shells.staff.step import carry_out


@page_behind(Act.RIGHTS)
def show(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """The page, with what was noted sealed."""
    return page(request, who, case_of(case_id))


@post_only("console-rights-case", "case_id")
@needs_act(Act.RIGHTS)
def act(request: HttpRequest, who: Doer, case_id: UUID, act: str) -> HttpResponse:
    """Do one thing."""
    case, verb = case_of(case_id), ACTS.get(act)
    if verb is None:
        raise Http404

    def do(answers: Answers) -> HttpResponse:
        outcome = verb(case, answers, who)
        if isinstance(outcome, OpenedCase):
            return page(request, who, case_of(case_id), shown=outcome)
        return HttpResponseRedirect(f"{reverse('console-rights-case', args=[case_id])}?done={outcome}")

    return try_out(request, who, case, act, do)


def try_out(
    request: HttpRequest, who: Doer, case: Case, act: str, do: Callable[[Answers], HttpResponse]
) -> HttpResponse:
    """Do what was posted to an act's form, or show the page with why not."""
    return carry_out(
        request,
        do,
        lambda form, _status: page(request, who, case_of(case.id), posted={act: form}),
        At.of(case, who, request.POST).form(act),
    )


def case_of(id: UUID) -> Case:
    """
    Raises:
        Http404: there is no such case.
    """
    return get_object_or_404(Case.objects.select_related("owner", "deputy"), id=id)


def page(
    request: HttpRequest,
    who: Doer,
    case: Case,
    *,
    shown: OpenedCase | None = None,
    posted: Mapping[str, Questions] = MappingProxyType({}),
) -> HttpResponse:
    """The case's page; what an act opened stands on the answer to that very request alone.

    Args:
        posted: by act, the form in which something is wrong.
    """
    at = At.of(case, who)
    person, kind, law = at.person, CaseKind(case.kind), pack(case.pack)
    undecided = case.state in UNDECIDED
    context: dict[str, Any] = {
        "row": row_of(case, clock_of(case, who.now, who.policy), who),
        "law": law.name[who.lang],
        "case": case,
        "person": person,
        "steps": told(case, who.lang),
        "shown": shown,
        "done": DONE.get(outcome_of(request), lambda: "")(),
        "form": next(iter(posted.values()), None),
        "undecided": undecided,
        "asked": {act: at.form(act) for act in (ASKS if undecided else ("hold", "note", "file"))} | dict(posted),
        "sections": of_case.at(AtCase(case, who)),
        "needs_identity": kind not in NEED_NO_IDENTITY,
        "now_at": ""
        if _waits_for_them(case)
        else _now_at(case, known=person is not None, needs_identity=kind not in NEED_NO_IDENTITY),
        "unfolded": _unfolded(posted, shown),
        "identity": identity_in_words(case.identity),
        "outcome": outcome_in_words(case.outcome),
        "hands_over": may_hand_over(case) and person is not None,
        "extension": law.rule_on(who.policy.organisation.day(case.received_at)).extension,
        "holds": [(HOLDS[h.hold][0][who.lang], h) for h in holds_on([person], who.now).get(person, ())]
        if person
        else (),
    }
    return render(request, "console/requests/case.html", context, status=422 if posted else 200)


_STEP_OF = {
    "connect": "record",
    "kind": "kind",
    "ask": "identity",
    "shown": "identity",
    "numbers": "identity",
    "decide": "decide",
}
"""The step of the page on which an act is done."""


def _now_at(case: Case, *, known: bool, needs_identity: bool) -> str:
    """The step that is open; those before it are folded to a line, those after it tell what they will be."""
    if case.state not in UNDECIDED:
        return "tell" if case.state == CaseState.DONE else ""
    if needs_identity and not case.identity:
        return "identity" if known else "record"
    return "decide"


def _waits_for_them(case: Case) -> bool:
    """Whether the program mailed them a link to show who they are: until they press it there is nothing to do here."""
    if case.identity or case.state not in UNDECIDED:
        return False
    asked = case.steps.filter(event="identity-asked").order_by("-at", "-id").values_list("reason", flat=True).first()
    return asked == Identity.CONFIRMED_ADDRESS


def _unfolded(posted: Mapping[str, Questions], shown: OpenedCase | None) -> set[str]:
    """Steps that are open besides: where something was wrong, or something was opened."""
    wrong = {_STEP_OF[act] for act in posted if act in _STEP_OF}
    return wrong | ({"identity"} if shown and shown.opened_numbers else set())
