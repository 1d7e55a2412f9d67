"""Where the mails of supervision go: to the contact that the register names, and to colleagues whose duty it is.

Looked up when an email goes, so that a corrected address counts for what waits already.
"""

from azukari.accounts.who import email_of
from azukari.mail.models import Message
from azukari.supervision.models import Call, Reminder

CONTACT = "contact"


def of_call(message: Message) -> str:
    """The contact of the recipient that is asked."""
    call = message.about(Call.objects.select_related("recipient"))
    return call.recipient.contact_email if call else ""


def of_reminder(message: Message) -> str:
    """The contact, or the colleague, whom a reminder is for; nobody once a colleague has left."""
    row = message.about(Reminder.objects.select_related("recipient"))
    if row is None:
        return ""
    return row.recipient.contact_email if row.addressee == CONTACT else email_of(row.addressee)
