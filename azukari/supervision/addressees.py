"""Where the mails of supervision go: to the contact that the register names, and to colleagues whose duty it is.

Looked up when an email goes, so that a corrected address counts for what waits already.
"""

from azukari.accounts.models import User
from azukari.mail.models import Message
from azukari.policy.terms import Act, Policy
from azukari.supervision.models import Call, Reminder

CONTACT = "contact"
_STAFF = "staff:"


def of_call(message: Message) -> str:
    """The contact of the recipient that is asked."""
    if message.reference is None:
        return ""
    call = Call.objects.select_related("recipient").filter(id=message.reference).first()
    return call.recipient.contact_email if call else ""


def of_reminder(message: Message) -> str:
    """The contact, or the colleague, whom a reminder is for; nobody once a colleague has left."""
    if message.reference is None:
        return ""
    row = Reminder.objects.select_related("recipient").filter(id=message.reference).first()
    if row is None:
        return ""
    if row.addressee == CONTACT:
        return row.recipient.contact_email
    user = User.objects.filter(reference=row.addressee.removeprefix(_STAFF), is_active=True).first()
    return user.email if user else ""


def supervisors(policy: Policy) -> list[str]:
    """Every colleague whose duty it is to supervise, as the addressee of a reminder. One query."""
    duties = [duty.slug for duty in policy.duties.values() if Act.SUPERVISE in duty.acts]
    users = User.objects.filter(is_active=True, duties__duty__in=duties).distinct().order_by("reference")
    return [f"{_STAFF}{reference}" for reference in users.values_list("reference", flat=True)]
