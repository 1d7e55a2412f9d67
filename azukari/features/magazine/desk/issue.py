"""One issue at the desk: what the check says, how it looks, what can be done with it, and how far it has got."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.features.magazine import issues, sending
from azukari.features.magazine.desk.door import issue_at, list_at, serves_list
from azukari.features.magazine.desk.progress import progress, views
from azukari.features.magazine.life import FAR_AHEAD, HELD, OUT, SECOND_THOUGHTS, IssueState
from azukari.features.magazine.models import Issue
from azukari.features.magazine.rendering import written_texts
from azukari.features.magazine.review import Review, review
from azukari.features.magazine.sample import send_sample, spam_score
from azukari.features.magazine.second_person import NeedsAnother, is_held, missing
from azukari.features.magazine.spam_score import Score, filter_here
from azukari.features.magazine.still_reading import asks_of
from azukari.features.magazine.words import MISSING, STATES, audience_words, titles
from azukari.lib.joining import gap
from azukari.shells.staff.answer import number as version_in
from azukari.shells.staff.answer import staff_name
from azukari.shells.staff.fields import Answers, Moment, Questions
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.previews import may_frame
from azukari.shells.staff.step import carry_out

DONE = {
    "approved": gettext_lazy("Approved. It goes when you send or schedule it."),
    "scheduled": gettext_lazy("It goes at its time."),
    "going": gettext_lazy("It is sent in a minute. You can cancel it until then."),
    "draft": gettext_lazy("It is a draft again."),
    "sampled": gettext_lazy("A sample is on its way to your own address."),
    "not-sampled": gettext_lazy("The mail server did not accept the sample. Ask the system operator."),
    "paused": gettext_lazy("Paused. Nothing is sent until you resume it."),
    "resumed": gettext_lazy("It continues."),
    "cancelled": gettext_lazy("Cancelled. What has not gone will not go."),
    "retried": gettext_lazy("Those that failed are tried once more, and nobody else."),
    "hidden": gettext_lazy("The archive does not show this issue any more."),
    "shown": gettext_lazy("The archive shows this issue again."),
}


@require_safe
@serves_list
def show(request: HttpRequest, desk: FormDesk, issue_id: UUID) -> HttpResponse:
    """The issue. A constant number of queries, however many readers there are."""
    return _page(request, desk, issue_at(desk, issue_id), Questions(_when(desk)), 200)


def _when(desk: FormDesk) -> dict[str, Moment]:
    hint = _("Time zone: %(zone)s.") % {"zone": desk.zone.key}
    if len({datetime(desk.now.year, month, 1, tzinfo=desk.zone).utcoffset() for month in (1, 7)}) > 1:
        hint += gap(desk.lang) + _(
            "An hour that is skipped in spring becomes the next one; an hour that comes twice in autumn is the"
            " first of the two."
        )
    return {"at": Moment(_("Goes at"), desk.zone, help_text=hint)}


def _page(
    request: HttpRequest, desk: FormDesk, issue: Issue, form: Questions, status: int, score: Score | None = None
) -> HttpResponse:
    of, state = list_at(desk), IssueState(issue.state)
    seen = Review((), {}, 0) if state in OUT else review(issue, of, desk.policy, now=desk.now)
    held = is_held(issue, of)
    open_to_two = of.takes_two and (held or state is IssueState.DRAFT)  # where the policy is silent, the button answers
    why = missing(issue.changed_by, of, desk.policy, actor=desk.who.actor, now=desk.now) if open_to_two else None
    context = {
        "list": of,
        "issue": issue,
        "title": titles(issue, desk.lang),
        "state": STATES[state],
        "form": form if "at" in form.fields else Questions(_when(desk)),
        "asked": form,
        "writer": staff_name(issue.changed_by),
        "approver": staff_name(issue.approved_by),
        "written": sorted(written_texts(issue), key=lambda lang: (lang != desk.lang, lang)),
        "found": seen.found,
        "unrendered": seen.unrendered,
        "held": HELD if held else None,
        "alone": MISSING[why] if why else "",
        "readers": seen.readers,
        "wished": seen.wished,
        "audience": audience_words(issue.audience, asks_of(of.slug)),
        "is_small": seen.is_small,
        "done": DONE.get(done := outcome_of(request)),
        "done_kind": "attention" if done == "not-sampled" else "kept",
        "views": views(issue, desk),
        "filter": filter_here(),
        "score": score,
        "has_archive": issues.settings_of(of.slug).has_archive,
        **progress(issue, now=desk.now),
    }
    return may_frame(render(request, "magazine/desk/issue.html", context, status=status))


type _Do = Callable[[FormDesk, Issue, Answers, int, HttpRequest], str]


def _approve(desk: FormDesk, issue: Issue, _said: Answers, version: int, _request: HttpRequest) -> str:
    of = list_at(desk)
    if review(issue, of, desk.policy, now=desk.now).stops:
        raise ValidationError(_("The check found something that has to be corrected first."))
    try:
        made = issues.approve(issue.id, of, desk.policy, version=version, actor=desk.who.actor, now=desk.now)
    except NeedsAnother as needs:
        raise ValidationError(str(MISSING[needs.why])) from None
    if made.scheduled_at is None:
        return "approved"
    return "scheduled" if made.scheduled_at > desk.now + SECOND_THOUGHTS else "going"


def _send(desk: FormDesk, issue: Issue, _said: Answers, _version: int, _request: HttpRequest) -> str:
    issues.schedule(issue.id, at=desk.now + SECOND_THOUGHTS, actor=desk.who.actor, now=desk.now)
    return "going"


def _schedule(desk: FormDesk, issue: Issue, said: Answers, _version: int, request: HttpRequest) -> str:
    at: datetime = said["at"]
    if at <= desk.now:
        raise ValidationError({"at": _("That time has passed. Choose a later one, or send it now.")})
    if at > desk.now + FAR_AHEAD and request.POST.get("sure") != request.POST.get("at"):
        raise ValidationError({"at": _("That is more than three months ahead. If the year is right, press again.")})
    issues.schedule(issue.id, at=at, actor=desk.who.actor, now=desk.now)
    return "scheduled"


def _back(desk: FormDesk, issue: Issue, _said: Answers, _version: int, _request: HttpRequest) -> str:
    issues.take_back(issue.id, actor=desk.who.actor, now=desk.now)
    return "draft"


def _sample(desk: FormDesk, issue: Issue, _said: Answers, _version: int, request: HttpRequest) -> str:
    return "sampled" if send_sample(issue, list_at(desk), desk.policy, user=request.user) else "not-sampled"


def _on_its_way(verb: Callable[..., object], done: str) -> _Do:
    """A step with what is being sent, to which nothing more is said."""

    def do(desk: FormDesk, issue: Issue, _said: Answers, _version: int, _request: HttpRequest) -> str:
        verb(issue, actor=desk.who.actor, now=desk.now)
        return done

    return do


def _hide(_desk: FormDesk, issue: Issue, _said: Answers, _version: int, _request: HttpRequest) -> str:
    issues.hide(issue.id, hidden=not issue.is_hidden)
    return "shown" if issue.is_hidden else "hidden"


ACTS: Mapping[str, _Do] = {
    "approve": _approve,
    "send": _send,
    "schedule": _schedule,
    "back": _back,
    "sample": _sample,
    "pause": _on_its_way(sending.pause, "paused"),
    "resume": _on_its_way(sending.resume, "resumed"),
    "cancel": _on_its_way(sending.cancel, "cancelled"),
    "retry": _on_its_way(sending.retry, "retried"),
    "hide": _hide,
}


@post_only("console-magazine-issue", "slug", "issue_id")
@serves_list
def act(request: HttpRequest, desk: FormDesk, issue_id: UUID, step: str) -> HttpResponse:
    """One button: what cannot be is said on the page of the issue."""
    issue = issue_at(desk, issue_id)
    if step not in ACTS:
        raise Http404
    form = Questions(_when(desk) if step == "schedule" else {}, request.POST)

    def do(said: Answers) -> HttpResponse:
        done = ACTS[step](desk, issue, said, version_in(request.POST.get("version")), request)
        return HttpResponseRedirect(f"{reverse('console-magazine-issue', args=[desk.form.slug, issue.id])}?done={done}")

    return carry_out(request, do, lambda wrong, status: _page(request, desk, issue, wrong, status), form)


@post_only("console-magazine-issue", "slug", "issue_id")
@serves_list
def throw_away(request: HttpRequest, desk: FormDesk, issue_id: UUID) -> HttpResponse:
    """Delete a draft."""
    issue = issue_at(desk, issue_id)

    def do(_said: Answers) -> HttpResponse:
        issues.throw_away(issue.id)
        return HttpResponseRedirect(reverse("console-magazine-list", args=[desk.form.slug]))

    return carry_out(request, do, lambda wrong, status: _page(request, desk, issue, wrong, status))


@post_only("console-magazine-issue", "slug", "issue_id")
@serves_list
def score(request: HttpRequest, desk: FormDesk, issue_id: UUID) -> HttpResponse:
    """Have the spam filter of this machine score the sample; what it says stands on the page of the issue."""
    issue = issue_at(desk, issue_id)

    def do(_said: Answers) -> HttpResponse:
        found = spam_score(issue, list_at(desk), desk.policy)
        if found is None:
            raise ValidationError(_("The spam filter of this machine did not answer."))
        return _page(request, desk, issue, Questions(_when(desk)), 200, found)

    return carry_out(request, do, lambda wrong, status: _page(request, desk, issue, wrong, status))
