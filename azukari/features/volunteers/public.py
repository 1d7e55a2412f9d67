"""Public pages of openings: what there is to help with, when, and how many places are left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from azukari.core.appearance.markdown import as_html
from azukari.core.forms.front_cards import Card
from azukari.core.policy_versions.of_request import policy_of
from azukari.features.volunteers.models import Opening
from azukari.features.volunteers.shown import ShownShift, coming, counted, shown
from azukari.lib.day import in_words
from azukari.policy.terms import FormKind, Policy

_SECONDS = 30
_MOST = 200
_ON_FRONT = 3
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ShownOpening:
    """An opening with its next shifts."""

    opening: Opening
    body: str
    shifts: Sequence[ShownShift]

    @property
    def left(self) -> int:
        """Places that are left on the shifts that are shown."""
        return sum(each.offered for each in self.shifts)


@require_safe
@cache_control(public=True, max_age=_SECONDS)
def show_list(request: HttpRequest, lang: str) -> HttpResponse:
    """All openings, those with the nearest shift first. Three queries, however many there are."""
    policy = policy_of(request)
    forms = policy.forms_of(FormKind.VOLUNTEERS) if policy else []
    context = {"openings": openings(policy, lang) if policy else [], "form": forms[0].slug if forms else ""}
    return render(request, "volunteers/list.html", context)


def has_openings(now: datetime) -> bool:  # noqa: ARG001 - as every link of the first page is asked
    """Whether any opening is shown."""
    return Opening.objects.filter(is_shown=True).exists()


def cards(policy: Policy, lang: str, now: datetime) -> list[Card]:
    """The openings with the nearest shifts, three at most, as cards of the public first page. Two queries."""
    del now
    return [
        Card(
            each.opening.title.get(lang, ""),
            each.opening.place.get(lang, ""),
            reverse("opening", args=[lang, each.opening.id]),
            "calendar",
            state=_state(each, policy, lang),
        )
        for each in openings(policy, lang)[:_ON_FRONT]
        if each.shifts
    ]


def _state(each: ShownOpening, policy: Policy, lang: str) -> str:
    """The day of the next shift that has a place, and how many it has."""
    shift = next((shift for shift in each.shifts if shift.offered), None)
    if shift is None:
        return _("Full")
    known = {"day": in_words(policy.organisation.day(shift.shift.starts), lang), "left": shift.offered}
    return ngettext("%(day)s: %(left)s place left", "%(day)s: %(left)s places left", shift.offered) % known


@require_safe
@cache_control(public=True, max_age=_SECONDS)
def show(request: HttpRequest, lang: str, opening: UUID) -> HttpResponse:
    """One opening."""
    policy = policy_of(request)
    found = next((each for each in openings(policy, lang, only=opening)), None) if policy else None
    if found is None:
        raise Http404
    return render(request, "volunteers/opening.html", {"each": found, "form": found.opening.form})


def openings(policy: Policy, lang: str, *, only: UUID | None = None) -> list[ShownOpening]:
    """The openings that are shown."""
    forms = [form.slug for form in policy.forms_of(FormKind.VOLUNTEERS)]
    found = Opening.objects.filter(form__in=forms, is_shown=True).order_by("made_at", "id")
    rows = (found.filter(id=only) if only else found).select_related("requirement")
    shifts = coming(forms, now=timezone.now())
    listed = shown(counted(shifts.filter(opening=only) if only else shifts)[:_MOST], policy.organisation.zone)
    made = [
        ShownOpening(row, as_html(row.body.get(lang, "")), [s for s in listed if s.shift.opening_id == row.id])
        for row in rows
    ]
    return sorted(made, key=lambda one: one.shifts[0].shift.starts if one.shifts else _LATEST)
