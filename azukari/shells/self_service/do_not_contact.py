"""Never write to me again: the person's own wish about every address that they gave us."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.vault.suppression import lift, suppress, suppressed
from azukari.policy.terms import Actor, Category
from azukari.shells.self_service.own_data import OwnData


def addresses(data: OwnData) -> set[str]:
    """Every address that the person gave us and confirmed."""
    return {value.text for value in data.opened if value.category is Category.EMAIL}


def is_off(data: OwnData) -> bool:
    """Whether none of the person's addresses may be written to."""
    own = addresses(data)
    return bool(own) and suppressed(own) == own


def stop_contact(person: UUID, data: OwnData, *, actor: Actor, now: datetime) -> None:
    """Suppress the person's addresses."""
    suppress(addresses(data), actor=actor, now=now, person=person)


def resume_contact(person: UUID, data: OwnData, *, actor: Actor, now: datetime) -> None:
    """Lift what `stop_contact` did."""
    with transaction.atomic():
        lift(addresses(data), actor=actor, now=now, person=person)
