"""A contract's life: draft, signed, in force, suspended, ended. Each step has its reason, and leaves a line that nobody
can change.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import current, today
from azukari.core.transfers import step_words as words_of
from azukari.core.transfers.events import CONTRACT_CHANGED
from azukari.core.transfers.models import Contract, ContractChange, ContractReason, Review
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.policy.disclosure import ContractState
from azukari.policy.grounds.contract import missing_clauses
from azukari.policy.terms import Actor, Clause, Policy

_STEPS: Mapping[ContractState, frozenset[ContractState]] = {
    ContractState.DRAFT: frozenset({ContractState.SIGNED, ContractState.ENDED}),
    ContractState.SIGNED: frozenset({ContractState.IN_FORCE, ContractState.ENDED}),
    ContractState.IN_FORCE: frozenset({ContractState.SUSPENDED, ContractState.ENDED}),
    ContractState.SUSPENDED: frozenset({ContractState.IN_FORCE, ContractState.ENDED}),
    ContractState.ENDED: frozenset(),
}
REASONS: Mapping[ContractState, tuple[ContractReason, ...]] = {
    ContractState.SUSPENDED: (
        ContractReason.BREACH,
        ContractReason.INCIDENT,
        ContractReason.REVIEW,
        ContractReason.GUIDELINES,
        ContractReason.OTHER,
    ),
    ContractState.ENDED: (
        ContractReason.EXPIRED,
        ContractReason.TERMINATED,
        ContractReason.BREACH,
        ContractReason.REPLACED,
        ContractReason.OTHER,
    ),
}
"""Which reasons a step may have, where there is a choice."""


@dataclass(frozen=True, slots=True)
class Details:
    """What a draft says."""

    service: Mapping[str, str]
    improves: Mapping[str, str]
    purposes: Collection[str]
    categories: Collection[str]
    clauses: Collection[str]
    begins: date
    ends: date | None
    review_months: int
    subcontractors: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Signature:
    """What shows that both sides signed.

    Args:
        document: SHA-256 of the signed document, hexadecimal.
    """

    day: date
    by_us: str
    by_them: str
    document: str


@dataclass(frozen=True, slots=True)
class Parity:
    """One duty of ours, and whether the contractor bears it as well (P24)."""

    clause: Clause
    in_policy: bool
    in_contract: bool

    @property
    def held(self) -> bool:
        return self.in_policy and self.in_contract


def parity(policy: Policy, contract: Contract) -> list[Parity]:
    """Clause by clause."""
    entry = policy.recipients.get(contract.recipient_id)
    published = entry.contract.clauses if entry and entry.contract else frozenset()
    bound = frozenset(contract.clauses.split())
    return [Parity(c, c.slug in published, c.slug in bound) for c in policy.confidentiality]


def open_drafts(contracts: Sequence[Contract], *, actor: Actor, now: datetime) -> None:
    """Enter new contracts as drafts, in the caller's transaction. The ledger has the charter that names them."""
    for contract in contracts:
        contract.state, contract.created_at = ContractState.DRAFT, now
    Contract.objects.bulk_create(contracts)
    told = {"after": ContractState.DRAFT, "reason": ContractReason.PUBLISHED, "actor": actor_reference(actor)}
    ContractChange.objects.bulk_create(ContractChange(contract=contract, at=now, **told) for contract in contracts)


def describe(contract: Contract, details: Details, *, version: int, now: datetime, actor: Actor) -> Contract:
    """Change what a draft says. It may be narrower than the policy's entry, never wider (P02).

    Raises:
        InvalidTransition: it is no draft any more, or says too much or too little.
        StaleVersion: somebody changed it meanwhile.
    """
    del actor, now  # a draft binds nobody, so its wording is not recorded; its signing is
    policy = current().policy
    with transaction.atomic():
        row = _locked(contract, version)
        if row.state != ContractState.DRAFT:
            raise InvalidTransition("contract.not-a-draft", words_of.NO_DRAFT)
        _within(policy, row, details)
        row.service, row.improves = dict(details.service), dict(details.improves)
        row.purposes, row.categories = " ".join(sorted(details.purposes)), " ".join(sorted(details.categories))
        row.clauses = " ".join(c.slug for c in policy.confidentiality if c.slug in details.clauses)
        row.begins, row.ends, row.review_months = details.begins, details.ends, details.review_months
        row.subcontractors = details.subcontractors
        row.version += 1
        row.save()
    return row


