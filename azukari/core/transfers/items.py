"""A transfer as the decisions and the ledger see it."""

from azukari.core.ledger.shapes import Value
from azukari.core.transfers.models import PreviewOrder, Transfer
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.policy.terms import Category


def demand_in(row: Transfer | PreviewOrder) -> Demand:
    """What would be handed over, to be judged again; the database knows no fourth ground."""
    return Demand(
        recipient=row.recipient_id,
        purpose=row.purpose,
        categories=frozenset(Category(c) for c in row.categories.split()),
        ground=DisclosureGround(row.ground),
    )


def payload_of(transfer: Transfer) -> dict[str, Value]:
    """What each person's entry says: when (the entry's own time), to whom, what, on which ground (APPI 29)."""
    payload: dict[str, Value] = {
        "actor": transfer.proposed_by,
        "transfer": str(transfer.id),
        "recipient": transfer.recipient_id,
        "country": transfer.recipient.country.lower(),
        "purpose": transfer.purpose,
        "ground": transfer.ground,
        "categories": transfer.categories.split(),
        "charter": transfer.charter_id,
        "channel": transfer.channel,
    }
    if transfer.contract_id:
        payload["contract"] = str(transfer.contract_id)
    if transfer.case_id:
        payload["case"] = str(transfer.case_id)
    return payload
