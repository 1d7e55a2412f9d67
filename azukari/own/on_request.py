"""A correction that staff make at the person's request: done, written down and told to the person, all in one (P40)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from azukari.mail.queue import enqueue
from azukari.policy.terms import Actor
from azukari.vault.correct import correct_on_request
from azukari.vault.reasons import Channel

LETTER = "rights:corrected"


def correct_and_tell(
    value: UUID, text: str, *, person: UUID, purpose: str, channel: Channel, actor: Actor, lang: str, now: datetime
) -> None:
    """Correct a value of ``person`` that `vault.correct.may_correct` has let through, and mail what kind of data it
    was.

    Args:
        text: normalised as its field requires; not blank.
        lang: of the mail.

    Raises:
        NoSuchValue: the person has no such value.
        ProvesAnAddress: it is an e-mail address: see `own.address.ask_on_request`.
    """
    with transaction.atomic(durable=True):
        entry = correct_on_request(value, text, person=person, purpose=purpose, channel=channel, actor=actor, now=now)
        enqueue(LETTER, person=person, reference=entry, lang=lang, now=now)
