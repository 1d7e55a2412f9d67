"""A consent is withdrawn: its grant ends now, and what only it held is erased in the same transaction (GDPR 7(3),
P22).
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.consent.end import move_ends
from azukari.core.consent.events import GRANT_WITHDRAWN
from azukari.core.consent.models import EndReason, Grant
from azukari.core.ledger.events import done_by
from azukari.core.people.lock import lock_people
from azukari.core.people.removals import RemovalKind
from azukari.core.vault.erase_unheld import erase_unheld, unheld
from azukari.core.vault.hooks import Ended, on_ended
from azukari.core.vault.models import SealedValue
from azukari.core.vault.trail import record_about
from azukari.policy.terms import Actor, Category, Ground


class NotAConsent(Exception):
    """There is no living consent of this person for that purpose, so there is nothing to withdraw."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal did.

    Args:
        erased: how many values of each category went.
        kept: how many of each stayed, for other purposes.
        forgotten: whether nothing was left, and the person with it.
    """

    erased: Mapping[Category, int]
    kept: Mapping[Category, int]
    forgotten: bool


def withdraw(person: UUID, *, purpose: str, actor: Actor, now: datetime, submission: UUID | None = None) -> Withdrawn:
    """End every living consent of ``person`` to ``purpose`` (or only the one given with ``submission``), at once.

    Raises:
        NotAConsent: there is none.
    """
    with transaction.atomic():
        lock_people([person])
        consents = Grant.objects.select_for_update().filter(person_id=person, purpose=purpose, ground=Ground.CONSENT)
        if submission:
            consents = consents.filter(submission_id=submission)
        living = [grant for grant in consents if grant.is_living(now)]
        if not living:
            raise NotAConsent
        ends = [(grant, now) for grant in living]
        move_ends(ends, reason=EndReason.WITHDRAWN, now=now, kind=RemovalKind.WITHDRAWN)
        concerned = SealedValue.objects.filter(submission_id__in=[grant.submission_id for grant in living])
        served = [v for v in concerned.values_list("id", "category", "purposes") if purpose in v[2].split()]
        gone = set(unheld([person], now))
        erased = Counter(Category(category) for id, category, _ in served if id in gone)
        kept = Counter(Category(category) for id, category, _ in served if id not in gone)
        event = done_by(
            actor,
            GRANT_WITHDRAWN,
            person,
            purpose=purpose,
            grants=[str(grant.id) for grant in living],
            categories=sorted(erased),
            erased=erased.total(),
            kept=kept.total(),
        )
        record_about([event], now=now)
        on_ended.tell(Ended(person, purpose, now, erased=False))
        forgotten = erase_unheld([person], now=now)
    return Withdrawn(erased, kept, bool(forgotten))
