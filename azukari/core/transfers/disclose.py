"""The gate, before anything moves: what would go and who would be left out, the proposal, and the second person's yes.

Nothing here opens a value. A refusal is committed before it is raised.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import transaction

from azukari.core.ledger.catalogue import Kind
from azukari.core.ledger.events import actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import current
from azukari.core.transfers import step_words
from azukari.core.transfers.events import TRANSFER_APPROVED, TRANSFER_DECLINED, TRANSFER_PROPOSED
from azukari.core.transfers.items import demand_in
from azukari.core.transfers.models import Channel, PreviewOrder, Recipient, Transfer, TransferState
from azukari.core.transfers.refusal import refuse
from azukari.core.transfers.seal import NotAKey, check_key
from azukari.core.transfers.standing import contract_of, may_go
from azukari.core.transfers.subjects import candidates, subjects
from azukari.lib.conflict import InvalidTransition
from azukari.lib.network import is_https
from azukari.policy.disclose import ground_of, may_include
from azukari.policy.disclosure import Demand, DisclosureGround
from azukari.policy.terms import Actor, ActorKind, Category, Policy, Verdict

BATCH = 500
_AT_A_LOOK = 5_000  # ids


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody would like to hand over, in words that have not been judged yet."""

    recipient: str
    purpose: str
    categories: frozenset[Category]
    ground: str
    case: UUID | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a transfer would do now.

    Args:
        people: how many would be in it.
        left_out: how many would not, by the code of the answer; ``answers`` has an answer of each code.
    """

    verdict: Verdict
    people: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Verdict] = field(default_factory=dict)


@dataclass(slots=True)
class DisclosureTally:
    """How many may go, and how many may not, by the code of the answer; ``answers`` has one of each code."""

    people: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    answers: dict[str, Verdict] = field(default_factory=dict)

    def judge(
        self, policy: Policy, demand: Demand, people: Iterable[UUID], *, case: UUID | None, now: datetime
    ) -> None:
        """Count ``people``, so many at a time."""
        for some in batched(people, BATCH):
            for subject in subjects(some, demand, case=case, now=now).values():
                answer = may_include(policy, demand, subject=subject, now=now)
                if answer is None:
                    self.people += 1
                else:
                    self.left_out[answer.code] = self.left_out.get(answer.code, 0) + 1
                    self.answers.setdefault(answer.code, answer)


def preview(wish: Wish, *, now: datetime, progress: Callable[[int], None] | None = None) -> Preview:
    """Judge everything and everybody, and change nothing.

    Args:
        progress: called with the number of people judged so far.
    """
    policy = current().policy
    demand = demand_of(policy, wish)
    if isinstance(demand, Verdict):
        return Preview(demand)
    verdict = may_go(demand, case=wish.case, now=now)
    if not verdict:
        return Preview(verdict)
    tally, judged, last = DisclosureTally(), 0, None
    while people := candidates(demand, case=wish.case, until=now, after=last, most=_AT_A_LOOK):
        tally.judge(policy, demand, people, case=wish.case, now=now)
        last, judged = people[-1], judged + len(people)
        if progress:
            progress(judged)
    return Preview(verdict, tally.people, tally.left_out, tally.answers)


def demand_of(policy: Policy, wish: Wish) -> Demand | Verdict:
    """The wish as the decisions see it, or the refusal of a fourth ground."""
    ground = ground_of(policy, wish.ground)
    if isinstance(ground, Verdict):
        return ground
    return Demand(wish.recipient, wish.purpose, wish.categories, ground)


def wish_of(row: Transfer | PreviewOrder) -> Wish:
    """What a transfer was proposed as, or looked ahead at."""
    asked = demand_in(row)
    return Wish(asked.recipient, asked.purpose, asked.categories, asked.ground.value, row.case_id)


def propose(
    wish: Wish, *, actor: Actor, now: datetime, progress: Callable[[int], None] | None = None
) -> tuple[Transfer, Preview]:
    """Look at whom it would concern, and ask for the transfer; see `propose_seen`."""
    seen = preview(wish, now=now, progress=progress)
    return propose_seen(wish, seen, actor=actor, now=now), seen


def propose_seen(wish: Wish, seen: Preview, *, actor: Actor, now: datetime) -> Transfer:
    """Ask for a transfer. It moves nothing before a second person has approved it.

    Args:
        seen: what a preview found a short while ago; everybody is asked about again when their turn comes.

    Raises:
        Refused: the gate says no. Recorded and committed first.
        InvalidTransition: the recipient cannot be reached as the register has it, or nobody would be in the transfer.
    """
    demand = demand_of(current().policy, wish)
    if not seen.verdict or isinstance(demand, Verdict):
        refuse(seen.verdict, wish=wish, actor=actor, now=now)
    recipient = Recipient.objects.get(slug=wish.recipient)
    _reachable(recipient)
    if not seen.people:
        raise InvalidTransition("transfer.nobody", step_words.NOBODY)
    with transaction.atomic(durable=True):
        contract = contract_of(wish.recipient) if demand.ground is DisclosureGround.CONTRACT else None
        transfer = Transfer.objects.create(
            recipient=recipient,
            purpose=wish.purpose,
            categories=" ".join(sorted(wish.categories)),
            ground=demand.ground.value,
            contract=contract,
            case_id=wish.case if demand.ground is DisclosureGround.LAW else None,
            charter_id=current().number,
            channel=recipient.channel,
            proposed_by=actor_reference(actor),
            proposed_at=now,
            people=seen.people,
            left_out=dict(seen.left_out),
        )
        _record(TRANSFER_PROPOSED, transfer, actor, now, people=seen.people)
    return transfer


def _reachable(recipient: Recipient) -> None:
    if recipient.channel == Channel.API:  # by TLS to whoever holds its token, so there is nothing to seal to
        return
    if recipient.channel not in (Channel.FILE, Channel.WEBHOOK):
        raise InvalidTransition("transfer.channel", step_words.CHANNEL)
    try:
        check_key(recipient.public_key)
    except NotAKey as error:
        raise InvalidTransition("transfer.key", step_words.KEY) from error
    if recipient.channel == Channel.WEBHOOK and not is_https(recipient.webhook_url):
        raise InvalidTransition("transfer.webhook", step_words.WEBHOOK)


def approve(transfer: UUID, *, actor: Actor, now: datetime) -> Transfer:
    """The second person says yes; from now on it may run. Who registers later is not in it.

    Raises:
        Transfer.DoesNotExist: there is none.
        InvalidTransition: the same person proposed it, or it has been decided already.
        Refused: the gate says no by now. Recorded and committed first.
    """
    row = Transfer.objects.get(id=transfer)
    if not is_second(row, actor):
        raise InvalidTransition("transfer.same-person", step_words.SAME_PERSON)
    demand = demand_in(row)
    verdict = may_go(demand, case=row.case_id, now=now, transfer=row)
    if not verdict:
        refuse(verdict, wish=demand, actor=actor, now=now)
    return _decide(transfer, TransferState.APPROVED, TRANSFER_APPROVED, actor, now)


def decline(transfer: UUID, *, actor: Actor, now: datetime) -> Transfer:
    """The second person says no, or whoever proposed it takes it back.

    Raises:
        InvalidTransition: it has been decided already.
    """
    return _decide(transfer, TransferState.DECLINED, TRANSFER_DECLINED, actor, now)


def is_second(transfer: Transfer, actor: Actor) -> bool:
    """Whether ``actor`` is somebody else than who proposed it. The operator at the machine is both."""
    return actor.kind is ActorKind.SYSTEM or actor_reference(actor) != transfer.proposed_by


def _decide(transfer: UUID, state: TransferState, kind: Kind, actor: Actor, now: datetime) -> Transfer:
    with transaction.atomic(durable=True):
        row = Transfer.objects.select_for_update().get(id=transfer)
        if row.state != TransferState.PROPOSED:
            raise InvalidTransition("transfer.decided", step_words.DECIDED)
        row.state, row.approved_by, row.approved_at = state, actor_reference(actor), now
        row.save(update_fields=["state", "approved_by", "approved_at"])
        _record(kind, row, actor, now)
    return row


def _record(kind: Kind, transfer: Transfer, actor: Actor, now: datetime, **more: int) -> None:
    event = done_by(
        actor,
        kind,
        transfer=transfer.id,
        recipient=transfer.recipient_id,
        purpose=transfer.purpose,
        ground=transfer.ground,
        categories=transfer.categories.split(),
        **more,
    )
    record(event, now=now)
