"""Anonymising a message: its person is dropped and its text is kept, after somebody has reviewed it.

What was sealed is erased as if its time were over: values, submission, replies, code, tags, and the person with it if
nothing else of theirs is held. The text stands in a table of nobody, under an id drawn at random, with the month alone;
the rows are written anew in random order, so that none can be told by when it was kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from azukari.core.cases.models import Case, not_closed
from azukari.core.consent.end import move_ends
from azukari.core.consent.models import EndReason, Grant
from azukari.core.database.shuffled import rewrite_shuffled
from azukari.core.forms.held import hold_submission
from azukari.core.forms.models import Handled, Handling, State, Submission
from azukari.core.ledger.events import done_by
from azukari.core.vault.erase_unheld import erase_unheld
from azukari.core.vault.trail import record_about
from azukari.features.feedback.events import TEXT_KEPT
from azukari.features.feedback.models import KeptText
from azukari.lib.conflict import StaleVersion
from azukari.policy.terms import Actor, Ground

WRITTEN, ANSWERED = "written", "answered"
_SHUFFLED = 2000


class KeptByLaw(Exception):
    """A law, a hold or an open request wants the message as it is."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Texts that somebody has looked at, by what they are.

    Args:
        version: of the state of the thread that was looked at.
    """

    texts: Mapping[str, str]
    version: int


def may_keep(submission: Submission) -> bool:
    """Whether the thread is closed, so that nobody waits for anything of it any more. One query."""
    return Handling.objects.filter(submission=submission, state=Handled.CLOSED).exists()


def keep_without_person(
    id: UUID, reviewed: Reviewed, *, form: str, zone: ZoneInfo, actor: Actor, now: datetime
) -> None:
    """Erase the message, and keep the reviewed text of it, in a transaction of its own.

    Raises:
        StaleVersion: the thread is not closed, or has changed since; nothing was done.
        KeptByLaw: see there; nothing was done.
    """
    with transaction.atomic(durable=True):
        held = hold_submission(id)
        thread = Handling.objects.filter(submission_id=id).first()
        if held is None or (held.form, held.state) != (form, State.ACCEPTED) or thread is None:
            raise StaleVersion
        if (thread.state, thread.version) != (Handled.CLOSED, reviewed.version):
            raise StaleVersion
        grants = Grant.objects.select_for_update().filter(submission_id=id)
        living = [grant for grant in grants if grant.is_living(now)]
        if any(grant.ground == Ground.LAW for grant in living) or _asked_about(held).exists():
            raise KeptByLaw
        record_about([done_by(actor, TEXT_KEPT, held.person_id, form=form, submission=id)], now=now)
        texts = {what: text for what, text in reviewed.texts.items() if text}
        month = held.created_at.astimezone(zone).date().replace(day=1)
        _forget_order(KeptText.objects.create(form=form, lang=held.lang, month=month, texts=texts))
        move_ends([(grant, now) for grant in living], reason=EndReason.ERASED, now=now)
        erase_unheld([held.person_id], now=now)


def drop_text(id: UUID, *, form: str) -> None:
    """Delete a kept text."""
    KeptText.objects.filter(id=id, form=form).delete()


def _asked_about(held: Submission) -> QuerySet[Case]:
    """Requests about this person, or that began with this message, which are not answered yet."""
    return not_closed().filter(Q(subject__person_id=held.person_id) | Q(message__submission=held))


def _forget_order(new: KeptText) -> None:
    """Of more than so many, those of the same month alone are written anew."""
    kept = KeptText.objects.filter(form=new.form)
    rewrite_shuffled(kept.filter(month=new.month) if kept.count() > _SHUFFLED else kept)
