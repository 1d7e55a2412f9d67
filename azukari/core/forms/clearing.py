"""What was kept apart as a robot's: somebody says that it is none, or lets it go.

Cleared, a submission goes the way of all others: whoever gave an address is asked to confirm it, in what is left of the
days for that; without an address it counts at once. Nobody reads it before.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.forms.accept import accept
from azukari.core.forms.events import SUBMISSION_CLEARED, SUBMISSION_REFUSED, about
from azukari.core.forms.held import hold_submission
from azukari.core.forms.intake import CONFIRM_LETTER
from azukari.core.forms.models import State, Suspicion
from azukari.core.ledger.catalogue import Kind
from azukari.core.mail.queue import enqueue
from azukari.core.vault.find import gave_address
from azukari.core.vault.mailboxes import take_mail
from azukari.core.vault.trail import record_about
from azukari.policy.terms import CONFIRMATION, Actor


def clear(ids: Collection[UUID], *, form: str, actor: Actor, now: datetime) -> int:
    """Say of these submissions of ``form`` that they are no spam. Returns how many still waited apart, without those
    whose mailbox can get no more mail within this hour: they wait on.
    """
    return sum(_each(id, form, SUBMISSION_CLEARED, actor, now) for id in ids)


def refuse_as_spam(ids: Collection[UUID], *, form: str, actor: Actor, now: datetime) -> int:
    """Let these submissions of ``form`` end now; retention erases them at its next round. Returns how many."""
    return sum(_each(id, form, SUBMISSION_REFUSED, actor, now) for id in ids)


def _each(id: UUID, form: str, kind: Kind, actor: Actor, now: datetime) -> bool:
    with transaction.atomic(durable=True):
        submission = hold_submission(id)
        if submission is None or (submission.form, submission.state) != (form, State.PENDING):
            return False
        grants = Grant.objects.select_for_update().ending_later(now).filter(submission_id=id, purpose=CONFIRMATION)
        living = list(grants)
        if not living or not Suspicion.objects.filter(submission_id=id).exists():
            return False
        limit = settings.AZUKARI.limits.mails_per_mailbox
        if kind is SUBMISSION_CLEARED and not take_mail(id, limit=limit, now=now):
            return False  # it waits on: its mailbox has got enough for this hour
        record_about([about(kind, submission, by=actor)], now=now)
        if kind is SUBMISSION_REFUSED:
            move_ends([(grant, now) for grant in living], reason=EndReason.EXPIRED, now=now)
            return True
        Suspicion.objects.filter(submission_id=id).delete()
        if gave_address(id):
            enqueue(CONFIRM_LETTER, person=submission.person_id, reference=id, lang=submission.lang, now=now)
        else:
            accept(submission, now=now)
    return True
