"""Sign-in by a mailed link. The answer, and the work done for it, are the same whether or not the address is known
(P43).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from azukari.core.database.row_proof import is_proven, row_proof
from azukari.core.ledger.events import Event
from azukari.core.mail.blind import enqueue_blind
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.people.models import Person
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.trail import record_about
from azukari.lib.email import counted
from azukari.lib.email import email as well_formed
from azukari.lib.identifier import new_id
from azukari.lib.mailbox_limit import take_mail_to
from azukari.lib.rate import RateLimit
from azukari.shells.self_service.events import SESSION_OPENED
from azukari.shells.self_service.models import SignIn
from azukari.shells.self_service.session import Opened, open_session

LETTER = "rights:sign-in"
LIFE = timedelta(minutes=30)
MAILS_AN_HOUR = 5
"""To one address; who asks more often gets the same answer and no further mail."""

_networks = RateLimit(timedelta(hours=1), "own.sign_in.networks")
_addresses = RateLimit(timedelta(hours=1), "own.sign_in.addresses")


class TooOften(Exception):
    """This network has asked for too many links. ``seconds`` until it may again."""

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


def request(typed: str, *, network: str, lang: str, now: datetime, page: str = "") -> None:
    """Ask for a link. Nothing tells whether the address is known: each step is taken in either case.

    Args:
        typed: an address, which is looked at only where the network may still ask.
        network: the client's network (`lib.network`), for the limit.
        page: where the link leads to, behind the language, of the own pages that name nothing (`own.onward`).

    Raises:
        TooOften: the network's limit is used up, whatever was typed.
        MalformedError: it is no address. That counts as well.
    """
    if wait := _networks.take(network, limit=settings.AZUKARI.limits.sign_ins_per_network, now=now):
        raise TooOften(wait)
    email = well_formed(typed)
    limit = MAILS_AN_HOUR if settings.AZUKARI.limits.sign_ins_per_network else 0
    enough = _addresses.take(counted(email), limit=limit, now=now)
    enough = bool(enough) or not take_mail_to(email, limit=settings.AZUKARI.limits.mails_per_mailbox, now=now)
    with transaction.atomic(durable=True):
        known = confirmed_person(email)
        person = None if enough else known
        sign_in = SignIn(id=new_id(), person_id=person, created_at=now, expires_at=now + LIFE, page=page)
        sign_in.proof = row_proof(sign_in.meaning)
        sign_in.save(force_insert=True)
        enqueue_blind(LETTER, person=person, reference=sign_in.id, lang=lang, now=now)


def _waiting(id: UUID, now: datetime) -> UUID:
    """The id itself, of a sign-in that a link would use."""
    found = SignIn.objects.filter(id=id, person__isnull=False).first()
    if found is None or not is_proven(found.proof, found.meaning):
        raise LinkClosed(LinkState.UNKNOWN)
    if found.used_at is not None:
        raise LinkClosed(LinkState.USED)
    if found.expires_at <= now:
        raise LinkClosed(LinkState.EXPIRED)
    return id


LINK = MailedLink("sign-in", "me/enter", _waiting, lasts=LIFE)


def page_behind(token: str, *, now: datetime) -> str:
    """Where the link leads to, behind the language.

    Raises:
        LinkClosed: we did not make it, or its time is over.
    """
    found = SignIn.objects.filter(id=LINK.named(token, now=now)).values_list("page", flat=True).first()
    return found or "/me"


def enter(token: str, *, now: datetime) -> Opened:
    """Use a link up, and open the person's own page.

    Raises:
        LinkClosed: it opens nothing.
    """
    with transaction.atomic(durable=True):
        id = LINK.opened(token, now=now)
        if not SignIn.objects.filter(id=id, used_at__isnull=True).update(used_at=now):
            raise LinkClosed(LinkState.USED)
        used = SignIn.objects.get(id=id)
        person = used.person_id if is_proven(used.proof, used.meaning) else None
        if person is None or not Person.objects.filter(id=person, confirmed_at__isnull=False).exists():
            raise LinkClosed(LinkState.UNKNOWN)
        session = open_session(person, now=now)
        record_about([Event(SESSION_OPENED, {"actor": "person", "method": "link"}, person)], now=now)
    return session
