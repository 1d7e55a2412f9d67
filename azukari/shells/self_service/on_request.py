"""A correction that staff make at the person's request: done, written down and told to the person, all in one (P40)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction

from azukari.core.mail.queue import enqueue
from azukari.core.vault.correct import Recognise, correct_on_request
from azukari.core.vault.reasons import Channel
from azukari.policy.terms import Actor

LETTER = "rights:corrected"


def correct_and_tell(
    texts: Mapping[UUID, str],
    *,
    person: UUID,
    purpose: str,
    channel: Channel,
    actor: Actor,
    lang: str,
    now: datetime,
    seen: Mapping[UUID, Recognise] = MappingProxyType({}),
) -> None:
    """Correct values of one submission that `vault.correct.may_correct` has let through: one step on the trail, and one
    mail, which says what kind of data it was.

    Args:
        texts: what is right, by the value's id; at least one. Normalised as its field requires; not blank.
        lang: of the mail.
        seen: recognises what whoever corrects had before them.

    Raises:
        StaleVersion: it says something else by now.
        NoSuchValue: the person has no such value.
        ProvesAnAddress: it is an email address: see `own.address.ask_on_request`.
    """
    with transaction.atomic(durable=True):
        entry = correct_on_request(
            texts, person=person, purpose=purpose, channel=channel, actor=actor, now=now, seen=seen
        )
        enqueue(LETTER, person=person, reference=entry, lang=lang, now=now)
