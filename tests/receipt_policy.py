"""A policy with all that a receipt of a consent tells of."""

from datetime import UTC, datetime
from uuid import UUID

from azukari.core.consent.receipt import Occasion
from azukari.policy.parse import STARTER, load

POLICY = load(STARTER)
OCCASION = Occasion(
    submission=UUID(int=1),
    person=UUID(int=2),
    charter=3,
    notice="The exact words.",
    digest="ab" * 32,
    lang="en",
    consents=frozenset({"magazine"}),
    accepted=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
    confirmed=True,
    base_url="https://example.org",
)
