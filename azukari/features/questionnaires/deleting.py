"""Deletion of a questionnaire that was never published, so that nobody has seen it and no answer hangs on it."""

from datetime import datetime

from django.db import transaction

from azukari.core.ledger.events import done_by
from azukari.core.ledger.record import record
from azukari.features.questionnaires.events import DELETED
from azukari.features.questionnaires.fault import DocumentError, Fault, both
from azukari.features.questionnaires.models import Poll
from azukari.features.questionnaires.publish import hold
from azukari.policy.terms import Actor

PUBLIC = both(
    "公開したことのあるアンケートは削除できません。受付を終えてください。",
    "A questionnaire that was published cannot be deleted. Stop taking answers instead.",
)
MASTER = both(
    "ほかの国・地域のアンケートの元になっているので、削除できません。",
    "Questionnaires for other countries were made from it, so it cannot be deleted.",
)


def may_be_deleted(poll: Poll) -> bool:
    """Whether there is nothing against deleting it."""
    return not poll.versions.exists() and not poll.has_countries()


def delete(slug: str, *, revision: int | None, actor: Actor, now: datetime) -> None:
    """Delete it for good.

    Raises:
        StaleVersion: somebody else changed it meanwhile.
        DocumentError: it was published once, or others were made from it.
    """
    with transaction.atomic(durable=True):
        poll = hold(slug, revision)
        if poll.versions.exists():
            raise DocumentError(Fault("", PUBLIC))
        if poll.has_countries():
            raise DocumentError(Fault("", MASTER))
        poll.delete()
        record(done_by(actor, DELETED, questionnaire=slug), now=now)
