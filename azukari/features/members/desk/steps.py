"""What staff do with one membership, on the person's page: admit, decline, renew, pause, change the class, take in
again, make out a receipt.

Each is one button that calls one verb; a second press finds it done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from azukari.core.appearance.download import download
from azukari.core.forms.models import Submission
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import ReleaseOptions, release
from azukari.core.vault.ways import RECORD
from azukari.features.members.admit import AlreadyAMember, NoSuchClass, NotWaiting, admit
from azukari.features.members.decline import IsAMember, decline
from azukari.features.members.desk.paying import member_of, of_a_member
from azukari.features.members.models import Declined, Scope
from azukari.features.members.papers import receipt_pdf, yearly_pdf
from azukari.features.members.pause import NotPaused, end_pause, pause
from azukari.features.members.paused_time import PauseFault
from azukari.features.members.receipts import make_out
from azukari.features.members.reclass import PartlyPaid, Rests, StillShared, change_class
from azukari.features.members.reinstate import NotReinstated, reinstate
from azukari.features.members.renew import renew
from azukari.features.members.renewal_notice import NothingToDecline, decline_renewal
from azukari.features.members.sharing import NotShared, join
from azukari.features.members.term import TooEarly
from azukari.features.members.ways import DUES, REGISTER
from azukari.features.members.yearly import NotCertified, NothingPaid, make_out_year
from azukari.lib.width import narrow
from azukari.policy.terms import Actor, Category
from azukari.shells.staff.answer import day_typed, to_person, uuid
from azukari.shells.staff.answer import number as number_of
from azukari.shells.staff.reader import Reader, reader
from azukari.shells.staff.typed import keep_typed


@dataclass(frozen=True, slots=True)
class MemberStep:
    """One press of a button."""

    submission: UUID
    data: QueryDict
    actor: Actor
    now: datetime


class NotChosenError(Exception):
    """No class, or no reason, was chosen."""


def _class(step: MemberStep) -> UUID:
    if (chosen := uuid(step.data.get("class", ""))) is None:
        raise NotChosenError
    return chosen


def _admit(step: MemberStep) -> str:
    admit(step.submission, into=_class(step), actor=step.actor, now=step.now)
    return "admitted"


def _join(step: MemberStep) -> str:
    typed = number_of(narrow(step.data.get("number", "")).strip())
    join(step.submission, number=typed, actor=step.actor, now=step.now)
    return "admitted"


def _decline(step: MemberStep) -> str:
    if (reason := step.data.get("reason", "")) not in Declined:
        raise NotChosenError
    decline(step.submission, reason=Declined(reason), actor=step.actor, now=step.now)
    return "declined"


def _reclass(step: MemberStep) -> str:
    at_once = step.data.get("when") == "today"
    change_class(step.submission, to=_class(step), at_once=at_once, actor=step.actor, now=step.now)
    return "reclassed"


def _pause(step: MemberStep) -> str:
    begins, ends = (day_typed(step.data.get(name, "")) for name in ("begins", "ends"))
    if begins is None or ends is None:
        raise NotPaused(PauseFault.ORDER)
    pause(step.submission, begins=begins, ends=ends, actor=step.actor, now=step.now)
    return "paused"


def _unasked(verb: Callable[..., object], done: str) -> Callable[[MemberStep], str]:
    """A step that asks for nothing besides."""

    def take(step: MemberStep) -> str:
        verb(step.submission, actor=step.actor, now=step.now)
        return done

    return take


STEPS: Mapping[str, Callable[[MemberStep], str]] = {
    "admit": _admit,
    "join": _join,
    "decline": _decline,
    "renew": _unasked(renew, "renewed"),
    "class": _reclass,
    "pause": _pause,
    "end-pause": _unasked(end_pause, "unpaused"),
    "decline-renewal": _unasked(decline_renewal, "renewal-declined"),
    "reinstate": _unasked(reinstate, "reinstated"),
}
_BOOKS = frozenset({"renew"})
"""Steps that make out an invoice, and are of the books as well."""
_WHY_NOT: Mapping[type[Exception], str] = {
    NotChosenError: "not-chosen",
    NoSuchClass: "not-chosen",
    NotWaiting: "not-waiting",
    AlreadyAMember: "already",
    IsAMember: "already",
    TooEarly: "too-early",
    PartlyPaid: "partly-paid",
    NotShared: "not-shared",
    StillShared: "still-shared",
    Rests: "rests",
    NothingToDecline: "not-declined",
    NotReinstated: "not-reinstated",
}


@of_a_member
def take(request: HttpRequest, person_id: UUID, submission_id: UUID, step: str) -> HttpResponse:
    """Take a step."""
    if step not in STEPS:
        raise Http404
    who = reader(request)
    way = DUES if step in _BOOKS else REGISTER
    submission = member_of(request, person_id, str(submission_id), who=who, way=way)
    try:
        done = STEPS[step](MemberStep(submission, request.POST, who.actor, timezone.now()))
    except NotPaused as no:
        keep_typed(request, person_id, "begins", "ends")
        done = no.why.value
    except tuple(_WHY_NOT) as no:
        keep_typed(request, person_id, "number")
        done = _WHY_NOT[type(no)]
    return to_person(person_id, done)


@of_a_member
def receipt(request: HttpRequest, person_id: UUID, payment_id: UUID) -> HttpResponse:
    """The receipt of a payment as a PDF. The name is opened for it, which the person can see."""
    who, now = reader(request), timezone.now()
    submission = member_of(request, person_id, request.POST.get("submission", ""), who=who, way=DUES)
    made = make_out(payment_id, submission=submission, actor=who.actor, now=now, anew="anew" in request.POST)
    name = _name(person_id, made.registration, who, now)
    return _paper(receipt_pdf(made, name=name, lang=made.registration.lang), made.number)


@of_a_member
def yearly(request: HttpRequest, person_id: UUID, submission_id: UUID, scope: str, year: int) -> HttpResponse:
    """One receipt for all that was paid in a year, as a PDF. The name is opened for it, which the person can see."""
    if scope not in Scope:
        return to_person(person_id)
    who, now = reader(request), timezone.now()
    submission = member_of(request, person_id, str(submission_id), who=who, way=DUES)
    try:
        made = make_out_year(submission, year, Scope(scope), actor=who.actor, now=now, anew="anew" in request.POST)
    except (NothingPaid, NotCertified):
        return to_person(person_id, "no-receipt")
    name = _name(person_id, made.receipt.submission, who, now)
    return _paper(yearly_pdf(made, name=name, lang=made.receipt.submission.lang), made.receipt.number)


def _paper(content: bytes, number: int) -> HttpResponse:
    return download(content, f"receipt-{number}.pdf", "application/pdf")


def _name(person: UUID, held: Submission, who: Reader, now: datetime) -> str:
    """The payer's name, for a purpose of the form that the reader's duties serve.

    Raises:
        Refused: no grant of theirs opens it any more. Recorded first.
    """
    form = who.policy.forms.get(held.form) if who.policy else None
    purpose = next((p for p in form.purposes if p in who.scope.purposes), "") if form else ""
    opened = release(
        [person],
        purpose=purpose,
        categories=frozenset({Category.NAME}),
        actor=who.actor,
        reason=Reason.SERVICE,
        now=now,
        options=ReleaseOptions(submission=held.id, way=RECORD),
    )
    return form.name_in({value.field: value.text for value in opened.get(person, ())}) if form else ""
