"""What is passed on, or may be, in the words of a person's own page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.disclosure.consents import offers
from azukari.policy.explain import name_categories
from azukari.policy.terms import Policy, Recipient


@dataclass(frozen=True, slots=True)
class Offered:
    """A third party that the person may let have something."""

    recipient: str
    purpose: str
    entry: Recipient
    title: str
    what: str
    since: datetime | None


def passing_offers(person: UUID, *, policy: Policy, lang: str, now: datetime) -> list[Offered]:
    """What the person may agree to, and what they agreed to. Two queries."""
    return [
        Offered(
            recipient=offer.recipient,
            purpose=offer.purpose,
            entry=offer.entry,
            title=policy.purposes[offer.purpose].title[lang],
            what=name_categories(policy, offer.categories)[lang],
            since=offer.since,
        )
        for offer in offers(person, policy=policy, now=now)
    ]
