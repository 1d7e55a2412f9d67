"""Contractors' staff: invited by email to the lesson for those who work for a contractor, and who of them passed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.disclosure.models import Recipient, Sort
from azukari.ledger.events import done_by
from azukari.ledger.record import record
from azukari.mail.link import LinkClosed, LinkState, MailedLink
from azukari.mail.queue import enqueue
from azukari.policy import period
from azukari.policy.terms import Actor, Policy
from azukari.policy.training import CONTRACTOR, LessonState
from azukari.stewardship.training.events import INVITED
from azukari.stewardship.training.models import Pass, Trainee

LETTER = "training:contractor"
LASTS = timedelta(days=30)
"""How long a link works."""
PAUSE = timedelta(hours=1)
"""Between two mails to the same address."""


@dataclass(frozen=True, slots=True)
class TraineeRow:
    """Somebody who works for a contractor.

    Args:
        until: until when the lesson counts, or counted; None where it was never passed.
    """

    trainee: Trainee
    state: LessonState
    until: datetime | None


def contractors() -> Sequence[Recipient]:
    """Those who may be asked: recipients of the register that work for us."""
    return list(Recipient.objects.filter(sort=Sort.CONTRACTOR).order_by("slug"))


def invite(recipient: Recipient, *, name: str, email: str, lang: str, actor: Actor, now: datetime) -> Trainee:
    """Mail somebody who works for a contractor a link to the lesson; again, a new link.

    Returns:
        the row; no second mail is made within an hour.
    """
    with transaction.atomic(durable=True):
        row, made = Trainee.objects.select_for_update().get_or_create(
            recipient=recipient,
            email=email.strip().lower(),
            defaults={"name": name, "lang": lang, "made_at": now, "expires_at": now + LASTS},
        )
        if not made and row.expires_at > now + LASTS - PAUSE:
            return row
        row.name, row.lang, row.expires_at = name, lang, now + LASTS
        row.save(update_fields=["name", "lang", "expires_at"])
        enqueue(LETTER, person=None, reference=row.id, lang=lang, now=now)
        record(done_by(actor, INVITED, recipient=recipient.slug, trainee=row.id), now=now)
    return row


def valid_until(row: Trainee, policy: Policy, now: datetime) -> datetime | None:
    """Until when the lesson counts for one of them; None if it is to be taken."""
    [known] = _rows([row], policy, now)
    return known.until if known.state is LessonState.VALID else None


def trainees(policy: Policy, now: datetime) -> list[TraineeRow]:
    """Everybody who was invited, by contractor and name, with how their lesson stands. Two queries."""
    return _rows(list(Trainee.objects.select_related("recipient").order_by("recipient_id", "name", "id")), policy, now)


def _rows(rows: Sequence[Trainee], policy: Policy, now: datetime) -> list[TraineeRow]:
    passes = Pass.objects.filter(
        lesson=CONTRACTOR, holder__in=[row.id for row in rows], withdrawn_at__isnull=True
    ).order_by("passed_at")
    last: dict[UUID, datetime] = dict(passes.values_list("holder", "passed_at"))  # the newest comes last
    return [_standing(row, last.get(row.id), policy, now) for row in rows]


def _standing(row: Trainee, passed: datetime | None, policy: Policy, now: datetime) -> TraineeRow:
    if passed is None:
        return TraineeRow(row, LessonState.MISSING, None)
    until = period.after(passed, policy.training.valid, timezone=policy.organisation.timezone)
    return TraineeRow(row, LessonState.VALID if now < until else LessonState.EXPIRED, until)


def _find(id: UUID, now: datetime) -> Trainee:
    row = Trainee.objects.select_related("recipient").filter(id=id).first()
    if row is None:
        raise LinkClosed(LinkState.UNKNOWN)
    if now >= row.expires_at:
        raise LinkClosed(LinkState.EXPIRED, row)
    return row


LINK = MailedLink("lesson", "lesson", _find, lasts=LASTS)
