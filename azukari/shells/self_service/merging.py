"""One person, two records: each confirmed address is asked by a mailed link, and only the buttons behind both of them
make the records one. Nobody who has one address alone learns anything about the other record.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from azukari.core.forms.models import Submission
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.queue import enqueue
from azukari.core.vault.pairing import PairGone, PairingBegun, Side, agree, ask, decline, is_asked
from azukari.policy.merge import IdentityCheck
from azukari.policy.terms import Actor

LETTERS = {Side.FIRST: "rights:merge-first", Side.SECOND: "rights:merge-second"}


@dataclass(frozen=True, slots=True)
class MergeQuestion:
    """What a link asks: about which pair, and on whose side."""

    pair: UUID
    side: Side


def _asked(side: Side, id: UUID, now: datetime) -> MergeQuestion:
    if not is_asked(id, side, now=now):
        raise LinkClosed(LinkState.USED)
    return MergeQuestion(id, side)


LINKS = {side: MailedLink(f"merge-{side.value}", "me/merge", partial(_asked, side)) for side in Side}


def ask_owners(pair: UUID, *, check: IdentityCheck | None, actor: Actor, now: datetime) -> PairingBegun:
    """Ask the owners of a pair's confirmed addresses; where there is none, the records are joined.

    Raises:
        PairGone, CheckMissing, Refused: see `vault.pairing.ask`.
    """
    return ask(pair, check=check, tell=partial(_write_to, pair, now), actor=actor, now=now)


def _write_to(pair: UUID, now: datetime, side: Side, person: UUID) -> None:
    """Put the letter to one side into the queue, in the language of that person's latest registration."""
    latest = Submission.objects.filter(person_id=person).order_by("-created_at").values_list("lang", flat=True).first()
    enqueue(LETTERS[side], person=person, reference=pair, lang=latest or "ja", now=now)


def question(token: str, *, now: datetime) -> MergeQuestion:
    """What a link asks, on whichever side. Changes nothing (law 7).

    Raises:
        LinkClosed: it asks nothing.
    """
    try:
        return LINKS[Side.FIRST].opened(token, now=now)
    except LinkClosed as closed:
        if closed.state is not LinkState.UNKNOWN:
            raise
    return LINKS[Side.SECOND].opened(token, now=now)


def answer(token: str, *, yes: bool, now: datetime) -> UUID | None:
    """Take the answer to a link's question.

    Returns:
        the id of the merge, if this yes was the last one needed.

    Raises:
        LinkClosed: it asks nothing.
    """
    asked = question(token, now=now)
    try:
        if not yes:
            decline(asked.pair, asked.side, now=now)
            return None
        with transaction.atomic(durable=True):
            return agree(asked.pair, asked.side, now=now)
    except PairGone as gone:
        raise LinkClosed(LinkState.USED) from gone
