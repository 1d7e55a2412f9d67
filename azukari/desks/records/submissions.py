"""The list of one form's submissions, fifty a page, values masked."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.accounts.models import User
from azukari.desk.form_desk import FormDesk, serves_form
from azukari.desk.scope import scope_of
from azukari.desk.submission_filter import read, submissions, tabs
from azukari.desk.submission_rows import number
from azukari.forms.handled_words import ICONS, in_words
from azukari.forms.kinds import of
from azukari.forms.models import Channel, Handled, State, Submission, Suspicion
from azukari.policy.decide import may_act
from azukari.policy.terms import Act

PAGE = 50


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A submission as the list shows it; ``handled`` is blank where nobody answers such forms, or not yet."""

    submission: Submission
    number: str
    waiting: bool
    handled: str
    icon: str
    assignee: str


@require_safe
@serves_form
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Submissions of a form; 403 and a record for whoever's duties do not serve it. As many queries for one as for
    a hundred thousand.
    """
    form = desk.form
    wanted, problems = read(request.GET, form)
    me = request.user if isinstance(request.user, User) else None
    found = submissions(form, wanted, me=me, zone=desk.zone).select_related("handling__assignee")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    answered = of(form.kind).is_answered
    context = {
        "form": form,
        "purposes": [desk.policy.purposes[slug] for slug in form.purposes],
        "rows": [row(submission, answered=answered) for submission in page.object_list],
        "answered": answered,
        "page_obj": page,
        "wanted": wanted,
        "tabs": tabs(form, wanted),
        "errors": problems,
        "wrong": {problem.field_id: problem.message for problem in problems},
        "query": f"{wanted.query}&" if wanted.narrowed else "",
        "apart": Suspicion.objects.filter(submission__form=form.slug).count(),
        "takes_out": form.slug in scope_of(desk.who.actor, desk.policy, act=Act.EXPORT).forms,
        "counts_pages": bool(may_act(desk.policy, Act.STATISTICS, desk.who.actor)),
    }
    return render(request, "console/submissions.html", context, status=422 if problems else 200)


def row(submission: Submission, *, answered: bool) -> SubmissionRow:
    """The line of a submission that came with its handling."""
    handling = getattr(submission, "handling", None)
    is_new = submission.state == State.ACCEPTED and submission.channel != Channel.IMPORT
    state = handling.state if handling else Handled.NEW if is_new else ""
    shown = state if answered else ""
    assignee = handling.assignee.name if handling and handling.assignee else ""
    waiting = submission.state == State.PENDING
    return SubmissionRow(submission, number(submission.id), waiting, in_words(shown), ICONS.get(shown, ""), assignee)
