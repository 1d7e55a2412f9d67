"""What the gate refuses is committed before it is raised, so that nobody can try in secret (law 5)."""

from datetime import datetime
from typing import NoReturn, Protocol

from django.db import transaction

from azukari.core.ledger.events import Event, actor_reference
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import current
from azukari.core.transfers.events import TRANSFER_REFUSED
from azukari.core.transfers.models import Recipient
from azukari.core.vault.refusal import Refused
from azukari.policy.disclosure import LEGAL_DUTY, DisclosureGround
from azukari.policy.terms import Actor, Verdict

LONGEST = 64
UNKNOWN = "unknown"  # not a word of ours: anybody's words


class Wanted(Protocol):
    """What was wanted, in words that may be anybody's."""

    @property
    def recipient(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def ground(self) -> str: ...


def refuse(verdict: Verdict, *, wish: Wanted, actor: Actor, now: datetime) -> NoReturn:
    """Record that a transfer was refused, commit, and raise.

    Raises:
        Refused: always.
    """
    known = Recipient.objects.filter(slug=wish.recipient).exists()
    purposes = {*current().policy.purposes, LEGAL_DUTY}
    payload: dict[str, Value] = {
        "actor": actor_reference(actor),
        "recipient": wish.recipient if known else UNKNOWN,
        "purpose": wish.purpose if wish.purpose in purposes else UNKNOWN,
        "ground": wish.ground if wish.ground in set(DisclosureGround) else UNKNOWN,
        "code": verdict.code,
        "clause": clause_of(verdict),
    }
    with transaction.atomic(durable=True):
        record(Event(TRANSFER_REFUSED, payload), now=now)
    raise Refused(verdict)


def clause_of(verdict: Verdict) -> str:
    """The clause as the ledger takes it: a long one is named by its chapter; one with anybody's words is not named."""
    chapter = verdict.clause.partition(".")[0]
    return verdict.clause if len(verdict.clause) <= LONGEST else chapter
