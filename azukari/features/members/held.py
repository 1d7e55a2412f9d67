"""A membership's registration, locked after its person, with the calendar of its organisation; and what is recorded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from azukari.core.database.rows import insert
from azukari.core.forms.events import about
from azukari.core.forms.held import hold_submission, hold_submissions
from azukari.core.forms.models import RegistrationEnd, State, Submission
from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.shapes import Value
from azukari.core.mail.models import Message
from azukari.core.mail.queue import row
from azukari.core.policy_versions.current import at
from azukari.core.vault.trail import record_about
from azukari.features.members.models import Membership, MemberState, Term
from azukari.policy.terms import Actor, FormKind


class NotAMember(Exception):
    """There is no such registration of a member, or nobody has confirmed it."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """A membership that runs, and its newest term that came to pass or may."""

    held: Submission
    membership: Membership
    term: Term


def hold_registration(submission: UUID) -> Submission:
    """A confirmed registration of the membership form, locked until the end of the caller's transaction.

    Raises:
        NotAMember: see there.
    """
    held = hold_submission(submission)
    if held is None or (held.kind, held.state) != (FormKind.MEMBERSHIP, State.ACCEPTED):
        raise NotAMember
    return held


def hold_admitted(submission: UUID) -> Admitted:
    """A membership that runs, locked likewise.

    Raises:
        NotAMember: it is none, or it has ended.
    """
    for found in hold_many_admitted([submission]):
        return found
    raise NotAMember


def has_ended(held: Submission) -> bool:
    """Whether the registration has ended, by leaving or otherwise."""
    return RegistrationEnd.objects.filter(submission=held).exists()


def today_of(held: Submission, now: datetime) -> date:
    """The day on the organisation's wall."""
    return at(held.charter_id).policy.organisation.day(now)


def hold_many(ids: Collection[UUID]) -> dict[UUID, Submission]:
    """As `hold_registration`, of many, in as many queries; without those that are none."""
    kind = (FormKind.MEMBERSHIP, State.ACCEPTED)
    return {id: one for id, one in hold_submissions(ids).items() if (one.kind, one.state) == kind}


def hold_registrations(ids: Collection[UUID]) -> dict[UUID, Submission]:
    """Likewise, without those that have ended."""
    found = hold_many(ids)
    ended = {*RegistrationEnd.objects.filter(submission__in=found).values_list("submission_id", flat=True)}
    return {id: one for id, one in found.items() if id not in ended}


def hold_many_admitted(submissions: Collection[UUID]) -> list[Admitted]:
    """The memberships that run, of those asked for, locked likewise, in the order of their numbers. A fixed number of
    queries.
    """
    held = hold_registrations(submissions)
    rows = Membership.objects.filter(submission__in=held, state=MemberState.ADMITTED).select_related("member_class")
    terms = Term.objects.standing().filter(membership__in=held).select_related("member_class").order_by("begins")
    newest = {term.membership_id: term for term in terms}
    return [Admitted(held[row.pk], row, newest[row.pk]) for row in rows.order_by("number", "pk") if row.pk in newest]


def members_among(people: Collection[UUID], form: str) -> set[UUID]:
    """Those of these people who are members by some registration of the form. One query."""
    found = Membership.objects.filter(form=form, state=MemberState.ADMITTED, person__in=people)
    return {*found.values_list("person_id", flat=True)}


def tell(kind: Kind, held: Submission, *, actor: Actor, now: datetime, **more: Value) -> None:
    """Record what was done, on the trail of whom it is about."""
    tell_many(kind, [(held, more)], actor=actor, now=now)


def tell_many(
    kind: Kind, told: Iterable[tuple[Submission, Mapping[str, Value]]], *, actor: Actor, now: datetime
) -> None:
    """Likewise, of many, each with what the entry says besides."""
    record_about([about(kind, held, by=actor, **more) for held, more in told], now=now)


def tell_of_term(kind: Kind, held: Submission, term: Term, *, actor: Actor, now: datetime) -> None:
    """Likewise, of a term: its class and its last day."""
    tell(kind, held, actor=actor, now=now, **of_term(term))


def of_term(term: Term) -> dict[str, Value]:
    """What an entry says of a term."""
    return {"class": str(term.member_class_id), "ends": term.ends.isoformat() if term.ends else None}


def write_to(letter: str, about: Iterable[tuple[Submission, UUID]], *, now: datetime) -> None:
    """Put a letter to each into the queue, with the row that it is about, in the caller's transaction."""
    insert(Message, [row(letter, person=one.person_id, reference=id, lang=one.lang, now=now) for one, id in about])
