"""One's own shifts: those that suit, those taken, the hours given, the certificate, and the link for a calendar."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from azukari.core.appearance.outcome import outcome_of
from azukari.core.forms.models import State, Submission
from azukari.features.volunteers.feed import address_of, make_feed, remove_feed
from azukari.features.volunteers.held import NoSuchShift, NotAVolunteer
from azukari.features.volunteers.models import LIVE, Shift, SignUpState
from azukari.features.volunteers.screening import cleared_until
from azukari.features.volunteers.shown import MOST, coming, counted, given, offers, own_sign_ups, shown, with_times
from azukari.features.volunteers.sign_up import (
    Clash,
    NoRoom,
    SignUpRefused,
    ask_for_cover,
    at_that_time,
    cancel,
    minutes_given,
    take,
)
from azukari.features.volunteers.times import from_to
from azukari.features.volunteers.words import DONE, STATES
from azukari.policy.terms import FormKind
from azukari.shells.self_service.guard import Visit, own_page
from azukari.shells.staff.answer import uuid

_NEXT = 3


def registrations(visit: Visit) -> list[Submission]:
    """The volunteers' registrations of the visitor that run, newest first."""
    found = Submission.objects.filter(person_id=visit.person, kind=FormKind.VOLUNTEERS, state=State.ACCEPTED)
    return list(found.filter(ending__isnull=True).order_by("-created_at"))


def section(visit: Visit) -> Mapping[str, Any] | None:
    """My next shifts, for the own page; None for whoever is no volunteer."""
    if not registrations(visit):
        return None
    zone = visit.policy.organisation.zone
    ahead = [row for row in own_sign_ups(visit.person, since=visit.now) if _is_live(row)]
    return {
        "shifts": with_times(ahead[:_NEXT], zone),
        "states": STATES,
    }


@own_page("GET", "HEAD")
def page(visit: Visit) -> HttpResponse:
    """My shifts. A constant number of queries, however many there are."""
    own = registrations(visit)
    if not own:
        return visit.back()
    zone = visit.policy.organisation.zone
    rows = own_sign_ups(visit.person, since=visit.now)
    live = [row for row in rows if _is_live(row)]
    listed = list(counted(coming({s.form for s in own}, now=visit.now))[:MOST])
    minutes = minutes_given(visit.person, now=visit.now)
    chosen = _chosen(visit) if any(shift.opening.fits for shift in listed) else frozenset[str]()
    cleared = cleared_until(visit.person)
    open_to_me = offers(shown(listed, zone), rows, minutes=minutes, chosen=chosen, cleared=cleared, now=visit.now)
    context = {
        "mine": with_times(live, zone),
        "now": visit.now,
        "fitting": [offer for offer in open_to_me if offer.fits],
        "others": [offer for offer in open_to_me if not offer.fits],
        "swaps": [offer for offer in open_to_me if offer.at.left and not offer.opens and not offer.first],
        "gave": given(visit.person),
        "states": STATES,
        "feed": address_of(own[0], visit.lang, now=visit.now),
        "done": DONE.get(outcome_of(visit.request)),
    }
    return visit.render("volunteers/own/shifts.html", context)


@own_page("POST")
def take_one(visit: Visit, shift: UUID) -> HttpResponse:
    """Take a place, or a turn on the waiting list; where another shift of mine is at that time, ask first."""
    data = visit.request.POST
    instead = uuid(data.get("instead", ""))
    size = int(data.get("size", "1")) if data.get("size", "1").isdecimal() else 0
    try:
        row = take(
            shift,
            submission=_registration(visit, shift).id,
            actor=visit.actor,
            now=visit.now,
            size=size,
            anyway="anyway" in data,
            instead=instead,
        )
    except Clash:
        return _ask(visit, shift, size, instead)
    except NoRoom:
        return visit.back("/shifts", done="shift-full")
    except SignUpRefused as no:
        return visit.back("/shifts", done=f"shift-{no.why}")
    except (NoSuchShift, NotAVolunteer) as gone:
        raise Http404 from gone
    waits = row.state == SignUpState.WAITING
    return visit.back("/shifts", done="shift-waits" if waits else "shift-swapped" if instead else "shift-taken")


@own_page("POST")
def cancel_one(visit: Visit, shift: UUID) -> HttpResponse:
    """Cancel. Whoever waits moves up."""
    return _changed(visit, shift, cancel, done="shift-cancelled")


@own_page("POST")
def cover(visit: Visit, shift: UUID) -> HttpResponse:
    """Ask for cover, or take that back."""
    wanted = visit.request.POST.get("wanted") == "yes"
    return _changed(
        visit, shift, partial(ask_for_cover, wanted=wanted), done="shift-covered" if wanted else "shift-keep"
    )


@own_page("POST")
def calendar_link(visit: Visit) -> HttpResponse:
    """Make the secret link of my calendar anew, or remove it; the old one opens nothing any more."""
    own = registrations(visit)
    if not own:
        raise Http404
    if visit.request.POST.get("link") == "remove":
        remove_feed(own[0].id)
        return visit.back("/shifts", done="link-removed")
    make_feed(own[0].id, now=visit.now)
    return visit.back("/shifts", done="link-made")


def _changed(visit: Visit, shift: UUID, change: Callable[..., None], *, done: str) -> HttpResponse:
    own = _registration(visit, shift).id
    try:
        change(shift, submission=own, actor=visit.actor, now=visit.now)
    except SignUpRefused:
        return visit.back("/shifts", done="shift-over")
    except (NoSuchShift, NotAVolunteer) as gone:
        raise Http404 from gone
    return visit.back("/shifts", done=done)


def _ask(visit: Visit, shift: UUID, size: int, instead: UUID | None) -> HttpResponse:
    """Another shift is at that time: whether to take it anyway."""
    wanted = Shift.objects.select_related("opening").get(id=shift)
    zone = visit.policy.organisation.zone
    others = at_that_time(wanted, visit.person, but=instead).select_related("shift__opening").order_by("shift__starts")
    context = {
        "shift": wanted,
        "time": from_to(wanted.starts, wanted.ends, zone),
        "others": with_times(others, zone),
        "size": size,
        "instead": instead or "",
    }
    return visit.render("volunteers/own/clash.html", context, status=409)


def _registration(visit: Visit, shift: UUID) -> Submission:
    """The visitor's registration by the form that the shift belongs to.

    Raises:
        Http404: there is none, or no such shift.
    """
    form = Shift.objects.filter(id=shift).values_list("opening__form", flat=True).first()
    found = next((each for each in registrations(visit) if each.form == form), None)
    if found is None:
        raise Http404
    return found


def _is_live(row: Any) -> bool:
    return row.state in LIVE and row.shift.called_off_at is None


def _chosen(visit: Visit) -> frozenset[str]:
    """What the visitor chose on the form, as ``field:value``, opened to themselves."""
    kept = [value for each in visit.own_data().registrations for value in each.values if value.choices]
    return frozenset(f"{value.field}:{one}" for value in kept for one in value.raw.split())
