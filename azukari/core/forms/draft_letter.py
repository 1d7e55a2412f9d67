"""The mail with the link to a saved form. It names nobody and quotes nothing: anyone can type anyone's address, and say
in an email that it comes from there.
"""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from azukari.core.mail.letter import Letter
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.draft import link_of


def saved(message: Message, now: datetime) -> Letter | None:
    """The link, and what it is; None if the form was sent or thrown away meanwhile."""
    words = _words(message, now)
    if words is None:
        return None
    return Letter(
        subject=_("Continue your form: %(form)s") % words,
        paragraphs=(
            _("Somebody saved the form “%(form)s” of %(organisation)s, and asked us to send the link to this address.")
            % words,
            _(
                "If it was you, the link below opens what you typed. It works until you send or discard the form, and "
                "for at most %(days)s days after it was saved."
            )
            % words,
        ),
        action=(_("Continue the form"), words["at"]),
        after=(
            _("Please do not share the link: anyone who has it can read what you typed. Nothing has been sent yet."),
            _("If it was not you, please delete this message. Your address was not registered anywhere."),
        ),
    )


def written_by_mail(message: Message, now: datetime) -> Letter | None:
    """The link by which somebody sends by the form what they wrote by email; None if they have, or do not want to."""
    words = _words(message, now)
    if words is None:
        return None
    return Letter(
        subject=_("One more step to send us your message"),
        paragraphs=(
            _(
                "You replied to an email of %(organisation)s. That mailbox is not read, so we put your text into the "
                "form “%(form)s”."
            )
            % words,
            _(
                "The link below opens them, so that you can look through them and send them. If you do not, they are"
                " erased after %(days)s days."
            )
            % words,
        ),
        action=(_("Send my message"), words["at"]),
        after=(
            _("Please do not share the link: anyone who has it can read what you typed. Nothing has been sent yet."),
            _("If you did not write to us, please delete this message."),
        ),
    )


def _words(message: Message, now: datetime) -> dict[str, str] | None:
    """What is said of the saved form, if it is still there."""
    found = link_of(message.reference) if message.reference else None
    if found is None or found.expires_at <= now:
        return None
    policy, lang = current().policy, message.lang
    form = policy.forms.get(found.form)
    if form is None:
        return None
    return {
        "form": form.title[lang],
        "organisation": policy.organisation.name[lang],
        "days": str((found.expires_at - found.saved_at).days),
        "at": f"{settings.AZUKARI.base_url}/{lang}/saved/{found.link}",
    }
