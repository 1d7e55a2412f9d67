"""One submission: sealed until it is opened for a purpose of the reader's duty, with a reason; and what becomes of it.

Opening shows what this submission said, and nothing else of the person. The vault records each opening and each
refusal; each step of an answer is recorded too, and the person can see both.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms import kinds
from azukari.core.forms.handled_words import WORDS
from azukari.core.forms.handling import NotAColleague, NotThere, colleagues, handle
from azukari.core.forms.models import Handled, State, Submission
from azukari.core.policy_versions.of_request import charters_of
from azukari.core.vault.reasons import Reason
from azukari.features.records.submissions import row
from azukari.lib.conflict import StaleVersion
from azukari.policy.ending import ENDS_BY, EndsBy
from azukari.shells.staff.answer import Problem, uuid
from azukari.shells.staff.answer import number as number_of
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.opened import OpenedValue
from azukari.shells.staff.opening import OpenForm, granted
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.sections import AtSubmission, of_submission
from azukari.shells.staff.selected_purpose import close_record, is_in_reach, open_record, selected_purpose
from azukari.shells.staff.submission_opened import (
    OpenSubmission,
    open_for_purpose,
    open_in_hand,
    submission_of,
)
from azukari.shells.staff.submission_rows import number
from azukari.shells.staff.taking import choose


@require_safe
@serves_form
def show(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """The page with everything sealed, unless it was opened for the selected purpose."""
    return _page(request, desk, submission_of(desk, id))


@post_only("console-submission", "slug", "id")
@serves_form
def work_on(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """Open it for the selected purpose, for as long as it is selected; or close it."""
    submission = submission_of(desk, id)
    hand = selected_purpose(request, actor=desk.who.actor, policy=desk.policy, now=desk.now)
    if hand is None:
        return choose(request, desk.who, back=reverse("console-submission", args=[desk.form.slug, submission.id]))
    (close_record if request.POST.get("close") else open_record)(request, hand, id)
    return _back(desk, id)


@post_only("console-submission", "slug", "id")
@serves_form
def open_for(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """Open what one purpose may use of it."""
    submission, form = submission_of(desk, id), OpenForm(request.POST)
    if not form.is_valid():
        return _page(request, desk, submission, opening=form)
    slug, reason = form.cleaned_data["purpose"], Reason(form.cleaned_data["reason"])
    return _page(request, desk, submission, opened=open_for_purpose(request, desk, submission, slug, reason))


@post_only("console-submission", "slug", "id")
@serves_form
def answer(request: HttpRequest, desk: FormDesk, id: UUID) -> HttpResponse:
    """Say how far it is and whose it is."""
    state, typed, version = (request.POST.get(name, "") for name in ("handled", "assignee", "version"))
    if state not in Handled or not kinds.of(desk.form.kind).is_answered:
        problem = Problem("handled", _("Choose how far it is."))
        return _page(request, desk, submission_of(desk, id), errors=[problem])
    status = 422
    try:
        handle(
            id,
            state=Handled(state),
            assignee=(uuid(typed) or UUID(int=0)) if typed else None,  # what is no id names nobody, and is refused
            version=number_of(version),
            form=desk.form,
            policy=desk.policy,
            actor=desk.who.actor,
            now=desk.now,
        )
    except NotThere:
        raise Http404 from None
    except StaleVersion:
        problem = Problem("handled", _("Someone has just changed this. Check it again, then choose."))
        status = 409
    except NotAColleague:
        problem = Problem("assignee", _("Choose somebody whose duty serves this form."))
    else:
        return _back(desk, id)
    return _page(request, desk, submission_of(desk, id), errors=[problem], status=status)


def _back(desk: FormDesk, id: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-submission", args=[desk.form.slug, id]))


def _page(
    request: HttpRequest,
    desk: FormDesk,
    submission: Submission,
    *,
    opened: OpenSubmission | None = None,
    opening: OpenForm | None = None,
    errors: Sequence[Problem] = (),
    status: int = 422,
) -> HttpResponse:
    """The page, also with errors: what the selected purpose opened stays open, unless ``opened`` is on it alone."""
    version, opening = charters_of(request).form_of(submission), opening or OpenForm()
    kept = opened is None
    opened = opened or open_in_hand(request, desk, submission)
    purpose = opened.purpose if opened else None
    rows = granted(submission.person_id, known=charters_of(request), scope=desk.who.scope, now=desk.now)
    own = [each for each in rows if each.grant.submission_id == submission.id]
    answered = kinds.of(desk.form.kind).is_answered and submission.state == State.ACCEPTED
    shown = of_submission.at(AtSubmission(request, submission, desk, opened.texts if opened else {}))
    code = outcome_of(request)
    context: dict[str, Any] = {
        "form": desk.form,
        "number": number(submission.id),
        "row": row(submission, answered=answered),
        "submission": submission,
        "values": opened.answers(desk.lang)
        if opened
        else [OpenedValue(field.label[desk.lang], "") for field in version.fields],  # each question with a mask
        "purpose": purpose,
        "kept_open": kept,
        "in_reach": purpose is None
        and is_in_reach(request, own, actor=desk.who.actor, policy=desk.policy, now=desk.now),
        "grants": own,
        "opening": opening,
        "offered": opening.offer(own, desk.policy),
        "errors": errors,
        "wrong": {problem.field_id: problem.message for problem in errors},
        "answered": answered,
        "states": [(value, words) for value, words in WORDS.items()],
        "handled": submission.handled.value,
        "colleagues": colleagues(desk.form, desk.policy) if answered else (),
        "assignee": submission.care.whose,
        "version": submission.care.version,
        "sections": shown,
        "done": of_submission.done(code),
        "refusal": of_submission.is_refusal(code),
        "done_where": of_submission.place(code, shown),
        "closing_ends": ENDS_BY[desk.form.kind] is EndsBy.CLOSING,
    }
    return render(request, "console/submission.html", context, status=status if errors or opening.errors else 200)
