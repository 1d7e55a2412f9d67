"""A test mail to an address of the operator's own, for them to see how ours arrives. It says nothing of anybody."""

from datetime import datetime

from django.conf import settings
from django.core.mail import mailers
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.core.mail.internal import internal
from azukari.core.policy_versions.current import current
from azukari.core.transfers.mail_gate import complaint


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
    name = current().policy.organisation.name[lang]
    with translation.override(lang):
        subject = _("Test mail of %(organisation)s") % {"organisation": name}
        body = _(
            "This is how our mail arrives. In the source of this mail, the line Authentication-Results tells "
            "whether SPF, DKIM and DMARC were passed."
        )
    mailers.default.send_messages([internal(subject, body, to=address, lang=lang, organisation=name)])
