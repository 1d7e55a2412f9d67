"""Contracts and transfers compared with the ledger, in both directions: what its entries tell of and the table lacks
or has in another state, and what the table has and no entry made.
"""

from datetime import datetime

from azukari.core.ledger.looking import told
from azukari.core.policy_versions.current import ruling_policy
from azukari.core.transfers.events import CONTRACT_CHANGED, TRANSFER_APPROVED, TRANSFER_PROPOSED
from azukari.core.transfers.models import Contract, Transfer
from azukari.lib.control import Findings
from azukari.lib.sentence import Sentence
from azukari.policy.disclosure import ContractState
from azukari.policy.period import after

_LOST = Sentence(
    "%(count)d rows (%(where)s) of which the ledger tells are missing. Restore them from a backup, and find out who can"
    " write to the database: a loss is an incident."
)
_UNTOLD = Sentence(
    "%(count)d rows (%(where)s) do not match the ledger. Restore them from a backup, and find out who can write to the "
    "database."
)


def findings(now: datetime) -> Findings:
    """What the tables lack, and what they have that no entry made. One look through the ledger for each."""
    yield from _contracts()
    yield from _transfers(now)


def _contracts() -> Findings:
    said = _newest_states()
    held = {str(id): state for id, state in Contract.objects.values_list("id", "state")}
    yield from _found(_LOST, "disclosure.Contract", len(said.keys() - held.keys()))
    others = [id for id, state in held.items() if state not in said.get(id, {ContractState.DRAFT.value})]
    yield from _found(_UNTOLD, "disclosure.Contract", len(others))


def _newest_states() -> dict[str, set[str]]:
    """The last state of each contract; several where they came at one moment, whose entries are in no order."""
    said: dict[str, set[str]] = {}
    at: dict[str, datetime] = {}
    for entry in told([CONTRACT_CHANGED]):
        id = entry.payload["contract"]
        if id not in at or entry.at > at[id]:
            said[id], at[id] = set(), entry.at
        if entry.at == at[id]:
            said[id].add(entry.payload["state"])
    return said


def _transfers(now: datetime) -> Findings:
    """Records of transfers go when their time is over, so of older ones none has to be there."""
    policy = ruling_policy()
    if policy is None:
        return
    kept, zone = policy.supervision.records_kept, policy.organisation.timezone
    entries = list(told([TRANSFER_PROPOSED, TRANSFER_APPROVED]))
    made = {entry.payload["transfer"]: entry.at for entry in entries if entry.kind == TRANSFER_PROPOSED.name}
    approved = {entry.payload["transfer"] for entry in entries if entry.kind == TRANSFER_APPROVED.name}
    held = {str(id): by for id, by in Transfer.objects.values_list("id", "approved_by")}
    lost = [id for id, at in made.items() if id not in held and after(at, kept, timezone=zone) > now]
    yield from _found(_LOST, "disclosure.Transfer", len(lost))
    declined = Transfer.objects.filter(state="declined").values_list("id", flat=True)
    yeses = {id for id, by in held.items() if by} - {*map(str, declined)}
    yield from _found(_UNTOLD, "disclosure.Transfer", len((held.keys() - made.keys()) | (yeses - approved)))


def _found(what: Sentence, where: str, count: int) -> Findings:
    return (what(count=count, where=where),) if count else ()


def looked_at() -> int:
    """How many contracts and transfers there are."""
    return Contract.objects.count() + Transfer.objects.count()
