"""The mails that ask whether two records are one person's. They tell nothing of either record."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.pairing import LIFE, Side, is_asked
from azukari.shells.self_service import merging


def asking(side: Side) -> Callable[[Message, datetime], Letter | None]:
    """The builder of the letter to one side."""

    def build(message: Message, now: datetime) -> Letter | None:
        if message.reference is None or not is_asked(message.reference, side, now=now):
            return None
        expires = message.created_at + LIFE
        return Letter(
            subject=_("Are you registered with us twice?"),
            paragraphs=(
                _(
                    "At %(organisation)s there is a second registration that may be yours as well, perhaps under "
                    "another email address."
                )
                % {"organisation": current().policy.organisation.name[message.lang]},
                _("If it is yours, open the page below and press the button. The two are then merged."),
            ),
            action=(
                _("Open the page"),
                merging.LINKS[side].address(message.reference, lang=message.lang, expires=expires),
            ),
            after=(
                _("If the other registration has an address of its own, we ask there too and wait for the answer."),
                _("You can undo this for 30 days. If you do not answer, nothing changes."),
            ),
        )

    return build
