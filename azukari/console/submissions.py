"""The list of one form's submissions, fifty a page, values masked."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from azukari.console.desk import reader
from azukari.console.reach import may_list
from azukari.console.refusals import refused
from azukari.console.submission_rows import number, within
from azukari.forms.models import State, Submission
from azukari.vault.refusal import Refused, refuse

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A submission as the list shows it."""

    submission: Submission
    number: str
    waiting: bool


@require_safe
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """Submissions of the form ``slug``; 403 and a record for whoever's duties do not serve it."""
    who = reader(request)
    form = who.policy.forms.get(slug) if who.policy else None
    if form is None:
        raise Http404
    verdict = may_list(form, who.reach)
    if not verdict:
        try:
            refuse(verdict, people=(), purpose=form.purposes[0], actor=who.actor, now=timezone.now())
        except Refused as refusal:
            return refused(request, refusal.verdict)
    found = within(who.reach).filter(form=slug)
    state = request.GET.get("state", "")
    if state in State:
        found = found.filter(state=state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [Row(s, number(s.id), s.state == State.PENDING) for s in page.object_list]
    context = {
        "form": form,
        "purposes": [who.policy.purposes[slug] for slug in form.purposes] if who.policy else [],
        "rows": rows,
        "page_obj": page,
        "state": state,
        "query": f"state={state}&" if state else "",
    }
    return render(request, "console/submissions.html", context)
