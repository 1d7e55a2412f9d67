"""The mails of a change of address: the new one is asked, the old one is told and can object. They name nobody, and
neither quotes the other address.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.address_change import KEPT, Change, open_change
from azukari.core.vault.propose import is_open
from azukari.shells.self_service import address


def confirm(message: Message, now: datetime) -> Letter | None:
    """Ask whether a new address belongs to whoever typed it."""
    if message.reference is None or not is_open(message.reference, now=now):
        return None
    expires = message.created_at + address.LIFE
    return Letter(
        subject=_("Please confirm your new email address"),
        paragraphs=(
            _("This address was given to %(organisation)s as somebody’s new email address.")
            % {"organisation": current().policy.organisation.name[message.lang]},
            _("If it was you, open the page below and press the button. We use the old address until then."),
        ),
        action=(
            _("Open the confirmation page"),
            address.LINK.address(message.reference, lang=message.lang, expires=expires),
        ),
        after=(
            _("The link works once, for 24 hours. If nobody confirms it, this address is erased after that."),
            _("If it was not you, you need not do anything: we send no reminder."),
        ),
    )


def asked(message: Message, now: datetime) -> Letter | None:
    """That somebody has given a new address in the person's name, told to the one in use."""
    change = open_change(message.reference, now=now) if message.reference else None
    if change is None or change.adopted_at is not None:  # then the other mail tells it
        return None
    words = _words(message.lang)
    return Letter(
        subject=_("A new email address was given for you"),
        paragraphs=(
            _("%(organisation)s was asked to write to you at another email address from now on.") % words,
            _("We have sent a link there. We use this address until the new one is confirmed."),
            _("If that was you, you need not do anything."),
        ),
        action=(_("That was not me: keep this address"), _keep_link(change, message.lang)),
        after=(
            _("The button on that page cancels the new address and signs everyone out of your own page.") % words,
            _("If the new address has been confirmed in the meantime, the page restores this one, for %(days)s days.")
            % words,
            _("You can also call us: %(phone)s.") % words,
        ),
    )


def changed(message: Message, now: datetime) -> Letter | None:
    """That another address is in use now, told to the one that was."""
    change = open_change(message.reference, now=now) if message.reference else None
    if change is None or change.adopted_at is None:
        return None
    words = _words(message.lang)
    return Letter(
        subject=_("Your email address was changed"),
        paragraphs=(
            _("From now on %(organisation)s writes to you at another email address, where it was confirmed.") % words,
            _("If that was you, you need not do anything. This is our last mail to this address about it."),
        ),
        action=(_("That was not me: restore this address"), _keep_link(change, message.lang)),
        after=(
            _(
                "The link works for %(days)s days. Until then we keep this address encrypted for this purpose only, "
                "and then erase it."
            )
            % words,
            _("You can also call us: %(phone)s.") % words,
        ),
    )


def _words(lang: str) -> dict[str, object]:
    policy = current().policy
    return {"organisation": policy.organisation.name[lang], "phone": policy.requests.phone, "days": KEPT.days}


def _keep_link(change: Change, lang: str) -> str:
    expires = change.created_at + address.LIFE + KEPT
    return address.KEEP_LINK.address(change.id, lang=lang, expires=expires)
