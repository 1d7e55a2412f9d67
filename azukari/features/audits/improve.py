"""Telling the public what was improved: a line in both languages, which may belong to a finding."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import today
from azukari.features.audits.events import IMPROVED
from azukari.features.audits.models import Improvement
from azukari.policy.terms import Actor


def publish(*, ja: str, en: str, finding: UUID | None, actor: Actor, now: datetime) -> Improvement:
    """Add a line to the public change log."""
    with transaction.atomic():
        row = Improvement.objects.create(
            day=today(now),
            ja=ja,
            en=en,
            finding_id=finding,
            published_by=actor_reference(actor),
            published_at=now,
        )
        record(done_by(actor, IMPROVED, improvement=row.id, finding=finding), now=now)
    return row
