"""The register's verbs: an incident is opened, its facts change, a duty is done, a lesson is set and learnt, it closes.

Each is one transaction with its entry in the ledger. What the law asks follows from the facts alone
(`policy.breach.assess`), each time it is asked, so that no row can say otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import Event, actor_reference, who
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.vault import notes
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.reasons import Reason
from azukari.features.incidents import words
from azukari.features.incidents.events import DECIDED, DUTY_DONE, INCIDENT_CLOSED, LESSON_DONE, LESSON_SET, OPENED
from azukari.features.incidents.models import Done, Incident, Item, Lesson, Statement
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.breach import Assessment, Duty, Facts, Owed, Role, assess
from azukari.policy.terms import Act, Actor, Category, Policy


@dataclass(frozen=True, slots=True)
class Known:
    """What staff say of an incident.

    Args:
        categories: which kinds of data.
    """

    facts: Facts
    categories: frozenset[Category]


def assessed(incident: Incident, policy: Policy) -> Assessment:
    """What follows from the facts."""
    return assess(incident.facts(), policy)


def open_incident(
    known: Known, *, drill: bool, summary: str = "", policy: Policy, actor: Actor, now: datetime
) -> Incident:
    """Enter an incident into the register.

    Args:
        drill: nothing happened, and nothing will leave.
        summary: what happened, in words; sealed.
    """
    with transaction.atomic():
        last = Incident.objects.aggregate(last=Max("number"))["last"] or 0
        incident = Incident(number=last + 1, drill=drill, opened_at=now, opened_by=actor_reference(actor))
        _put(incident, known)
        incident.save(force_insert=True)
        tell(OPENED, incident, actor, now, code=assessed(incident, policy).code)
        if summary.strip():
            _state(incident, Item.SUMMARY, summary, now)
    return incident


def decide_again(id: UUID, known: Known, *, version: int, policy: Policy, actor: Actor, now: datetime) -> Incident:
    """The facts are others than was thought.

    Raises:
        StaleVersion: somebody changed it meanwhile.
        InvalidTransition: it is closed.
    """
    with transaction.atomic():
        incident = _held(id, version)
        _put(incident, known)
        incident.save()
        tell(DECIDED, incident, actor, now, code=assessed(incident, policy).code)
    return incident


def state(id: UUID, texts: Mapping[Item, str], *, version: int, now: datetime) -> None:
    """Keep what is written to the items of the report, sealed."""
    with transaction.atomic():
        incident = _held(id, version)
        for item, text in texts.items():
            _state(incident, item, text.strip(), now)
        incident.save()


def read(incident: Incident, *, actor: Actor, now: datetime) -> dict[str, str]:
    """What was written: by item, and by the id of each lesson's note. Recorded.

    Raises:
        Refused: the actor's duty does not look after incidents. Recorded first.
    """
    found = notes.read(
        incident.id,
        person=None,
        actor=actor,
        now=now,
        kinds=[NoteKind.INCIDENT],
        act=Act.SUPERVISE,
        reason=Reason.CONTROL,
    )
    text = {note.id: note.text for note in found}
    items = {row.item: text.get(row.note, "") for row in incident.statements.all()}
    return items | {str(row.note): text.get(row.note, "") for row in incident.lessons.all()}


def do(id: UUID, duty: Duty, *, receipt: str = "", policy: Policy, actor: Actor, now: datetime) -> None:
    """A duty was done.

    Raises:
        InvalidTransition: it is closed, or this is none of its duties, or was done.
    """
    with transaction.atomic():
        incident = _held(id)
        owed = {one.duty for one in assessed(incident, policy).owed}
        if duty not in owed or incident.done.filter(duty=duty).exists():
            raise InvalidTransition("incident.not-owed", words.NOT_OWED)
        Done.objects.create(incident=incident, duty=duty, at=now, actor=actor_reference(actor), receipt=receipt)
        tell(DUTY_DONE, incident, actor, now, duty=duty.value)
        if duty is Duty.PRINCIPAL:
            incident.told_principal = True
        incident.save()


def set_lesson(id: UUID, text: str, *, due: date, owner: str, actor: Actor, now: datetime) -> Lesson:
    """What is to change, by when, and who sees to it.

    Args:
        owner: ``staff:...``, a colleague's reference.

    Raises:
        InvalidTransition: the incident is closed.
    """
    with transaction.atomic():
        incident = _held(id)
        note = notes.write(incident.id, NoteKind.INCIDENT, text.strip(), now=now)
        lesson = Lesson.objects.create(incident=incident, note=note, due=due, owner=owner)
        tell(LESSON_SET, incident, actor, now, action=str(lesson.id))
    return lesson


def learn(id: UUID, *, actor: Actor, now: datetime) -> None:
    """What was to change has changed."""
    with transaction.atomic():
        lesson = Lesson.objects.select_for_update().select_related("incident").get(id=id)
        if lesson.done_at is None:
            lesson.done_at, lesson.done_by = now, actor_reference(actor)
            lesson.save()
            tell(LESSON_DONE, lesson.incident, actor, now, action=str(lesson.id))


def left(incident: Incident, policy: Policy) -> tuple[Owed, ...]:
    """What is still owed. One query, unless what is done came along."""
    done = {row.duty for row in incident.done.all()}
    return tuple(one for one in assessed(incident, policy).owed if one.duty not in done)


def real_ones() -> QuerySet[Incident]:
    """The incidents whose clocks run, with what is done about them; a drill's clocks are nobody's."""
    return Incident.objects.filter(closed_at__isnull=True, drill=False).prefetch_related("done").order_by("number")


def close(id: UUID, *, version: int, policy: Policy, actor: Actor, now: datetime) -> None:
    """Everything is done.

    Raises:
        StaleVersion: somebody changed it meanwhile.
        InvalidTransition: something is still owed, or it is closed.
    """
    with transaction.atomic():
        incident = _held(id, version)
        if left(incident, policy):
            raise InvalidTransition("incident.owed", words.OWED)
        incident.closed_at, incident.closed_by = now, actor_reference(actor)
        incident.save()
        tell(INCIDENT_CLOSED, incident, actor, now)


def _put(incident: Incident, known: Known) -> None:
    facts = known.facts
    if facts.role is not Role.CONTRACTOR:
        facts = replace(facts, told_principal=False)
    for name in Facts.__slots__:
        setattr(incident, name, getattr(facts, name))
    incident.categories = " ".join(sorted(known.categories))


def _state(incident: Incident, item: Item, text: str, now: datetime) -> None:
    row = Statement.objects.filter(incident=incident, item=item).first()
    if row is not None:
        notes.rewrite(row.note, text)
    elif text:
        note = notes.write(incident.id, NoteKind.INCIDENT, text, now=now)
        Statement.objects.create(incident=incident, item=item, note=note)


def _held(id: UUID, version: int | None = None) -> Incident:
    """The incident, under its lock, to be changed and saved."""
    incident = Incident.objects.select_for_update().get(id=id)
    if incident.closed_at is not None:
        raise InvalidTransition("incident.closed", words.IS_CLOSED)
    if version is not None and incident.version != version:
        raise StaleVersion
    incident.version += 1
    return incident


def tell(kind: Kind, incident: Incident, actor: Actor, now: datetime, **more: Value) -> None:
    """Record what was done about an incident, in the caller's transaction."""
    record(Event(kind, {**who(actor), "incident": str(incident.id), "drill": incident.drill, **more}), now=now)
