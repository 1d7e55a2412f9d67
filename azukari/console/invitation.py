"""The mail that invites a member of staff. It goes to a colleague, not to a registrant, so it bypasses the vault."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.accounts.models import User
from azukari.policy.terms import Policy


def send(user: User, link: str, *, policy: Policy, lang: str) -> None:
    """Mail ``user`` the link by which they choose a password.

    Args:
        link: the whole address; it works once.
        lang: of the mail, ``ja`` or ``en``.

    Raises:
        OSError, SMTPException: the mail server did not take it.
    """
    with translation.override(lang):
        organisation = policy.organisation.name[lang]
        subject = _("Your account with %(organisation)s") % {"organisation": organisation}
        body = _(
            "%(name)s,\n\n"
            "you have been invited to work in the console of %(organisation)s.\n"
            "Choose your password here; the link works once, for three days:\n\n"
            "%(link)s\n\n"
            "At your first sign-in you set up a second step, an authenticator app or a passkey.\n"
        ) % {"name": user.name, "organisation": organisation, "link": link}
    EmailMessage(subject, body, settings.AZUKARI.sender, [user.email]).send()
