"""A request to stop passing somebody's data on (APPI 35(3)): every consent to a recipient ends, and each is told."""

from datetime import datetime
from uuid import UUID

from azukari.disclosure.consents import withdraw
from azukari.disclosure.models import Consent
from azukari.policy.terms import Actor


def stop(person: UUID, purpose: str, actor: Actor, now: datetime) -> int:
    """Take back the consents of ``person``, or those for ``purpose``, in the caller's transaction; returns how many."""
    living = Consent.objects.filter(person_id=person, withdrawn_at__isnull=True)
    if purpose:
        living = living.filter(purpose=purpose)
    pairs = list(living.order_by("id").values_list("recipient_id", "purpose"))
    return sum(withdraw(person, recipient=to, purpose=what, actor=actor, now=now) for to, what in pairs)
