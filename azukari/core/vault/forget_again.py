"""Forgetting again: a restored database has people and registrations of whom nothing had been left. No clock is asked,
and no right: in truth they are gone.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.core.consent.models import Grant
from azukari.core.ledger.events import actor_reference
from azukari.core.people.lock import lock_people
from azukari.core.vault.erase_unheld import forget
from azukari.core.vault.holders import holders
from azukari.core.vault.mention_search import begin as look_for_mentions
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import record_gone
from azukari.policy.terms import Actor


def forget_again(person: UUID, submissions: Collection[UUID], *, actor: Actor, now: datetime) -> bool:
    """Forget a person, and registrations of theirs that are another's here, since records were joined, merged or parted
    meanwhile. Returns whether there was anything.
    """
    with transaction.atomic():
        grants = Grant.objects.filter(submission_id__in=submissions).exclude(person_id=person)
        others = set(grants.values_list("person_id", flat=True))
        known = sorted(lock_people([person, *others]))
        if not known:
            return False
        staying = Grant.objects.filter(person_id__in=others).exclude(submission_id__in=submissions)
        kept = set(staying.values_list("person_id", flat=True))
        going = [one for one in known if one not in kept]
        theirs = SealedValue.objects.filter(submission_id__in=submissions)
        record_gone(SealedValue.objects.filter(person_id__in=going) | theirs, actor=actor_reference(actor), now=now)
        look_for_mentions(going, now=now)
        for holder in holders():
            holder.delete_ended(submissions, ())
        theirs.delete()
        Grant.objects.filter(submission_id__in=submissions).delete()
        forget(going, now=now)
    return True
