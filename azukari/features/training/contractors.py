"""Contractors' staff: invited by email to the lesson for those who work for a contractor, and who of them passed it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.queue import enqueue
from azukari.core.transfers.models import Recipient, Sort
from azukari.features.training.events import INVITED
from azukari.features.training.history import passes_of
from azukari.features.training.models import Trainee
from azukari.policy.terms import Actor, Policy
from azukari.policy.training import CONTRACTOR, History, LessonStanding, standing

LETTER = "training:contractor"
LASTS = timedelta(days=30)
"""How long a link works."""
PAUSE = timedelta(hours=1)
"""Between two mails to the same address."""


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
    [(_row, known)] = _standings([row], policy, now)
    return known.until if known.is_open else None


def trainees(policy: Policy, now: datetime) -> list[tuple[Trainee, LessonStanding]]:
    """Everybody who was invited, by contractor and name, with how their lesson stands. Two queries."""
    rows = Trainee.objects.select_related("recipient").order_by("recipient_id", "name", "id")
    return _standings(list(rows), policy, now)


def _standings(rows: Sequence[Trainee], policy: Policy, now: datetime) -> list[tuple[Trainee, LessonStanding]]:
    passed = passes_of([row.id for row in rows])
    return [(row, standing(policy, "", CONTRACTOR, History(tuple(passed[row.id])), now)) for row in rows]


def _find(id: UUID, now: datetime) -> Trainee:
    row = Trainee.objects.select_related("recipient").filter(id=id).first()
    if row is None:
        raise LinkClosed(LinkState.UNKNOWN)
    if now >= row.expires_at:
        raise LinkClosed(LinkState.EXPIRED, row)
    return row


LINK = MailedLink("lesson", "lesson", _find, lasts=LASTS)
