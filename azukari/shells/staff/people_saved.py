"""Saved views: a member of staff keeps filters that they want again. Titles are made of the policy's words."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from azukari.core.accounts.models import User
from azukari.policy.terms import Policy
from azukari.shells.staff.answer import number
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.models import SavedView
from azukari.shells.staff.people_filter import Filter, chips, read
from azukari.shells.staff.reader import Reader, reader

MOST = 20


@dataclass(frozen=True, slots=True)
class View:
    id: int
    title: str
    url: str


def _filter(row: SavedView) -> Filter:
    return Filter(row.purpose, row.form, row.state, row.since, row.until)


def title(wanted: Filter, policy: Policy) -> str:
    """The filter in words: ``Membership · The membership form · ended · from 2026-01-01``."""
    purpose = policy.purposes[wanted.purpose].title[get_language() or "ja"]
    return " · ".join([purpose, *(chip.label for chip in chips(wanted, policy))])


def saved_views(request: HttpRequest, who: Reader) -> list[View]:
    """What the reader saved, as far as their duties still reach. One query."""
    if who.policy is None or not isinstance(request.user, User):
        return []
    address = reverse("console-people")
    return [
        View(row.pk, title(_filter(row), who.policy), f"{address}?{_filter(row).query}")
        for row in SavedView.objects.filter(user=request.user, purpose__in=who.scope.purposes).order_by("created_at")
        if row.purpose in who.policy.purposes
    ]


@opens_to(Opens.EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the list that the reader is looking at, or delete one that was kept."""
    address = reverse("console-people")
    if request.method != "POST" or not isinstance(request.user, User):
        return HttpResponseRedirect(address)
    who, own = reader(request), SavedView.objects.filter(user=request.user)
    if (id := number(request.POST.get("forget"))) >= 0:
        own.filter(pk=id).delete()
        return HttpResponseRedirect(address)
    purpose = request.POST.get("purpose", "")
    if who.policy is None or purpose not in who.scope.purposes & who.policy.purposes.keys():
        return HttpResponseRedirect(address)
    wanted, _problems = read(purpose, request.POST, who.policy, who.scope)
    kept = {"form": wanted.form, "state": wanted.state, "since": wanted.since, "until": wanted.until}
    if own.count() < MOST and not own.filter(purpose=purpose, **kept).exists():
        SavedView.objects.create(user=request.user, purpose=purpose, created_at=timezone.now(), **kept)
    return HttpResponseRedirect(f"{address}?{wanted.query}")
