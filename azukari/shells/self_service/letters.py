"""The mail of the own page: a link to come in. It names nobody."""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.shells.self_service import sign_in
from azukari.shells.self_service.models import SignIn


def sign_in_letter(message: Message, now: datetime) -> Letter | None:
    """The link that opens the own page once."""
    found = message.about(SignIn.objects.filter(used_at__isnull=True, expires_at__gt=now))
    if found is None:
        return None
    lang = message.lang
    return Letter(
        subject=_("Your link to your own page"),
        paragraphs=(
            _("Somebody asked for a link to your own page at %(organisation)s, where you see what we hold about you.")
            % {"organisation": current().policy.organisation.name[lang]},
            _("Open the page below and press the button there."),
        ),
        action=(_("Open the sign-in page"), sign_in.LINK.address(found.id, lang=lang, expires=found.expires_at)),
        after=(
            _("The link works once, for 30 minutes. Please do not share it."),
            _("If you did not ask for it, you need not do anything. Your page cannot be opened without this email."),
        ),
    )
