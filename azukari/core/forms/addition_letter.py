"""The receipt of what somebody agreed to later: signed like that of a form, with the notice that stood there."""

from datetime import datetime
from typing import Any
from uuid import uuid5

from django.conf import settings
from django.utils.translation import gettext as _

from azukari.core.consent.receipt import Occasion, build
from azukari.core.consent.receipt_keys import signed as sign
from azukari.core.consent.signed_receipt import as_json
from azukari.core.forms.models import Addition
from azukari.core.mail.letter import Attachment, Letter, own_page
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import at
from azukari.core.vault.held_fields import fields_held


def receipt_of(addition: Addition) -> dict[str, Any]:
    """The signed receipt of an addition with at least one purpose agreed to."""
    submission, notice = addition.submission, addition.notice
    policy = at(notice.charter_id).policy
    occasion = Occasion(
        submission=uuid5(addition.id, str(submission.id)),
        person=submission.person_id,
        charter=notice.charter_id,
        notice=notice.text,
        digest=notice.digest,
        lang=addition.lang,
        consents=frozenset(),
        accepted=addition.at,
        confirmed=False,
        base_url=settings.AZUKARI.base_url,
        agreed=frozenset(addition.consents.split()),
        given=fields_held([submission.id])[submission.id],
    )
    return sign(build(policy, policy.forms[submission.form], occasion))


def receipt(message: Message, now: datetime) -> Letter | None:  # noqa: ARG001 - a builder gets the time
    """The mail with it; None if it was erased meanwhile."""
    addition = message.about(Addition.objects.select_related("submission", "notice").exclude(consents=""))
    if addition is None:
        return None
    policy, lang = at(addition.notice.charter_id).policy, message.lang
    document = receipt_of(addition)
    purposes = [policy.purposes[slug].title[lang] for slug in addition.consents.split()]
    return Letter(
        subject=_("Your receipt: what you agreed to"),
        paragraphs=(
            _("Thank you. On your own page you agreed to this: %(purposes)s.")
            % {"purposes": ("、" if lang == "ja" else "; ").join(purposes)},
        ),
        action=own_page(lang),
        after=(
            _("The attached file is your signed receipt: the notice you saw, word for word, but nothing you wrote."),
            _("You can withdraw your consent at any time on your own page."),
        ),
        attachments=(
            Attachment(f"receipt-{document['dpv:hasIdentifier']}.json", as_json(document), "application/ld+json"),
        ),
    )
