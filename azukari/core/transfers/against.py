"""Optimistic judgement of a sealed file: everybody in it is judged while others write, and judged anew if anything has
changed that was judged by, before the file is handed out.
"""

from datetime import datetime
from typing import Any

from django.db.models import Count

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import current
from azukari.core.transfers.disclose import BATCH
from azukari.core.transfers.items import demand_in
from azukari.core.transfers.models import CasePerson, Consent, Transfer
from azukari.core.transfers.standing import may_go
from azukari.core.transfers.subjects import subjects
from azukari.core.vault.suppression import suppression_state
from azukari.policy.disclose import may_include
from azukari.policy.explain import verdict as explained
from azukari.policy.terms import Answer, Verdict


def against_the_whole(transfer: Transfer, now: datetime, *, lock: bool) -> Verdict | None:
    """What stands against the transfer by now, whoever is in it.

    Args:
        lock: hold the contract and the case as they are, in the caller's transaction.
    """
    whole = may_go(demand_in(transfer), case=transfer.case_id, now=now, lock=lock, transfer=transfer)
    return None if whole else whole


def against_anybody(transfer: Transfer, now: datetime) -> Verdict | None:
    """What stands against somebody in the file by now."""
    policy, demand, begin = current().policy, demand_in(transfer), 0
    while rows := list(transfer.moved.filter(position__gte=begin).order_by("position")[:BATCH]):
        begin = rows[-1].position + 1
        people = [row.person_id for row in rows if row.person_id]
        if len(people) < len(rows):  # somebody was erased
            return explained(policy, Answer.NO, "use.no-grant", f"purposes.{transfer.purpose}", purpose={})
        known = subjects(people, demand, case=transfer.case_id, now=now)
        for person in people:
            alone = may_include(policy, demand, subject=known[person], now=now)
            if alone is not None:
                return alone
    return None


def judged_by(transfer: Transfer) -> tuple[Any, ...]:
    """What changes whenever anything changes by which people are judged; a few queries, however many there are.

    A right that ends is settled in the same transaction, a new one has a greater id than any before, and whoever is
    erased leaves a row without a person.
    """
    grants = Grant.objects.unsettled().filter(purpose=transfer.purpose)
    consents = Consent.objects.filter(recipient_id=transfer.recipient_id, purpose=transfer.purpose)
    return (
        current().number,
        transfer.moved.aggregate(all=Count("id"), people=Count("person")),
        (grants.count(), grants.order_by("-id").values("id").first()),
        (consents.count(), consents.order_by("-id").values("id").first()),
        consents.filter(withdrawn_at__isnull=True).count(),
        CasePerson.objects.filter(case=transfer.case_id).count(),
        suppression_state(),
    )
