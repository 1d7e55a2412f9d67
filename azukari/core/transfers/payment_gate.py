"""A payment provider passes the gate as well: it is a contractor, asked to collect a payment while its contract stands.

It gets an amount, what it is for, and a reference made up for it, and nothing of anybody's data. Who pays tells the
provider the rest by themselves.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import current
from azukari.core.transfers.refusal import refuse
from azukari.core.transfers.standing import contract_of, standing_of
from azukari.policy.disclose import NOTHING, may_collect
from azukari.policy.disclosure import Demand, DisclosureGround, RecipientStatus
from azukari.policy.terms import Actor, Text, Verdict


@dataclass(frozen=True, slots=True)
class Collector:
    """A payment provider who may be asked now.

    Args:
        slug: among the policy's recipients; ``purpose``: for which it may be asked.
    """

    slug: str
    name: Text
    purpose: str

    def handed(self) -> dict[str, Value]:
        """What the ledger says of asking it. One query."""
        contract = contract_of(self.slug)
        told: dict[str, Value] = {
            "recipient": self.slug, "purpose": self.purpose, "ground": DisclosureGround.CONTRACT.value,
        }  # fmt: skip
        return told | {"contract": str(contract.id)} if contract else told


def collector(purposes: Collection[str], *, now: datetime) -> Collector | None:
    """The payment provider, if one is set and may be asked for one of these purposes. Four queries where one is set."""
    if not settings.AZUKARI.payments.recipient:
        return None
    found = _judge(purposes, now)
    return found if isinstance(found, Collector) else None


def claim_collector(purposes: Collection[str], *, actor: Actor, now: datetime) -> Collector:
    """The payment provider, right before it is asked.

    Raises:
        Refused: none may be asked. Recorded and committed first.
    """
    found = _judge(purposes, now)
    if isinstance(found, Verdict):
        slug, purpose = settings.AZUKARI.payments.recipient, next(iter(purposes), "")
        wish = Demand(slug, purpose, NOTHING, DisclosureGround.CONTRACT)
        refuse(found, wish=wish, actor=actor, now=now)
    return found


def _judge(purposes: Collection[str], now: datetime) -> Collector | Verdict:
    policy, slug = current().policy, settings.AZUKARI.payments.recipient
    known = policy.recipients.get(slug)
    purpose = next((each for each in purposes if known and each in known.purposes), next(iter(purposes), ""))
    standing = standing_of(slug) if known else RecipientStatus()
    verdict = may_collect(policy, recipient=slug, purpose=purpose, standing=standing, now=now)
    return Collector(slug, known.name, purpose) if verdict and known else verdict
