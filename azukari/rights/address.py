"""A new e-mail address: written down as a proposal, confirmed by a link mailed to it, and only then used (law 7)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.forms.link import opened
from azukari.ledger.events import Event, Kind, Value, actor_reference
from azukari.lib.rate import RateLimit
from azukari.lib.token import TokenError
from azukari.mail.queue import enqueue
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.rights.session import Opened, end_all, open_session
from azukari.vault.correct import Channel
from azukari.vault.propose import adopt, is_open, propose
from azukari.vault.settle import drop_proposals
from azukari.vault.trail import record_about

USE = "new-address"
LETTER = "rights:new-address"
TOLD_LETTER = "rights:address-asked"
"""Goes to the address that is in use, when staff have taken a new one down."""
LIFE = timedelta(hours=24)
MAILS_A_DAY = 5
"""That one person may have sent to new addresses."""

_people = RateLimit(timedelta(hours=24), "rights.address.people")


class TooMany(Exception):
    """This person has proposed too many new addresses today."""


class LinkUnusable(Exception):
    """The link is not ours, too old, or used; or the proposal has been replaced by another."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An address that is in use now.

    Args:
        session: open in this browser from now on, or None.
        joined: whether a record was known under the new address already, and both are one now.
    """

    session: Opened | None
    joined: bool


def ask(value: UUID, email: str, *, person: UUID, lang: str, now: datetime) -> None:
    """Propose a new address for one of the person's e-mail values, and mail the confirmation to it.

    Raises:
        TooMany: nothing was written down.
        NoSuchValue: the person has no such address.
    """
    if _people.take(str(person), limit=MAILS_A_DAY, now=now):
        raise TooMany
    with transaction.atomic(durable=True):
        proposal = propose(value, email, person=person, now=now, until=now + LIFE)
        enqueue(LETTER, person=proposal.stand_in, reference=proposal.id, lang=lang, now=now)


def ask_on_request(
    value: UUID, email: str, *, person: UUID, purpose: str, channel: Channel, actor: Actor, lang: str, now: datetime
) -> None:
    """Propose a new address that staff took down at the person's request: the new one is asked, the old one is told.

    Raises:
        TooMany: nothing was written down.
        NoSuchValue: the person has no such address.
    """
    if _people.take(str(person), limit=MAILS_A_DAY, now=now):
        raise TooMany
    payload: dict[str, Value] = {
        "actor": actor_reference(actor),
        "purpose": purpose,
        "categories": [Category.EMAIL.value],
        "channel": channel.value,
    }
    with transaction.atomic(durable=True):
        proposal = propose(value, email, person=person, now=now, until=now + LIFE, by_staff=True)
        record_about([Event(Kind.ADDRESS_PROPOSED, payload, person)], now=now)
        enqueue(LETTER, person=proposal.stand_in, reference=proposal.id, lang=lang, now=now)
        enqueue(TOLD_LETTER, person=person, reference=proposal.id, lang=lang, now=now)


def usable(token: str, *, now: datetime) -> UUID:
    """The id of the proposal that a link would confirm. Changes nothing (law 7).

    Raises:
        LinkUnusable: it would not confirm anything.
    """
    try:
        proposal = opened(USE, token, now=now)
    except TokenError as error:
        raise LinkUnusable from error
    if not is_open(proposal, now=now):
        raise LinkUnusable
    return proposal


def confirm(token: str, *, session: Opened | None, now: datetime) -> Changed:
    """Put the confirmed address into use, and end every session: whoever wants to come in shows that they read its
    mail.

    Args:
        session: the session of the browser in which the link was opened. If it is the person's own, it is opened anew,
            since this browser has shown both.

    Raises:
        LinkUnusable: nothing was confirmed.
    """
    with transaction.atomic(durable=True):
        adopted = adopt(usable(token, now=now), actor=Actor(ActorKind.PERSON, ""), now=now)
        if adopted is None:
            raise LinkUnusable
        here = session is not None and session.person == adopted.before
        end_all([adopted.before, adopted.person])
        fresh = open_session(adopted.person, now=now) if here else None
    return Changed(fresh, adopted.before != adopted.person)


def give_up(person: UUID, *, now: datetime) -> None:
    """Forget what the person has proposed, at once."""
    with transaction.atomic(durable=True):
        drop_proposals([person], now=now)
