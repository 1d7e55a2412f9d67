"""Independence of audits: who may carry one out, judged at each step. Nobody audits their own duty."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.accounts.duties import staff_with
from azukari.core.accounts.events import ACCOUNT_CHANGED, ACCOUNT_INVITED
from azukari.core.accounts.models import StaffDuty, User
from azukari.core.accounts.who import is_here
from azukari.core.ledger.events import done_by
from azukari.core.ledger.looking import EntryText, told
from azukari.core.ledger.record import record
from azukari.features.audits.events import AUDIT_REFUSED
from azukari.features.audits.models import Audit
from azukari.policy.auditing import Account, DutyChange, held_since, may_audit
from azukari.policy.decide import duties_with
from azukari.policy.terms import Act, Actor, Policy, Verdict

PERIOD = timedelta(days=400)
"""What an audit looks back on: a year, and some weeks."""


def judge(audit: Audit, actor: Actor, now: datetime) -> Verdict:
    """May this member of staff carry the audit out? Four queries."""
    accounts = _accounts(now - PERIOD)
    return may_audit(audit.duty, accounts[actor.reference], accounts.values())


def stands_in(audit: Audit, actor: Actor, now: datetime) -> bool:
    """Whether this member of staff goes on in the place of an auditor who has left: they might audit the duty too."""
    return bool(audit.auditor) and not is_here(audit.auditor) and bool(judge(audit, actor, now))


def _accounts(start: datetime) -> dict[str, Account]:
    """Every account, with the duties that it held at some time from ``start`` on, out of the ledger."""
    changes: dict[str, list[DutyChange]] = {}
    for entry in told([ACCOUNT_INVITED, ACCOUNT_CHANGED]):
        change = _change(entry)
        if change is not None:
            changes.setdefault(entry.payload["account"], []).append(change)
    held: dict[int, set[str]] = {}
    for user, duty in StaffDuty.objects.values_list("user_id", "duty"):
        held.setdefault(user, set()).add(duty)
    return {
        str(user.reference): Account(
            str(user.reference),
            user.name,
            user.email,
            held_since(start, changes.get(str(user.reference), ()), held.get(user.pk, ())),
        )
        for user in User.objects.all()
    }


_NOT_HELD = ("duties-asked", "duties-declined")


def _change(entry: EntryText) -> DutyChange | None:
    act = entry.payload.get("act", "")
    if act in _NOT_HELD or "duties" not in entry.payload:
        return None
    whole = entry.kind == ACCOUNT_INVITED.name or act == "duties-changed"
    return DutyChange(entry.at, frozenset(entry.payload["duties"] or ()), whole)


class Independence(Exception):
    """Nobody audits their own duty."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.code)
        self.verdict = verdict


def refuse_own_duty(id: UUID, actor: Actor, now: datetime) -> Audit:
    """Judge at each step of an audit whether it is of one's own duty: duties change between the steps.

    Raises:
        Independence: it is; the attempt is recorded.
    """
    audit = Audit.objects.get(pk=id)
    verdict = judge(audit, actor, now)
    if not verdict:
        with transaction.atomic(durable=True):
            record(done_by(actor, AUDIT_REFUSED, audit=id, duty=audit.duty, code=verdict.code), now=now)
        raise Independence(verdict)
    return audit


def nobody_else(policy: Policy, now: datetime) -> list[str]:
    """The duties that somebody holds and that nobody here could audit: whoever may audit has them, or had them."""
    accounts = _accounts(now - PERIOD)
    auditors = [accounts[str(reference)] for reference in
                staff_with(duties_with(policy, Act.AUDIT)).values_list("reference", flat=True)]  # fmt: skip
    held = set(StaffDuty.objects.filter(user__is_active=True, duty__in=policy.duties).values_list("duty", flat=True))
    return [duty for duty in sorted(held) if not any(may_audit(duty, each, accounts.values()) for each in auditors)]
