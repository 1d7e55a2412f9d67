"""The mail that asks somebody out of an imported list whether the address is theirs, and whether they still wish."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from azukari.core.forms.confirm import LINK
from azukari.core.forms.models import ImportedSubmission, State
from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import at
from azukari.lib.day import in_words


def ask(message: Message, _now: datetime) -> Letter | None:
    """Say where we have the address from, and ask. Names nobody: the address may have changed hands."""
    pending = ImportedSubmission.objects.filter(submission__state=State.PENDING)
    imported = message.about(pending.select_related("submission"))
    if imported is None:
        return None
    submission = imported.submission
    policy = at(submission.charter_id).policy
    form = policy.forms[submission.form]
    lang = message.lang
    expires = submission.created_at + timedelta(days=policy.unconfirmed_days)
    words = {"form": form.title[lang], "organisation": policy.organisation.name[lang]}
    return Letter(
        subject=_("Please confirm: %(form)s") % words,
        paragraphs=(
            _(
                "This address was given to %(organisation)s on %(day)s, for “%(form)s”. We have changed how we keep "
                "these records."
            )
            % {**words, "day": in_words(imported.told_on, lang)},
            _("If you still want this, open the page below and press the button. We do not use your data until then."),
        ),
        action=(_("Open the confirmation page"), LINK.address(submission.id, lang=lang, expires=expires)),
        after=(
            _("The link works once, for %(days)s days. Unconfirmed entries are erased after that.")
            % {"days": policy.unconfirmed_days},
            _("If you do not want this, or it was not you, you need not do anything."),
        ),
    )
