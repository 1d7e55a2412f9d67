"""A member who was admitted on a certain day, and noon of days, for tests of what comes later."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from azukari.features.members.admit import admit
from azukari.features.members.models import Invoice, MemberClass
from azukari.features.members.payments import record_payment
from azukari.policy.terms import Actor, ActorKind

TOKYO = ZoneInfo("Asia/Tokyo")
OFFICE = Actor(ActorKind.SYSTEM, "office")
JOINED = date(2026, 11, 24)


def at(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=TOKYO)


def joined(known: Any, classes: Mapping[str, MemberClass], name: str) -> UUID:
    """Somebody is admitted; returns their registration."""
    id: UUID = known.submission.id
    admit(id, into=classes[name].id, actor=OFFICE, now=at(JOINED))
    return id


def pay_all(id: UUID, day: date) -> None:
    """They pay what they owe."""
    owed = sum(each.owed for each in Invoice.objects.filter(submission=id))
    record_payment(id, paid_on=day, amount=owed, by=None, actor=OFFICE, now=at(day))
