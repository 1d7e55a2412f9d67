"""The mail with the link to a saved form. It names nobody and quotes nothing: anyone can type anyone's address."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from azukari.charter.current import current
from azukari.mail.letter import Letter
from azukari.mail.models import Message
from azukari.vault.draft import link_of


def saved(message: Message, now: datetime) -> Letter | None:
    """The link, and what it is; None if the form was sent or thrown away meanwhile."""
    found = link_of(message.reference) if message.reference else None
    if found is None or found.expires_at <= now:
        return None
    policy = current().policy
    form = policy.forms.get(found.form)
    if form is None:
        return None
    lang = message.lang
    return Letter(
        subject=_("Go on where you stopped: %(form)s") % {"form": form.title[lang]},
        paragraphs=(
            _("Somebody saved the form “%(form)s” of %(organisation)s, and asked us to send the link to this address.")
            % {"form": form.title[lang], "organisation": policy.organisation.name[lang]},
            _(
                "If it was you, the link below opens what you typed, until you send the form or throw it away, and for"
                " %(days)s days after it was saved."
            )
            % {"days": (found.expires_at - found.saved_at).days},
        ),
        action=(_("Go on with the form"), f"{settings.AZUKARI.base_url}/{lang}/saved/{found.link}"),
        after=(
            _("Whoever has the link can read what was typed, so please do not pass it on. Nothing has been sent yet."),
            _("If it was not you, please delete this message. Your address was not registered anywhere."),
        ),
    )
