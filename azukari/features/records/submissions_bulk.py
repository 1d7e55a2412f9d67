"""Several submissions at once, from their list: take them over, or say how far they are. Each is a step of its own, as
on its own page: recorded on the trail of whoever wrote it, and left as it is where somebody was faster.
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from azukari.core.accounts.models import User
from azukari.core.forms import kinds
from azukari.core.forms.handling import NotAColleague, NotThere, colleagues, handle
from azukari.core.forms.models import Handled, Submission
from azukari.features.records.submissions import NOTHING_CHOSEN, PAGE
from azukari.lib.conflict import StaleVersion
from azukari.shells.staff.answer import number, uuid
from azukari.shells.staff.form_desk import FormDesk, serves_form
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import user_of
from azukari.shells.staff.submission_filter import read

MINE = "mine"


@post_only("console-submissions", "slug")
@serves_form
def handle_several(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """Carry out what was chosen for all that were ticked, and tell how many of them it was done for."""
    wanted, _problems = read(request.POST, desk.form)
    act, picked = request.POST.get("act", ""), _picked(request.POST.getlist("picked"))
    asked = wanted.pairs()
    if act != MINE and act not in Handled:
        return _back(desk, asked | {"done": NOTHING_CHOSEN})
    done = 0
    if kinds.of(desk.form.kind).is_answered:
        by = user_of(request)
        done = sum(_handled(desk, by, id, version, act) for id, version in picked.items())
    return _back(desk, asked | {"done": f"{done}-{len(picked)}"})


def _back(desk: FormDesk, asked: dict[str, str]) -> HttpResponse:
    return HttpResponseRedirect(reverse("console-submissions", args=[desk.form.slug], query=asked))


def _picked(ticked: list[str]) -> dict[UUID, int]:
    """The submissions that were ticked, each with the version that the page showed; at most a page of them."""
    found: dict[UUID, int] = {}
    for each in ticked[:PAGE]:
        typed, _colon, version = each.partition(":")
        if id := uuid(typed):
            found[id] = number(version)
    return found


def _handled(desk: FormDesk, by: User, id: UUID, version: int, act: str) -> bool:
    submission = Submission.objects.filter(form=desk.form.slug, id=id, suspicion__isnull=True)
    found = submission.select_related("handling__assignee").first()
    if found is None:
        return False
    mine = by.reference if any(one.pk == by.pk for one in colleagues(desk.form, desk.policy)) else None
    state = found.handled if act == MINE else Handled(act)
    if act == MINE and state == Handled.NEW:
        state = Handled.IN_HAND
    try:
        handle(
            id,
            state=state,
            assignee=mine if act == MINE else found.care.whose or mine,
            version=version,
            form=desk.form,
            policy=desk.policy,
            actor=desk.who.actor,
            now=desk.now,
        )
    except (NotThere, StaleVersion, NotAColleague):
        return False
    return True
