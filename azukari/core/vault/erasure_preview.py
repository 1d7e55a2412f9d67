"""What an erasure would do, told before it is done: the same rule as `erase`, which changes nothing here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import current
from azukari.core.vault.erase import obliged_until
from azukari.core.vault.erase_unheld import holding_by
from azukari.core.vault.models import SealedValue
from azukari.policy.terms import Ground, Policy


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """What would become of each value.

    Args:
        goes: values that would be erased.
        stays: values that would stay, each with the purposes that hold it.
        until: for each of those purposes, until when as far as that is known.
    """

    goes: frozenset[UUID]
    stays: Mapping[UUID, tuple[str, ...]]
    until: Mapping[str, datetime | None]


def preview_erasure(
    person: UUID, *, now: datetime, purpose: str = "", consents_only: bool = False, policy: Policy | None = None
) -> ErasurePreview:
    """What `erase` would do now with the same arguments; with ``consents_only``, what `withdraw` would."""
    policy = policy or current().policy
    left: list[tuple[Grant, datetime | None]] = []
    for grant in Grant.objects.filter(person_id=person):
        if not grant.is_living(now):
            continue
        ends = grant.ends_at
        if (not purpose or grant.purpose == purpose) and not (consents_only and grant.ground != Ground.CONSENT):
            ends = obliged_until(grant, policy, now) if grant.ground == Ground.LAW else now
        if ends is None or ends > now:
            left.append((grant, ends))
    values = SealedValue.objects.filter(person_id=person).values_list("id", "submission_id", "purposes")
    holding = holding_by(grant for grant, _ends in left)
    stays = {
        id: tuple(sorted(found)) for id, submission, purposes in values if (found := holding(submission, purposes))
    }
    goes = frozenset(id for id, _submission, _purposes in values if id not in stays)
    until = {grant.purpose: ends for grant, ends in left}
    return ErasurePreview(goes, stays, until)
