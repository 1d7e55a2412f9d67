"""What a member paid, on their page: recorded by the duty that serves the membership, and taken back if mistaken."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from azukari.features.members.desk.dues import registrations
from azukari.features.members.held import NotAMember
from azukari.features.members.payments import LARGEST, NotPossible, SeemsBooked, record_payment, take_back
from azukari.features.members.ways import DUES
from azukari.lib.yen import yen
from azukari.policy.ways import Way
from azukari.shells.staff.answer import day_typed, to_person
from azukari.shells.staff.doors import Opens, opens_to
from azukari.shells.staff.form_acts import see_that_it_serves
from azukari.shells.staff.known import known
from azukari.shells.staff.post_only import post_only
from azukari.shells.staff.reader import Reader, reader, user_of
from azukari.shells.staff.typed import keep_typed


def of_a_member(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A decorator of what is done by a POST with one membership: nobody else's is there. A GET changes nothing and
    leads back to the person's page.
    """

    @post_only("console-person", "person_id")
    @opens_to(Opens.BOTH)
    @wraps(view)
    def guarded(request: HttpRequest, /, **named: Any) -> HttpResponse:
        try:
            return view(request, **named)
        except NotAMember as gone:
            raise Http404 from gone

    return guarded


@of_a_member
def record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write a payment down."""
    who, now = reader(request), timezone.now()
    paid_on, amount = day_typed(request.POST.get("paid_on", "")), yen(request.POST.get("amount", ""))
    submission = member_of(request, person_id, request.POST.get("submission", ""), who=who, way=DUES)
    if amount is None or not 0 < amount <= LARGEST:
        return _not_taken(request, person_id, "no-amount")
    if paid_on is None:
        return _not_taken(request, person_id, "no-day")
    by, is_another = user_of(request), "another" in request.POST
    try:
        paid = record_payment(
            submission, paid_on=paid_on, amount=amount, by=by, actor=who.actor, now=now, is_another=is_another
        )
    except SeemsBooked:
        return _not_taken(request, person_id, "paid-again", asks="another")
    except NotPossible:
        return _not_taken(request, person_id, "no-day")
    return to_person(person_id, "paid" if paid.submission_id == submission else "paid-shared")


@of_a_member
def remove(request: HttpRequest, person_id: UUID, payment_id: UUID) -> HttpResponse:
    """Take out an entry that was a mistake."""
    who, now = reader(request), timezone.now()
    submission = member_of(request, person_id, request.POST.get("submission", ""), who=who, way=DUES)
    take_back(payment_id, submission=submission, actor=who.actor, now=now)
    return to_person(person_id, "payment-removed")


def member_of(request: HttpRequest, person: UUID, submission: str, *, who: Reader, way: Way) -> UUID:
    """The registration that was named, if it is one of this person's that the reader's duties serve.

    Args:
        way: what is done with it; a purpose of its form that is the reader's has to allow that.

    Raises:
        Refused: nothing of the person serves a purpose of the reader, or none of them allows it. Recorded first.
        NotAMember: it is none of theirs.
    """
    now = timezone.now()
    own = registrations(known(person, who, now))
    chosen = next((each for each in own if str(each.id) == submission), None)
    form = who.policy.forms.get(chosen.form) if chosen and who.policy else None
    if chosen is None or form is None or who.policy is None:
        raise NotAMember
    see_that_it_serves(request, form, way, who=who, policy=who.policy, now=now, people=[person])
    return chosen.id


def _not_taken(request: HttpRequest, person: UUID, why: str, *, asks: str = "") -> HttpResponse:
    keep_typed(request, person, "paid_on", "amount", asks=asks)
    return to_person(person, why)
