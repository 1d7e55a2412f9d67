"""End of a registration: somebody leaves, or it lapses, and the policy's time after the service begins to run.

One verb for every kind of form whose service ends by leaving. It starts the clock of retention, records the end on the
person's trail, tells them, and tells the feature (`Kind.on_ended`), all in one transaction. What rests on something
else (a consent given besides, what a law keeps) goes on. An end that the desk wrote down by mistake is taken back; one
that the person decided is not the desk's to undo.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from azukari.charter.current import Charters, at
from azukari.consent.service import end_service, foresee_end, resume_service
from azukari.forms import kinds
from azukari.forms.events import REGISTRATION_ENDED, REGISTRATION_RESUMED
from azukari.forms.held import hold_submission
from azukari.forms.models import EndedAs, RegistrationEnd, State, Submission
from azukari.ledger.catalogue import Kind
from azukari.ledger.events import Event, actor_reference
from azukari.ledger.shapes import Value
from azukari.mail.queue import enqueue
from azukari.people.models import Person
from azukari.people.removals import RemovalKind, Removed, turn_of, write_removals
from azukari.policy.ending import ENDS_BY, EndsBy
from azukari.policy.period import day_of, last_day
from azukari.policy.terms import Actor, ActorKind, FormKind, Policy
from azukari.vault.trail import record_about

ENDED_LETTER = "forms:ended"
RESUMED_LETTER = "forms:resumed"


class NotRunning(Exception):
    """There is no such registration, it has ended, or it is of a kind that nobody leaves."""


class NotThatDay(Exception):
    """The day lies ahead, or before the registration."""


class NotOursToUndo(Exception):
    """It has not ended, its time is over, or the person themselves ended it."""


def by_leaving(kind: str) -> bool:
    """Whether registrations of this kind of form end by leaving."""
    return ENDS_BY[FormKind(kind)] is EndsBy.LEAVING


def foresee(submission: Submission, *, known: Charters, now: datetime) -> Mapping[str, datetime]:
    """When each purpose would end if the registration ended now; empty where there is nothing to end."""
    if submission.state != State.ACCEPTED or not by_leaving(submission.kind):
        return {}
    purposes = known.policy(submission.charter_id).forms[submission.form].purposes
    return foresee_end(submission.id, purposes=purposes, known=known, now=now)


def end_registration(
    submission: UUID, *, reason: EndedAs, actor: Actor, now: datetime, on: date | None = None
) -> RegistrationEnd:
    """End it, from the end of the day ``on`` where the organisation is; from now if that is today or not given.

    Raises:
        NotRunning, NotThatDay: see there; nothing was changed.
    """
    with transaction.atomic():
        held = _held(submission)
        if held is None or not by_leaving(held.kind):
            raise NotRunning
        policy = at(held.charter_id).policy
        day, ended_at = _ended(held, on, policy, now)
        ends = end_service(held.id, purposes=_purposes(held), now=now, ended_at=ended_at)
        if ends is None:
            raise NotRunning
        row, _made = RegistrationEnd.objects.update_or_create(
            submission=held,
            defaults={
                "person_id": held.person_id,
                "reason": reason,
                "ended_on": day,
                "by_person": actor.kind is ActorKind.PERSON,
                "recorded_at": now,
            },
        )
        _journal(held, RemovalKind.SERVICE_ENDED, now, reason=reason.value, day=day, by_person=row.by_person)
        until = last_day(ends, timezone=policy.organisation.timezone)
        _record(held, REGISTRATION_ENDED, actor, now, reason=reason.value, day=f"{day}", ends=f"{until}")
        kinds.of(held.kind).on_ended(held, now)
        _write(ENDED_LETTER, held, now)
    return row


def take_back_end(submission: UUID, *, actor: Actor, now: datetime) -> None:
    """The end was a mistake of the desk's: the registration goes on as before.

    Raises:
        NotOursToUndo: see there; nothing was changed.
    """
    with transaction.atomic():
        held = _held(submission)
        row = RegistrationEnd.objects.filter(submission=held, by_person=False).first() if held else None
        if held is None or row is None or not resume_service(held.id, now=now):
            raise NotOursToUndo
        row.delete()
        _journal(held, RemovalKind.SERVICE_RESUMED, now)
        _record(held, REGISTRATION_RESUMED, actor, now)
        kinds.of(held.kind).on_resumed(held, now)
        _write(RESUMED_LETTER, held, now)


def end_again(removed: Removed) -> bool:
    """Let a registration of a restored database have ended, or go on, as in truth, in the caller's transaction. Nobody
    is told again. Returns whether the database did not know.
    """
    held = _held(removed.about)
    if held is None or turn_of(held.id) >= removed.turn:
        return False
    if removed.kind is RemovalKind.SERVICE_RESUMED:
        RegistrationEnd.objects.filter(submission=held).delete()
        kinds.of(held.kind).on_resumed(held, removed.at)
    else:
        end = {
            "person_id": held.person_id,
            "reason": removed.reason,
            "ended_on": date.fromisoformat(removed.day),
            "by_person": removed.by_person,
            "recorded_at": removed.at,
        }
        RegistrationEnd.objects.update_or_create(submission=held, defaults=end)
        kinds.of(held.kind).on_ended(held, removed.at)
    write_removals([removed])
    return True


def _journal(
    held: Submission,
    kind: RemovalKind,
    now: datetime,
    *,
    reason: str = "",
    day: date | None = None,
    by_person: bool = False,
) -> None:
    """Write what a restore has to repeat, whatever became of the grants."""
    turn, on = turn_of(held.id) + 1, f"{day or ''}"
    removed = Removed(kind, held.id, held.person_id, now, turn=turn, reason=reason, day=on, by_person=by_person)
    write_removals([removed])


def _held(submission: UUID) -> Submission | None:
    """The accepted registration, locked after its person."""
    held = hold_submission(submission)
    return held if held and held.state == State.ACCEPTED else None


def _purposes(submission: Submission) -> tuple[str, ...]:
    return at(submission.charter_id).policy.forms[submission.form].purposes


def _ended(held: Submission, on: date | None, policy: Policy, now: datetime) -> tuple[date, datetime]:
    """The day, and the moment from which the time after it counts."""
    zone = policy.organisation.timezone
    today, begun = day_of(now, timezone=zone), day_of(held.accepted_at or held.created_at, timezone=zone)
    if on is None or on == today:
        return today, now
    if not begun <= on < today:
        raise NotThatDay
    return on, datetime.combine(on + timedelta(days=1), time.min, tzinfo=ZoneInfo(zone))


def _record(held: Submission, kind: Kind, actor: Actor, now: datetime, **more: Value) -> None:
    payload: dict[str, Value] = {
        "actor": actor_reference(actor),
        "submission": str(held.id),
        "form": held.form,
        **more,
    }
    record_about([Event(kind, payload, held.person_id)], now=now)


def _write(letter: str, held: Submission, now: datetime) -> None:
    if Person.objects.filter(id=held.person_id, confirmed_at__isnull=False).exists():
        enqueue(letter, person=held.person_id, reference=held.id, lang=held.lang, now=now)