def _within(policy: Policy, contract: Contract, details: Details) -> None:
    entry = policy.recipients.get(contract.recipient_id)
    if not details.purposes or not all(details.service.values()) or not all(details.improves.values()):
        raise InvalidTransition("contract.without-purpose", words_of.WITHOUT_PURPOSE)  # P28
    if entry is None or set(details.purposes) - set(entry.purposes) or set(details.categories) - set(entry.categories):
        raise InvalidTransition("contract.wider-than-policy", words_of.WIDER)
    if details.ends and details.ends < details.begins:
        raise InvalidTransition("contract.ends-before-it-begins", words_of.DATES)


def sign(contract: Contract, signature: Signature, *, version: int, actor: Actor, now: datetime) -> Contract:
    """Both sides have signed; the document is on file by its hash.

    Raises:
        InvalidTransition: the contract is no draft, is not said to serve any purpose, or the signature lies ahead.
        StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        row = _locked(contract, version)
        if not row.improves or not all(row.improves.values()):
            raise InvalidTransition("contract.without-purpose", words_of.WITHOUT_PURPOSE)
        if signature.day > today(now):
            raise InvalidTransition("contract.signed-ahead", words_of.SIGNED_AHEAD)
        row.signed, row.document_sha256 = signature.day, signature.document
        row.signed_by_us, row.signed_by_them = signature.by_us, signature.by_them
        return _step(row, ContractState.SIGNED, reason=ContractReason.AGREED, words="", actor=actor, now=now)


def put_in_force(contract: Contract, *, version: int, actor: Actor, now: datetime) -> Contract:
    """From today it counts, if it binds the contractor to what binds us (P24) and its first day has come.

    Raises:
        InvalidTransition: a clause is missing, it has not begun or is over, or it does not stand where it could begin.
        StaleVersion: somebody changed it meanwhile.
    """
    policy = current().policy
    with transaction.atomic():
        row = _locked(contract, version)
        entry = policy.recipients.get(row.recipient_id)
        if entry is None or missing_clauses(policy, row.entrustment(), entry.contract):
            raise InvalidTransition("contract.clause-missing", words_of.CLAUSE_MISSING)
        if row.begins > today(now) or (row.ends and row.ends < today(now)):
            raise InvalidTransition("contract.outside-its-dates", words_of.OUTSIDE_DATES)
        resumed = row.state == ContractState.SUSPENDED
        reason = ContractReason.REMEDIED if resumed else ContractReason.BEGUN
        row = _step(row, ContractState.IN_FORCE, reason=reason, words="", actor=actor, now=now)
        if not row.reviews.filter(done_on__isnull=True).exists():
            Review.objects.create(contract=row, due=row.review_after(today(now)))
    return row


def suspend(
    contract: Contract, *, reason: ContractReason, words: str, version: int | None, actor: Actor, now: datetime
) -> Contract:
    """Stop everything that rests on it, at once: transfers under way end at the next person.

    Args:
        version: as the author saw it; None for the program itself.

    Raises:
        InvalidTransition: it is not in force. StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        return _step(
            _locked(contract, version), ContractState.SUSPENDED, reason=reason, words=words, actor=actor, now=now
        )


def end(
    contract: Contract, *, reason: ContractReason, words: str, version: int, actor: Actor, now: datetime
) -> Contract:
    """It is over, for good.

    Raises:
        InvalidTransition: it is over already. StaleVersion: somebody changed it meanwhile.
    """
    with transaction.atomic():
        return _step(_locked(contract, version), ContractState.ENDED, reason=reason, words=words, actor=actor, now=now)


def _locked(contract: Contract, version: int | None) -> Contract:
    row = Contract.objects.select_for_update().get(id=contract.id)
    if version is not None and row.version != version:
        raise StaleVersion
    return row


def _step(
    row: Contract, to: ContractState, *, reason: ContractReason, words: str, actor: Actor, now: datetime
) -> Contract:
    if to not in _STEPS[ContractState(row.state)]:
        raise InvalidTransition("contract.no-such-step", words_of.NO_SUCH_STEP)
    if to in REASONS and reason not in REASONS[to]:
        raise InvalidTransition("contract.no-such-reason", words_of.NO_SUCH_STEP)
    before, row.state, row.version = row.state, to, row.version + 1
    row.save()
    who = actor_reference(actor)
    ContractChange.objects.create(
        contract=row, before=before, after=row.state, reason=reason, words=words, actor=who, at=now
    )
    what = {"contract": row.id, "recipient": row.recipient_id, "state": to.value, "reason": reason.value}
    record(done_by(actor, CONTRACT_CHANGED, **what), now=now)
    return row
