"""End of a registration: somebody leaves, or it lapses, and the policy's time after the service begins to run.

One verb for every kind of form whose service ends by leaving. It starts the clock of retention, records the end on the
person's trail, tells them, and tells the feature (`Kind.on_ended`), all in one transaction. What rests on something
else (a consent given besides, what a law keeps) goes on. An end that the desk wrote down by mistake is taken back; one
that the person decided is not the desk's to undo.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.consent.service import end_services, foresee_end, resume_service
from azukari.core.database.rows import insert
from azukari.core.forms import kinds
from azukari.core.forms.events import REGISTRATION_ENDED, REGISTRATION_RESUMED, about
from azukari.core.forms.held import hold_submission, hold_submissions
from azukari.core.forms.models import EndedAs, RegistrationEnd, State, Submission
from azukari.core.mail.models import Message
from azukari.core.mail.queue import row
from azukari.core.people.models import Person
from azukari.core.people.removals import RemovalKind, Removed, turns_of, write_removals
from azukari.core.policy_versions.current import Charters, at
from azukari.core.vault.trail import record_about
from azukari.policy.ending import ENDS_BY, EndsBy
from azukari.policy.terms import Actor, ActorKind, FormKind, Policy

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
    purposes = known.form_of(submission).purposes
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
        ended = _end([held], reason=reason, actor=actor, now=now, day=day, ended_at=ended_at)
        if not ended:
            raise NotRunning
    return ended[0]


def end_registrations(
    submissions: Collection[UUID], *, reason: EndedAs, actor: Actor, now: datetime
) -> list[RegistrationEnd]:
    """As `end_registration`, of many at once and from now on, in one transaction and a fixed number of queries; without
    those that do not run.
    """
    with transaction.atomic():
        found = [one for one in hold_submissions(submissions).values() if one.state == State.ACCEPTED]
        days: dict[date, list[Submission]] = {}
        for one in found:
            if by_leaving(one.kind):
                days.setdefault(at(one.charter_id).policy.organisation.day(now), []).append(one)
        return [
            row
            for day, held in days.items()
            for row in _end(held, reason=reason, actor=actor, now=now, day=day, ended_at=now)
        ]


def _end(
    held: Sequence[Submission], *, reason: EndedAs, actor: Actor, now: datetime, day: date, ended_at: datetime
) -> list[RegistrationEnd]:
    """Of registrations that the caller holds; returns the ends of those that ran."""
    running = {one.id: at(one.charter_id).policy.forms[one.form].purposes for one in held}
    ends = end_services(running, now=now, ended_at=ended_at)
    over = [one for one in held if one.id in ends]
    if not over:
        return []
    rows = [
        RegistrationEnd(
            submission=one, person_id=one.person_id, reason=reason, ended_on=day,
            by_person=actor.kind is ActorKind.PERSON, recorded_at=now,
        )
        for one in over
    ]  # fmt: skip
    RegistrationEnd.objects.bulk_create(
        rows,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["submission"],
        update_fields=["person", "reason", "ended_on", "by_person", "recorded_at"],
    )
    turns = turns_of([one.id for one in over])
    write_removals(
        Removed(
            RemovalKind.SERVICE_ENDED, one.id, one.person_id, now, turn=turns[one.id] + 1, reason=reason.value,
            day=f"{day}", by_person=row.by_person,
        )
        for one, row in zip(over, rows, strict=True)
    )  # fmt: skip
    events = []
    for one in over:
        until = at(one.charter_id).policy.organisation.last_day(ends[one.id])
        events.append(about(REGISTRATION_ENDED, one, by=actor, reason=reason.value, day=f"{day}", ends=f"{until}"))
    record_about(events, now=now)
    for kind in {one.kind for one in over}:
        kinds.of(kind).on_ended([one for one in over if one.kind == kind], now)
    _write(ENDED_LETTER, over, now)
    return rows


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
        turn = turns_of([held.id])[held.id] + 1
        write_removals([Removed(RemovalKind.SERVICE_RESUMED, held.id, held.person_id, now, turn=turn)])
        record_about([about(REGISTRATION_RESUMED, held, by=actor)], now=now)
        kinds.of(held.kind).on_resumed(held, now)
        _write(RESUMED_LETTER, [held], now)


def end_again(removed: Removed) -> bool:
    """Let a registration of a restored database have ended, or go on, as in truth, in the caller's transaction. Nobody
    is told again. Returns whether the database did not know.
    """
    held = _held(removed.about)
    if held is None or turns_of([held.id])[held.id] >= removed.turn:
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
        kinds.of(held.kind).on_ended([held], removed.at)
    write_removals([removed])
    return True


def _held(submission: UUID) -> Submission | None:
    """The accepted registration, locked after its person."""
    held = hold_submission(submission)
    return held if held and held.state == State.ACCEPTED else None


def _ended(held: Submission, on: date | None, policy: Policy, now: datetime) -> tuple[date, datetime]:
    """The day, and the moment from which the time after it counts."""
    here = policy.organisation
    today, begun = here.day(now), here.day(held.accepted_at or held.created_at)
    if on is None or on == today:
        return today, now
    if not begun <= on < today:
        raise NotThatDay
    return on, here.midnight(on + timedelta(days=1))


def _write(letter: str, held: Sequence[Submission], now: datetime) -> None:
    """To those whose address is confirmed."""
    people = Person.objects.filter(id__in=[one.person_id for one in held], confirmed_at__isnull=False)
    confirmed = {*people.values_list("id", flat=True)}
    insert(
        Message,
        [
            row(letter, person=one.person_id, reference=one.id, lang=one.lang, now=now)
            for one in held
            if one.person_id in confirmed
        ],
    )
