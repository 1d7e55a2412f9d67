"""Asking a recipient by email: a link to a page where its contact reads, and answers with a button (P31, P40).

What has to be asked is found by looking, not by remembering: whoever publishes guidelines, enters a contact or corrects
a person's data does nothing else; the worker sees what nobody has been asked yet.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from azukari.both_languages import BothLanguages
from azukari.core.mail.queue import enqueue
from azukari.core.transfers.instruct import tell
from azukari.core.transfers.models import Channel, Contract, GuidelinesVersion, Instruction, Recipient
from azukari.core.transfers.standing import LIVE, guidelines_of
from azukari.features.processors.models import Call, Sort
from azukari.lib.conflict import InvalidTransition

LETTER = "supervision:call"
LASTS = timedelta(days=30)
"""How long a link works."""

PAUSE = timedelta(hours=1)
"""Instructions are gathered for so long, so that a busy day is not an email for each."""


def tend(now: datetime) -> int:
    """Ask everybody whom nobody has asked yet; returns how many mails were made."""
    return sum(_call_open(slug, Sort.GUIDELINES, now) for slug in _unasked()) + sum(
        _call_open(slug, Sort.INSTRUCTIONS, now) for slug in _untold(now)
    )


def _unasked() -> list[str]:
    newest = GuidelinesVersion.objects.order_by("-number").values_list("number", flat=True).first()
    if newest is None:
        return []
    reachable = Recipient.objects.exclude(contact_email="")
    bound = reachable.filter(Exists(Contract.objects.filter(recipient=OuterRef("pk"), state__in=LIVE)))
    asked = Call.objects.filter(recipient=OuterRef("pk"), guidelines=newest)
    accepted = bound.filter(acceptances__guidelines=newest)
    return list(bound.exclude(Exists(asked)).exclude(pk__in=accepted).values_list("slug", flat=True))


def _untold(now: datetime) -> list[str]:
    waiting = Instruction.objects.filter(recipient=OuterRef("pk"), sent_at__isnull=True, acknowledged_at__isnull=True)
    just_asked = Call.objects.filter(recipient=OuterRef("pk"), sort=Sort.INSTRUCTIONS, made_at__gt=now - PAUSE)
    reachable = Recipient.objects.exclude(contact_email="").exclude(channel=Channel.WEBHOOK)
    return list(reachable.filter(Exists(waiting)).exclude(Exists(just_asked)).values_list("slug", flat=True))


def _call_open(slug: str, sort: Sort, now: datetime) -> int:
    """Ask, unless another worker was first."""
    with transaction.atomic():
        recipient = Recipient.objects.select_for_update().get(slug=slug)
        still = slug in (_unasked() if sort == Sort.GUIDELINES else _untold(now))
        if still:
            make(recipient, sort, now=now)
    return int(still)


def make(recipient: Recipient, sort: Sort, *, now: datetime) -> Call:
    """Mail the recipient's contact a link, in the caller's transaction.

    Raises:
        InvalidTransition: it has no contact address, or there is nothing to ask.
    """
    if not recipient.contact_email:
        raise InvalidTransition("call.no-contact", _NO_CONTACT)
    call = prepare(recipient, sort, now=now)
    enqueue(LETTER, person=None, reference=call.id, lang=recipient.contact_lang, now=now)
    return call


def prepare(recipient: Recipient, sort: Sort, *, now: datetime) -> Call:
    """A link for the recipient without its mail, in the caller's transaction.

    Raises:
        InvalidTransition: there is nothing to ask.
    """
    number: int | None = None
    if sort == Sort.GUIDELINES:
        known = guidelines_of(recipient.slug)
        if not known.version or known.accepted >= known.version:
            raise InvalidTransition("call.nothing-to-accept", _NOTHING_TO_ACCEPT)
        number = known.version
    else:
        if not Instruction.objects.filter(recipient=recipient, acknowledged_at__isnull=True).exists():
            raise InvalidTransition("call.nothing-to-confirm", _NOTHING_TO_CONFIRM)
        tell(recipient.slug, now=now)
    return Call.objects.create(
        recipient=recipient, sort=sort, guidelines_id=number, made_at=now, expires_at=now + LASTS
    )


def ask(slug: str, sort: Sort, *, now: datetime) -> Call:
    """A member of staff has the link sent, again if need be.

    Raises:
        Recipient.DoesNotExist: there is no such recipient.
        InvalidTransition: it has no contact address, there is nothing to ask, or a link has just been sent.
    """
    with transaction.atomic():
        recipient = Recipient.objects.select_for_update().get(slug=slug)
        if Call.objects.filter(recipient=recipient, sort=sort, made_at__gt=now - timedelta(minutes=1)).exists():
            raise InvalidTransition("call.just-asked", _JUST_ASKED)  # a second press
        return make(recipient, sort, now=now)


def renew(id: UUID, *, now: datetime) -> bool:
    """Whoever holds a link that is too old, or was overtaken, has a new one sent: to the address in the register, once.

    Returns:
        Whether one was sent; the page says the same either way.
    """
    with transaction.atomic():
        call = Call.objects.select_for_update().get(id=id)
        if call.renewed_at is not None or not needs_renewal(call, now):
            return False
        call.renewed_at = now
        call.save(update_fields=["renewed_at"])
        try:
            make(call.recipient, Sort(call.sort), now=now)
        except InvalidTransition:
            return False
    return True


def needs_renewal(call: Call, now: datetime) -> bool:
    """Whether a new link has to take the place of this one: it is too old, or a newer version has come."""
    newer = call.sort == Sort.GUIDELINES and GuidelinesVersion.objects.filter(number__gt=call.guidelines_id).exists()
    return call.answered_at is None and (newer or call.expired(now))


_NO_CONTACT = BothLanguages(
    "There is no contact address. Enter it under “How it is reached”, then send the link again."
)
_NOTHING_TO_ACCEPT = BothLanguages("There are no guidelines to accept.")
_NOTHING_TO_CONFIRM = BothLanguages("There are no instructions to confirm.")
_JUST_ASKED = BothLanguages("A link has just been sent. Give it a moment to arrive.")
