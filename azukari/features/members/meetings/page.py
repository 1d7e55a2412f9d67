"""General meetings at the desk: planned, called by email to everybody with a vote, counted, and closed."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from azukari.core.appearance.download import csv_download
from azukari.core.appearance.outcome import outcome_of
from azukari.features.members.desk.door import serves_members, takes_out
from azukari.features.members.desk.listing import PAGE, counted
from azukari.features.members.events import SAID
from azukari.features.members.meetings.calling import (
    AHEAD,
    NotCalled,
    attend,
    call,
    close,
    living,
    say,
    set_meeting,
    tally_of,
    uncalled,
)
from azukari.features.members.models import Meeting, Quorum, Said
from azukari.features.members.post.addressees import addressees
from azukari.features.members.ways import VOTES
from azukari.lib.width import narrow
from azukari.policy.terms import Category
from azukari.shells.staff.answer import number as number_of
from azukari.shells.staff.editing import edit as edit_form
from azukari.shells.staff.fields import Answers, Moment, One, Questions, Text
from azukari.shells.staff.form_acts import does
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.submission_rows import number

QUORUMS = (
    (Quorum.NONE.value, gettext_lazy("No minimum")),
    (Quorum.THIRD.value, gettext_lazy("A third of the votes")),
    (Quorum.HALF.value, gettext_lazy("Half of the votes")),
    (Quorum.TWO_THIRDS.value, gettext_lazy("Two thirds of the votes")),
)
DONE = {
    "kept": gettext_lazy("Saved."),
    "called": gettext_lazy("The notice is on its way to everybody with a vote who had not had it."),
    "too-late": gettext_lazy("The meeting has begun or is closed. Nothing was changed."),
    "noted": gettext_lazy("Noted."),
    "unknown": gettext_lazy("No member with a vote has that number. Nothing was changed."),
    "closed": gettext_lazy("The numbers are kept for the minutes."),
}


@require_safe
@serves_members
def show_all(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """All meetings, the newest first."""
    found = Paginator(Meeting.objects.filter(form=desk.form.slug).order_by("-starts", "id"), PAGE)
    page = found.get_page(request.GET.get("page"))
    context = {"form": desk.form, "meetings": page.object_list, "page_obj": page, "tab": "meetings", **counted(desk)}
    return render(request, "members/meetings/all.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@serves_members
def edit(request: HttpRequest, desk: FormDesk, meeting: UUID | None = None) -> HttpResponse:
    """A new meeting, or one to change until it is closed."""

    def row() -> Meeting:
        return _meeting(desk, meeting) if meeting else Meeting(form=desk.form.slug)

    def keep(said: Answers) -> HttpResponse:
        changed = row()
        if changed.closed_at:
            raise ValidationError(_("It is closed, so nothing changes any more."))
        for name, value in said.items():
            setattr(changed, name, value)
        set_meeting(changed, actor=desk.who.actor, now=desk.now)
        return desk.to("console-members-meeting", changed.id, done="kept")

    def page(form: Questions, status: int) -> HttpResponse:
        context = {"form": form, "of": desk.form, "meeting": row(), "is_new": meeting is None}
        return render(request, "members/meetings/edit.html", context, status=status)

    def held() -> None:
        if meeting:
            Meeting.objects.select_for_update().filter(id=meeting).first()

    return edit_form(request, lambda *sent: Questions(_fields(row(), desk), *sent), keep, page, held=held)


def _fields(row: Meeting, desk: FormDesk) -> dict[str, Any]:
    return {
        "title_ja": Text(_("Title (Japanese)"), max_length=100, initial=row.title_ja),
        "title_en": Text(_("Title (English)"), max_length=100, initial=row.title_en),
        "starts": Moment(_("Begins (day and time)"), desk.zone, initial=row.starts),
        "place_ja": Text(_("Place (Japanese)"), max_length=200, initial=row.place_ja),
        "place_en": Text(_("Place (English)"), max_length=200, initial=row.place_en),
        "agenda_ja": Text(_("Agenda (Japanese)"), rows=5, max_length=4000, required=False, initial=row.agenda_ja),
        "agenda_en": Text(_("Agenda (English)"), rows=5, max_length=4000, required=False, initial=row.agenda_en),
        "quorum": One(_("Votes that have to be there"), QUORUMS, initial=row.quorum),
    }


@require_safe
@serves_members
def show(request: HttpRequest, desk: FormDesk, meeting: UUID) -> HttpResponse:
    """One meeting: its numbers, and everybody with a vote by their member number. No name is opened."""
    row = _meeting(desk, meeting)
    votes = living(row).select_related("submission__membership").order_by("submission__membership__number", "id")
    page = Paginator(votes, PAGE).get_page(request.GET.get("page"))
    context = {
        "of": desk.form,
        "meeting": row,
        "tally": tally_of(row),
        "quorum": dict(QUORUMS)[row.quorum],
        "rows": [(vote, vote.submission.membership.number, number(vote.person_id)) for vote in page.object_list],
        "page_obj": page,
        "said": SAID,
        "to_call": 0 if row.closed_at or desk.now >= row.starts else uncalled(row).count(),
        "is_late": desk.now > row.starts - AHEAD,
        "has_begun": desk.now >= row.starts,
        "done": DONE.get(outcome_of(request), ""),
        "tab": "meetings",
        **counted(desk),
    }
    return render(request, "members/meetings/meeting.html", context)


def _call(row: Meeting, _request: HttpRequest, desk: FormDesk) -> str:
    call(row.id, actor=desk.who.actor, now=desk.now)
    return "called"


def _note(row: Meeting, request: HttpRequest, desk: FormDesk) -> str:
    """By the number on the card: somebody is there, or their card of proxy is."""
    typed = number_of(narrow(request.POST.get("number", "")).strip())
    vote = living(row).filter(submission__membership__number=typed).first()
    if vote is None:
        return "unknown"
    what = request.POST.get("what", "")
    if what in Said:
        say(vote.id, Said(what), actor=desk.who.actor, now=desk.now, late=True)
    else:
        attend(vote.id, was_there=what != "gone")
    return "noted"


def _close(row: Meeting, _request: HttpRequest, desk: FormDesk) -> str:
    close(row.id, actor=desk.who.actor, now=desk.now)
    return "closed"


STEPS: Mapping[str, Callable[[Meeting, HttpRequest, FormDesk], str]] = {"call": _call, "note": _note, "close": _close}


@post_only("console-members-meeting", "slug", "meeting")
@serves_members
def take(request: HttpRequest, desk: FormDesk, meeting: UUID, step: str) -> HttpResponse:
    """Take a step with a meeting."""
    if step not in STEPS:
        raise Http404
    row = _meeting(desk, meeting)
    try:
        done = STEPS[step](row, request, desk)
    except NotCalled:
        done = "too-late"
    return desk.to("console-members-meeting", row.id, done=done)


@post_only("console-members-meeting", "slug", "meeting")
@takes_out
@does(VOTES)
def minutes(request: HttpRequest, desk: FormDesk, meeting: UUID) -> HttpResponse:  # noqa: ARG001 - nothing is asked
    """The list for the minutes as CSV: who was there, and who left the vote to the chair. The names are opened."""
    row = _meeting(desk, meeting)
    found = list(living(row).select_related("submission__membership").order_by("submission__membership__number"))
    named = addressees(desk, [vote.submission for vote in found], way=VOTES, uses=frozenset({Category.NAME}))
    lines = [[_("No."), _("Name"), _("Was there"), _("Proxy of the chair")]]
    for vote, one in zip(found, named, strict=True):
        is_proxy = vote.said == Said.PROXY and not vote.was_there
        marks = [_("Yes") if mark else "" for mark in (vote.was_there, is_proxy)]
        lines.append([str(vote.submission.membership.number), one.name, *marks])
    day = desk.policy.organisation.day(row.starts)
    return csv_download(lines, f"meeting-{day.isoformat()}.csv")


def _meeting(desk: FormDesk, id: UUID) -> Meeting:
    return get_object_or_404(Meeting, id=id, form=desk.form.slug)
