"""The mails of the own page: a link to come in, and a link to confirm a new address. They name nobody."""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.charter.current import current
from azukari.forms.link import link
from azukari.mail.letter import Letter
from azukari.mail.models import Message
from azukari.rights import address, sign_in
from azukari.rights.models import SignIn
from azukari.vault.propose import is_open


def sign_in_letter(message: Message, now: datetime) -> Letter | None:
    """The link that opens the own page once."""
    waiting = SignIn.objects.filter(used_at__isnull=True, expires_at__gt=now)
    found = waiting.filter(id=message.reference).first() if message.reference else None
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
        action=(
            _("Open the sign-in page"),
            link(sign_in.USE, found.id, lang=lang, path="me/enter", expires=found.expires_at),
        ),
        after=(
            _("The link works once, for 30 minutes. Please pass it on to nobody."),
            _("If you did not ask for it, you need not do anything. Without this mail nobody can open your page."),
        ),
    )


def address_letter(message: Message, now: datetime) -> Letter | None:
    """Ask whether a new address belongs to whoever typed it."""
    if message.reference is None or not is_open(message.reference, now=now):
        return None
    expires = message.created_at + address.LIFE
    return Letter(
        subject=_("Please confirm your new e-mail address"),
        paragraphs=(
            _("This address was given to %(organisation)s as somebody's new e-mail address.")
            % {"organisation": current().policy.organisation.name[message.lang]},
            _("If it was you, open the page below and press the button. Until then the old address stays in use."),
        ),
        action=(
            _("Open the confirmation page"),
            link(address.USE, message.reference, lang=message.lang, path="me/address", expires=expires),
        ),
        after=(
            _("The link works once, for 24 hours. If nobody confirms it, this address is erased after that."),
            _("If it was not you, you need not do anything: we will not write to you again about this."),
        ),
    )
