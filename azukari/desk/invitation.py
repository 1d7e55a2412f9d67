"""The mail that invites a member of staff. It goes to a colleague, not to a registrant, so it bypasses the vault."""

from collections.abc import Collection

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.accounts.models import User
from azukari.lib.email import automatic
from azukari.lib.joining import comma
from azukari.policy.terms import Policy


def send(user: User, link: str, *, policy: Policy, lang: str) -> None:
    """Mail ``user`` the link by which they take up the invitation.

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
            "Dear %(name)s,\n\n"
            "You have been invited to work in the console of %(organisation)s, for: %(duties)s.\n"
            "Begin here; the link works once, for three days:\n\n"
            "%(link)s\n\n"
            "You choose a password and set up a second step, an authenticator app or a passkey.\n"
            "If you did not expect this, do nothing: without you the account opens nothing.\n"
        ) % {
            "name": user.name,
            "organisation": organisation,
            "duties": in_words(user.duty_slugs(), policy, lang),
            "link": link,
        }
    headers = automatic(settings.AZUKARI.host)
    EmailMessage(subject, body, settings.AZUKARI.sender, [user.email], headers=headers).send()


def in_words(duties: Collection[str], policy: Policy, lang: str) -> str:
    """Duties as the policy words them, in one phrase."""
    titles = [policy.duties[slug].title[lang] for slug in sorted(duties) if slug in policy.duties]
    return comma(lang).join(titles) or "–"
