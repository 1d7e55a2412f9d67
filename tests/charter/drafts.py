"""Policies as texts that somebody publishes."""

from datetime import UTC, datetime

from azukari.core.accounts.models import StaffDuty, User
from azukari.policy.parse import STARTER
from azukari.policy.terms import Actor, ActorKind

TEXT = STARTER.read_text("utf-8")
OFFICER = "privacy"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
EXCEPTIONAL = TEXT.replace("    ground: consent\n", "    ground: consent\n    exceptional: true\n", 1)


def officer(name: str) -> Actor:
    user = User.objects.create_user(f"{name}@staff.example.org", name, now=NOW)
    StaffDuty.objects.create(user=user, duty=OFFICER)
    return Actor(ActorKind.STAFF, str(user.reference), frozenset({OFFICER}))
