"""The mail that contractors get, read by a contractor: what the queue sends, and the link in it."""

import re
from datetime import datetime

from django.core import mail

from azukari.core.mail.queue import send_due
from azukari.core.transfers.models import Recipient
from tests.disclosure import office

CONTACT = "tsubame@kotori.example"
_LINK = re.compile(r"https?://[^/\s]+(/(?:ja|en)/contractor/[A-Za-z0-9_-]+)")


def reachable(slug: str = office.KOTORI, *, lang: str = "ja") -> Recipient:
    """The recipient, with a contact whom mail reaches."""
    Recipient.objects.filter(slug=slug).update(
        contact_name="小鳥 つばめ" if lang == "ja" else "Tsubame Kotori", contact_email=CONTACT, contact_lang=lang
    )
    return Recipient.objects.get(slug=slug)


def delivered(now: datetime) -> list[mail.EmailMultiAlternatives]:
    """Every mail that leaves now."""
    mail.outbox.clear()
    send_due(now)
    return [message for message in mail.outbox if isinstance(message, mail.EmailMultiAlternatives)]


def link(message: mail.EmailMessage) -> str:
    """The path behind the button."""
    found = _LINK.search(str(message.body))
    assert found, message.body
    return found[1]
