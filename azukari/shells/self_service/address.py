"""A new email address: written down as a proposal, confirmed by a link mailed to it, and only then used (law 7).

The address in use is told when a new one is proposed, and when it is confirmed; a link in either mail opens a page
whose button keeps it, or puts it back (`vault.address_change`).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.core.ledger.events import Event, actor_reference
from azukari.core.ledger.shapes import Value
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.queue import enqueue
from azukari.core.vault.address_change import CannotObject, Change, object_to, open_change
from azukari.core.vault.erase_unheld import drop_proposals
from azukari.core.vault.propose import adopt, is_open, propose
from azukari.core.vault.reasons import Channel
from azukari.core.vault.trail import record_about
from azukari.lib.mailbox_limit import take_mail_to
from azukari.lib.rate import RateLimit
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service.events import ADDRESS_PROPOSED
from azukari.shells.self_service.session import Opened, end_all, open_session

LETTER = "rights:new-address"
TOLD_LETTER = "rights:address-asked"
"""Goes to the address that is in use, when a new one was proposed."""
CHANGED_LETTER = "rights:address-changed"
"""Goes to the address that was in use, when the new one was confirmed."""
LIFE = timedelta(hours=24)
MAILS_A_DAY = 5
"""That one person may have sent to new addresses."""

_people = RateLimit(timedelta(hours=24), "own.address.people")


class TooMany(Exception):
    """This person has proposed too many new addresses today, or the new one has had enough mail within an hour."""


def ask(value: UUID, email: str, *, person: UUID, lang: str, now: datetime, told: Event | None = None) -> None:
    """Propose a new address for one of the person's email values: the new one is asked, the one in use is told.

    Args:
        told: what the ledger keeps of it, where staff took it down.

    Raises:
        TooMany: nothing was written down.
        NoSuchValue: the person has no such address.
    """
    if _people.take(str(person), limit=MAILS_A_DAY, now=now):
        raise TooMany
    if not take_mail_to(email, limit=settings.AZUKARI.limits.mails_per_mailbox, now=now):
        raise TooMany
    with transaction.atomic(durable=True):
        proposal = propose(value, email, person=person, now=now, until=now + LIFE, by_staff=told is not None)
        if told is not None:
            record_about([told], now=now)
        enqueue(LETTER, person=proposal.stand_in, reference=proposal.id, lang=lang, now=now)
        if (old := proposal.change) is not None:
            enqueue(TOLD_LETTER, person=old.stand_in_id, reference=old.id, lang=lang, now=now)


def ask_on_request(
    value: UUID, email: str, *, person: UUID, purpose: str, channel: Channel, actor: Actor, lang: str, now: datetime
) -> None:
    """The same of a new address that staff took down at the person's request."""
    payload: dict[str, Value] = {
        "actor": actor_reference(actor),
        "purpose": purpose,
        "categories": [Category.EMAIL.value],
        "channel": channel.value,
    }
    ask(value, email, person=person, lang=lang, now=now, told=Event(ADDRESS_PROPOSED, payload, person))


def _proposed(id: UUID, now: datetime) -> UUID:
    """The id itself, of a proposal that a link would confirm."""
    if not is_open(id, now=now):
        raise LinkClosed(LinkState.UNKNOWN)  # used, replaced or erased: nothing is left that could say which
    return id


LINK = MailedLink("new-address", "me/address", _proposed)


def confirm(token: str, *, session: Opened | None, lang: str, now: datetime) -> Opened | None:
    """Put the confirmed address into use, and end every session: whoever wants to come in shows that they read its
    mail.

    Args:
        session: the session of the browser in which the link was opened. If it is the person's own, it is opened anew,
            since this browser has shown both.

    Returns:
        the session that is open in this browser from now on, if one is.

    Raises:
        LinkClosed: nothing was confirmed.
    """
    with transaction.atomic(durable=True):
        adopted = adopt(LINK.opened(token, now=now), actor=Actor(ActorKind.PERSON, ""), now=now)
        if adopted is None:
            raise LinkClosed(LinkState.UNKNOWN)
        here = session is not None and session.person == adopted.before
        end_all([adopted.before, adopted.person])
        if adopted.change is not None:
            old = adopted.change
            enqueue(CHANGED_LETTER, person=old.stand_in_id, reference=old.id, lang=lang, now=now)
        return open_session(adopted.person, now=now) if here else None


def _objectionable(id: UUID, now: datetime) -> Change:
    change = open_change(id, now=now)
    if change is None:
        raise LinkClosed(LinkState.UNKNOWN)
    return change


KEEP_LINK = MailedLink("keep-address", "me/address/keep", _objectionable)
"""It stands in both mails to the address in use: the row says how long it works."""


def keep(token: str, *, now: datetime) -> None:
    """The address that is, or was, in use objects: it stays, or is put back, and everybody who is signed in is out.

    Raises:
        LinkClosed: nothing was changed.
    """
    change = KEEP_LINK.opened(token, now=now)
    try:
        with transaction.atomic(durable=True):
            end_all(object_to(change.id, actor=Actor(ActorKind.PERSON, ""), now=now))
    except CannotObject as gone:
        raise LinkClosed(LinkState.UNKNOWN) from gone


def give_up(person: UUID, *, now: datetime) -> None:
    """Forget what the person has proposed, at once."""
    with transaction.atomic(durable=True):
        drop_proposals([person], now=now)
