"""Internal mail: what the program writes to the organisation's own people. No registrant gets it, so it bypasses the
queue and the vault.
"""

from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from azukari.lib.email import automatic, wire


def internal(
    subject: str, body: str, *, to: str, lang: str = "", organisation: str = "", html: str = ""
) -> EmailMultiAlternatives:
    """The mail, to be sent.

    Args:
        lang: of its words; blank where they stand in several languages.
        organisation: the name that stands beside our address, if one does.
        html: its second part, if it has one.
    """
    mail = EmailMultiAlternatives(
        subject,
        body,
        formataddr((organisation, settings.AZUKARI.sender)),
        [wire(to)],
        headers=({"Content-Language": lang} if lang else {}) | automatic(settings.AZUKARI.host),
    )
    if html:
        mail.attach_alternative(html, "text/html")
    return mail


def try_to_send(mail: EmailMultiAlternatives) -> bool:
    """Send it; returns whether the mail server took it."""
    try:
        mail.send()
    except OSError:
        return False
    return True
