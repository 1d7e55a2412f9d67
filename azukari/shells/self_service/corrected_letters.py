"""The mails about corrections that staff made at a person's request. They say what kind of data it was, never what it
says.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from azukari.core.ledger.reading import recorded
from azukari.core.mail.letter import Letter, own_page
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.former import KEPT
from azukari.core.vault.reasons import channel_in_words
from azukari.policy.explain import name_categories
from azukari.policy.terms import Category


def corrected(message: Message, now: datetime) -> Letter | None:  # noqa: ARG001 - a builder gets the time
    """What has been corrected, and how to object."""
    found = recorded([message.reference]) if message.reference else []
    if not found:
        return None
    policy, payload, lang = current().policy, found[0].payload, message.lang
    what = name_categories(policy, [Category(c) for c in payload.get("categories", ())])[lang]
    words = {
        "organisation": policy.organisation.name[lang],
        "what": what,
        "how": channel_in_words(str(payload.get("channel", ""))),
        "days": KEPT.days,
        "phone": policy.requests.phone,
    }
    return Letter(
        subject=_("We have corrected your data"),
        paragraphs=(
            _("You asked us %(how)s for a correction. %(organisation)s has corrected: %(what)s.") % words,
            _("You can see the corrected entry on your own page.") % words,
        ),
        action=own_page(lang),
        after=(
            _(
                "In case the correction was wrong, we keep the earlier entry encrypted for %(days)s days. Only you "
                "can see it, and we do not use it for anything."
            )
            % words,
            _("If you did not ask for this, please call us at once: %(phone)s.") % words,
        ),
    )
