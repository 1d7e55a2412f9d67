"""The mail that invites a member of staff."""

from collections.abc import Collection

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from azukari.core.accounts.staff import Invitation
from azukari.core.mail.internal import internal, try_to_send
from azukari.lib.joining import comma
from azukari.policy.terms import Policy


def send(invitation: Invitation, *, policy: Policy, lang: str) -> bool:
    """Mail the link by which an invitation is taken up; returns whether the mail server took it.

    Args:
        lang: of the mail, ``ja`` or ``en``.
    """
    user = invitation.user
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
            "link": settings.AZUKARI.base_url + invitation.path,
        }
    return try_to_send(internal(subject, body, to=user.email))


def in_words(duties: Collection[str], policy: Policy, lang: str) -> str:
    """Duties as the policy words them, in one phrase."""
    return comma(lang).join(duty.title[lang] for duty in policy.duties_of(duties)) or "–"
