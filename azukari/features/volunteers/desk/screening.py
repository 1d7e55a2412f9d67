"""Screening at the desk: which things are looked at before somebody comes, and, on a person's page, what was."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.models import State, Submission
from azukari.core.vault.refusal import refuse
from azukari.features.volunteers.desk.door import serves_volunteers
from azukari.features.volunteers.held import NotAVolunteer
from azukari.features.volunteers.models import Clearance, Requirement
from azukari.features.volunteers.screening import clear, requirements_of, set_requirement
from azukari.features.volunteers.shown import given, own_sign_ups, with_times
from azukari.features.volunteers.ways import SHIFTS
from azukari.features.volunteers.words import DESK_DONE, DESK_STATES
from azukari.policy.terms import FormKind
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.fields import Questions, by_language, in_each_language
from azukari.shells.staff.form_acts import see_that_it_serves
from azukari.shells.staff.form_desk import FormDesk
from azukari.shells.staff.number_field import Number
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import reader
from azukari.shells.staff.scope import may_list
from azukari.shells.staff.sections import AtPerson

_NEXT = 5
DONE = {"screening": _("Noted. Only that it was checked is kept, and the person can see it.")}


@require_http_methods(["GET", "HEAD", "POST"])
@serves_volunteers
def show(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """What is looked at before; on POST one more is added."""
    fields = {
        **in_each_language("name", _("Check (%(lang)s)"), desk.policy, {}, max_length=120),
        "months": Number(_("For how many months it counts; 0 for no end"), least=0, most=120, initial="0"),
    }
    form = Questions(fields, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        made = Requirement(form=desk.form.slug, months=form.cleaned_data["months"], made_at=desk.now)
        made.name = by_language("name", form.cleaned_data, desk.policy)
        set_requirement(made, actor=desk.who.actor, now=desk.now)
        return desk.to("console-screening", done="kept")
    context = {
        "of": desk.form,
        "form": form,
        "rows": requirements_of(desk.form.slug),
        "done": DESK_DONE.get(outcome_of(request)),
        "tab": "screening",
    }
    return render(request, "volunteers/desk/screening.html", context, status=422 if form.errors else 200)


def section(at: AtPerson) -> Mapping[str, Any] | None:
    """Hours, the next shifts, and what was looked at; None for whoever is no volunteer."""
    own = [s for s in at.submissions if s.kind == FormKind.VOLUNTEERS and s.state == State.ACCEPTED]
    if not own:
        return None
    zone = at.policy.organisation.zone
    today = at.policy.organisation.day(at.now)
    known = {(c.requirement_id, c.submission_id): c for c in Clearance.objects.filter(person_id=at.person)}
    needed = Requirement.objects.filter(form__in={s.form for s in own}).order_by("made_at", "id")
    running = {*Submission.objects.filter(id__in=[s.id for s in own], ending=None).values_list("id", flat=True)}
    lines = [
        (each, s.id, found, found is not None and (found.until is None or found.until >= today), s.id in running)
        for s in own
        for each in needed
        if each.form == s.form
        for found in [known.get((each.id, s.id))]
        if found or s.id in running
    ]
    ahead = own_sign_ups(at.person, since=at.now)
    return {
        "lines": lines,
        "gave": given(at.person),
        "shifts": with_times(ahead[:_NEXT], zone),
        "states": DESK_STATES,
    }


@post_only("console-person", "person_id")
@opens_to(Opens.BOTH)
def note(request: HttpRequest, person_id: UUID, submission_id: UUID, requirement: UUID) -> HttpResponse:
    """Note that it was looked at, or take that back. A GET changes nothing and leads back."""
    who, now = reader(request), timezone.now()
    held = Submission.objects.filter(id=submission_id, person_id=person_id, kind=FormKind.VOLUNTEERS).first()
    form = who.policy.forms.get(held.form) if held and who.policy else None
    if form is None:
        raise Http404
    verdict = may_list(form, who.scope)
    if not verdict:
        refuse(verdict, people=[person_id], purpose=form.purposes[0], actor=who.actor, now=now)
    if who.policy is not None:
        see_that_it_serves(request, form, SHIFTS, who=who, policy=who.policy, now=now, people=[person_id])
    cleared = request.POST.get("cleared") == "yes"
    try:
        clear(requirement, submission=submission_id, actor=who.actor, now=now, cleared=cleared)
    except NotAVolunteer as gone:
        raise Http404 from gone
    return HttpResponseRedirect(f"{reverse('console-person', args=[person_id])}?done=screening#volunteering")
