"""How a recipient stands at this moment: contract, review, guidelines, case. A handful of queries, none of them about
people.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max

from azukari.core.policy_versions.current import current
from azukari.core.transfers.models import (
    Contract,
    GuidelinesAcceptance,
    GuidelinesVersion,
    LegalCase,
    Outcome,
    Review,
    Transfer,
)
from azukari.core.transfers.ways import way_of
from azukari.policy.disclose import may_transfer
from azukari.policy.disclosure import ContractState, Demand, GuidelinesState, RecipientStatus, ReviewState
from azukari.policy.terms import Verdict
from azukari.policy.ways import may_serve

LIVE = (ContractState.SIGNED, ContractState.IN_FORCE, ContractState.SUSPENDED)


def standing_of(recipient: str, *, case: UUID | None = None, lock: bool = False) -> RecipientStatus:
    """What the register says about ``recipient`` now.

    Args:
        case: the case on which a disclosure would rest.
        lock: hold contract and case until the caller's transaction ends, so that whoever suspends or closes them waits
            for it, and is seen by the next.
    """
    contract, of_case = contract_of(recipient, lock=lock), _case(case, lock=lock)
    resting_on = (contract, contract and contract.recipient, of_case)
    return RecipientStatus(
        contract=contract.entrustment() if contract else None,
        review=review_of(contract) if contract else None,
        guidelines=guidelines_of(recipient),
        case=of_case.state() if of_case else None,
        altered=any(row is not None and not row.is_proven() for row in resting_on),
    )


def standing_for(transfer: Transfer, *, lock: bool = False) -> RecipientStatus:
    """As `standing_of` its recipient, and whether the program wrote the transfer and the recipient's entry."""
    standing = standing_of(transfer.recipient_id, case=transfer.case_id, lock=lock)
    altered = standing.altered or not transfer.is_proven() or not transfer.recipient.is_proven()
    return replace(standing, altered=altered)


def may_go(
    demand: Demand, *, case: UUID | None, now: datetime, lock: bool = False, transfer: Transfer | None = None
) -> Verdict:
    """Whether a transfer may go by now as far as the whole is concerned, whoever would be in it.

    Args:
        lock: as `standing_of` has it.
        transfer: the one that is under way, if it is.
    """
    standing = standing_for(transfer, lock=lock) if transfer else standing_of(demand.recipient, case=case, lock=lock)
    policy, way = current().policy, way_of(demand)
    verdict = may_transfer(policy, demand, standing=standing, now=now)
    return may_serve(policy, way, demand.purpose) if verdict and way else verdict


def contract_of(recipient: str, *, lock: bool = False) -> Contract | None:
    """The contract that counts: the one that lives, else the newest."""
    rows = Contract.objects.filter(recipient_id=recipient).select_related("recipient")
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found = sorted(rows, key=lambda row: (row.state in LIVE, row.created_at))
    return found[-1] if found else None


def review_of(contract: Contract) -> ReviewState | None:
    """When the next review is due, and whether the last one failed; None while none is planned."""
    reviews = list(Review.objects.filter(contract=contract).order_by("done_on", "id"))  # ids are in order of time
    planned = next((review for review in reviews if review.done_on is None), None)
    done = [review for review in reviews if review.done_on is not None]
    if planned is None:
        return None
    return ReviewState(due=planned.due, failed=bool(done) and done[-1].outcome == Outcome.FAILED)


def review_planned(contract: Contract) -> Review | None:
    """The review that comes next."""
    return Review.objects.filter(contract=contract, done_on__isnull=True).first()


def guidelines_of(recipient: str) -> GuidelinesState:
    """The newest guidelines, and the newest that ``recipient`` accepted.

    The time to accept runs from the first version that is owed: a newer one gives no new time to who is late already.
    """
    versions = list(GuidelinesVersion.objects.order_by("number").values_list("number", "published_at", "grace_days"))
    if not versions:
        return GuidelinesState(0, None, 0)
    accepted = GuidelinesAcceptance.objects.filter(recipient_id=recipient).aggregate(n=Max("guidelines_id"))["n"] or 0
    owed = [version for version in versions if version[0] > accepted] or versions[-1:]
    zone = current().policy.organisation.zone
    until = min(at.astimezone(zone).date() + timedelta(days=days) for _number, at, days in owed)
    return GuidelinesState(versions[-1][0], until, accepted)


def _case(id: UUID | None, *, lock: bool) -> LegalCase | None:
    if id is None:
        return None
    rows = LegalCase.objects.filter(id=id)
    return (rows.select_for_update() if lock else rows).first()
