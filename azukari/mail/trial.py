"""A test mail to an address of the operator's own, for them to see how ours arrives. It says nothing of anybody."""

from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.charter.current import current
from azukari.disclosure.mail_gate import complaint
from azukari.lib.email import automatic, wire


class MailHeld(Exception):
    """No mail may leave; the message says why."""


def send(address: str, *, now: datetime) -> None:
    """Send it.

    Raises:
        Held: the gate says no.
        OSError: the mail server did not take it.
    """
    if why := complaint(now):
        raise MailHeld(why)
    lang: str = settings.AZUKARI.language
    with translation.override(lang):
        mail = EmailMessage(
            subject=_("Test mail of %(organisation)s") % {"organisation": current().policy.organisation.name[lang]},
            body=_(
                "This is how our mail arrives. In the source of this mail, the line Authentication-Results tells "
                "whether SPF, DKIM and DMARC were passed."
            ),
            from_email=formataddr((current().policy.organisation.name[lang], settings.AZUKARI.sender)),
            to=[wire(address)],
            headers={"Content-Language": lang, **automatic(settings.AZUKARI.host)},
        )
    mailers.default.send_messages([mail])
