"""The desk of the volunteers: the shifts ahead with who is missing, and the openings they belong to."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from azukari.core.appearance.outcome import outcome_of
from azukari.features.volunteers.desk.door import serves_volunteers
from azukari.features.volunteers.models import Opening, Shift
from azukari.features.volunteers.shown import counted, shown
from azukari.features.volunteers.words import DESK_DONE
from azukari.policy.terms import FormKind
from azukari.shells.staff.form_desk import FormDesk, only_or_choice

PAGE = 50
JUST_OVER = timedelta(hours=24)


first = only_or_choice(FormKind.VOLUNTEERS, "console-shifts", "volunteers/desk/forms.html")


@require_safe
@serves_volunteers
def shifts(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The shifts of today and later, or with ``state=past`` those before, newest first."""
    past = request.GET.get("state") == "past"
    found = Shift.objects.filter(opening__form=desk.form.slug)
    if past:
        found = found.filter(ends__lte=desk.now).order_by("-starts", "-id")
    else:
        found = found.filter(ends__gt=desk.now - JUST_OVER).order_by("starts", "id")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    ids = [shift.pk for shift in page.object_list]
    rows = counted(Shift.objects.filter(id__in=ids)).order_by("-starts" if past else "starts", "id")
    context = {
        "form": desk.form,
        "rows": shown(rows, desk.policy.organisation.zone),
        "page_obj": page,
        "past": past,
        "query": "state=past&" if past else "",
        "has_openings": bool(ids) or Opening.objects.filter(form=desk.form.slug).exists(),
        "tab": "shifts",
    }
    return render(request, "volunteers/desk/shifts.html", context)


@require_safe
@serves_volunteers
def openings(request: HttpRequest, desk: FormDesk) -> HttpResponse:
    """The openings, each with its next shift, and how many are not over, the running one as well."""
    held = Q(shifts__called_off_at=None)
    begins, ahead = held & Q(shifts__starts__gt=desk.now), held & Q(shifts__ends__gt=desk.now)
    found = Opening.objects.filter(form=desk.form.slug)
    rows = found.annotate(next=Min("shifts__starts", filter=begins), ahead=Count("shifts", filter=ahead))
    context = {
        "form": desk.form,
        "rows": rows.order_by("-is_shown", "made_at", "id"),
        "done": DESK_DONE.get(outcome_of(request)),
        "tab": "openings",
    }
    return render(request, "volunteers/desk/openings.html", context)
