"""The two mails of a form: please confirm; and your receipt."""

import math
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from azukari.core.forms import kinds
from azukari.core.forms.confirm import LINK
from azukari.core.forms.last_day import over_at
from azukari.core.forms.models import Channel, State, Submission
from azukari.core.forms.not_mine import LASTS as NOT_MINE_LASTS
from azukari.core.forms.not_mine import LINK as NOT_MINE
from azukari.core.mail.letter import Letter, Link
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import at


def confirmation(message: Message, now: datetime) -> Letter | None:
    """Ask whether the address belongs to whoever typed it. Names nobody: anyone can type anyone's address."""
    submission = message.about(Submission.objects.filter(state=State.PENDING))
    if submission is None:
        return None
    policy = at(submission.charter_id).policy
    form = policy.forms[submission.form]
    lang = message.lang
    over = over_at(submission)
    expires = submission.created_at + timedelta(days=policy.unconfirmed_days)
    expires = min(expires, over) if over else expires
    if expires <= now:
        return None
    where_from = (
        _("%(organisation)s entered this address in “%(form)s” as it was given on paper or by phone.")
        if submission.channel == Channel.STAFF
        else _("This address was entered in the form “%(form)s” of %(organisation)s.")
    )
    return Letter(
        subject=_("Please confirm: %(form)s") % {"form": form.title[lang]},
        paragraphs=(
            where_from % {"form": form.title[lang], "organisation": policy.organisation.name[lang]},
            _("If it was you, open the page below and press the button. We do not use what you wrote until then."),
        ),
        action=(_("Open the confirmation page"), LINK.address(submission.id, lang=lang, expires=expires)),
        after=(
            _("The link works once, for %(days)s days. Unconfirmed entries are erased after that.")
            % {"days": math.ceil((expires - now) / timedelta(days=1))},
            _("If it was not you, you need not do anything: we send no reminder."),
            *_not_mine(submission, lang),
        ),
    )


def _not_mine(submission: Submission, lang: str) -> tuple[Link, ...]:
    """How whoever did not do this has it erased at once."""
    label = kinds.of(submission.kind).not_mine
    if not label:
        return ()
    address = NOT_MINE.address(submission.id, lang=lang, expires=submission.created_at + NOT_MINE_LASTS)
    return (Link(str(label), address),)
