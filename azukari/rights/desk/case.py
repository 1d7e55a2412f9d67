"""One request: how it stands, what was noted, who asked, what was decided. What the desk does with it are the acts of
the table in `acts`; each is a POST, does one thing, and leads back here.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from azukari.cases.clocks import clock_of
from azukari.cases.lifecycle import subject_of
from azukari.cases.models import Case
from azukari.cases.words import identity_in_words, kind_in_words, outcome_in_words
from azukari.consent.models import Grant
from azukari.desk.acts import Doer, needs_act
from azukari.desk.answer import Problem
from azukari.desk.opening import Option
from azukari.desk.refusals import refused
from azukari.desk.sections import AtCase, of_case
from azukari.desk.submission_rows import number as person_number
from azukari.lib.conflict import InvalidTransition
from azukari.own.package import new_passphrase
from azukari.policy.casework import BY_PURPOSE, BY_VALUE, HOLDS, NEED_NO_IDENTITY, CaseKind, Identity, Outcome
from azukari.policy.pack import pack
from azukari.policy.period import day_of
from azukari.policy.terms import Act
from azukari.rights.desk.acts import ACTS, DONE, OpenedCase
from azukari.rights.desk.deciding import fields_of
from azukari.rights.desk.desk import row_of
from azukari.rights.hand_over import may_hand_over
from azukari.rights.steps import told
from azukari.vault.legal_holds import holds_on
from azukari.vault.refusal import Refused


@require_safe
@needs_act(Act.RIGHTS)
def show(request: HttpRequest, who: Doer, case_id: UUID) -> HttpResponse:
    """The page, with what was noted sealed."""
    return page(request, who, case_of(case_id))


@require_http_methods(["GET", "HEAD", "POST"])
@needs_act(Act.RIGHTS)
def act(request: HttpRequest, who: Doer, case_id: UUID, act: str) -> HttpResponse:
    """Do one thing. A GET does nothing and leads back to the page."""
    case, do = case_of(case_id), ACTS.get(act)
    if do is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(reverse("console-rights-case", args=[case_id]))
    try:
        outcome = do(case, request.POST, who)
    except InvalidTransition as stuck:
        return page(request, who, case_of(case_id), problems=[Problem("", stuck.sentence[who.lang])])
    except Refused as refusal:
        return refused(request, refusal.verdict)
    if isinstance(outcome, OpenedCase):
        return page(request, who, case_of(case_id), shown=outcome)
    if isinstance(outcome, Problem):
        return page(request, who, case_of(case_id), problems=[outcome])
    return HttpResponseRedirect(f"{reverse('console-rights-case', args=[case_id])}?done={outcome}")


def case_of(id: UUID) -> Case:
    """
    Raises:
        Http404: there is no such case.
    """
    case = Case.objects.select_related("owner", "deputy").filter(id=id).first()
    if case is None:
        raise Http404
    return case


def page(
    request: HttpRequest, who: Doer, case: Case, *, shown: OpenedCase | None = None, problems: Sequence[Problem] = ()
) -> HttpResponse:
    """The case's page; what an act opened stands on the answer to that very request alone."""
    person, kind = subject_of(case.id), CaseKind(case.kind)
    law = pack(case.pack)
    context: dict[str, Any] = {
        "row": row_of(case, clock_of(case, who.now, who.policy), who),
        "law": law.name[who.lang],
        "case": case,
        "person": person,
        "person_number": person_number(person) if person else "",
        "kinds": [Option(k.value, kind_in_words(k), "", k == kind) for k in CaseKind],
        "steps": told(case, who.lang),
        "shown": shown,
        "done": DONE.get(request.GET.get("done", ""), lambda: "")(),
        "errors": problems,
        "wrong": {problem.field_id: problem.message for problem in problems},
        "posted": request.POST,
        "sections": of_case.at(AtCase(case, who)),
        "needs_identity": kind not in NEED_NO_IDENTITY,
        "identity": identity_in_words(case.identity),
        "outcome": outcome_in_words(case.outcome),
        "methods": [Option(m.value, _METHODS[m](), "", False) for m in Identity if m in _METHODS],
        "outcomes": _outcomes(kind, request),
        "grounds": [(ground.slug, ground.text[who.lang]) for ground in law.grounds_for(kind)],
        "purposes": _purposes(person, kind, who),
        "values": fields_of(person, who.lang) if person and kind in BY_VALUE else (),
        "hands_over": may_hand_over(case) and person is not None,
        "passphrase": new_passphrase() if may_hand_over(case) else "",
        "extension": law.rule_on(day_of(case.received_at, timezone=who.policy.organisation.timezone)).extension,
        "holds": [(HOLDS[h.hold][0][who.lang], h) for h in holds_on([person], who.now).get(person, ())]
        if person
        else (),
        "hold_options": [Option(slug, title[who.lang], law[who.lang], False) for slug, (title, law) in HOLDS.items()],
    }
    return render(request, "console/requests/case.html", context, status=422 if problems else 200)


_METHODS = {
    Identity.CALL_BACK: lambda: _("Call back a number that we hold"),
    Identity.POST_CODE: lambda: _("Post a code to an address that we hold"),
    Identity.DOCUMENT: lambda: _("Look at a document (only that it was seen is recorded)"),
}


def _outcomes(kind: CaseKind, request: HttpRequest) -> list[Option]:
    if kind in NEED_NO_IDENTITY:
        return [Option(Outcome.ANSWERED.value, outcome_in_words(Outcome.ANSWERED), "", True)]
    chosen = request.POST.get("outcome", "")
    words = (
        (Outcome.GRANTED, _("Do what is asked for"), _("What a law keeps is left out by itself, and named.")),
        (Outcome.PARTLY, _("Do a part of it"), _("Tick below what is done; the rest is refused on the ground chosen.")),
        (Outcome.REFUSED, _("Refuse it"), _("On a ground that the law names.")),
    )
    return [Option(o.value, label, hint, o.value == chosen) for o, label, hint in words]


def _purposes(person: UUID | None, kind: CaseKind, who: Doer) -> list[tuple[str, str]]:
    """What the person's data is used for now: that it is, not what it says."""
    if person is None or kind not in BY_PURPOSE:
        return []
    living = {g.purpose for g in Grant.objects.filter(person_id=person) if g.is_living(who.now)}
    return [(slug, purpose.title[who.lang]) for slug, purpose in who.policy.purposes.items() if slug in living]
