"""The mail with a reply: our words as they were written, and how to write again."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from azukari.core.forms import kinds
from azukari.core.forms.models import Reply
from azukari.core.forms.replying import REPLY_LETTER
from azukari.core.mail.letter import Letter, Link
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import ReleaseOptions, release
from azukari.core.vault.ways import way_called
from azukari.policy.terms import POSTMAN, Category


def purpose(message: Message) -> str:
    """For what the address is opened: the purpose for which the reply was written; ``""`` if that is gone, which opens
    nothing.
    """
    found = Reply.objects.filter(message=message.id).values_list("purpose", flat=True).first()
    return found or ""


def letter(message: Message, now: datetime) -> Letter | None:
    """The reply; None if it was erased meanwhile."""
    found = Reply.objects.select_related("submission").filter(message=message.id).first()
    form = current().policy.forms.get(found.submission.form) if found else None
    if found is None or form is None:
        return None
    opened = release(
        [found.person_id],
        purpose=found.purpose,
        categories=frozenset({Category.MESSAGE}),
        actor=POSTMAN,
        reason=Reason.DELIVERY,
        now=now,
        options=ReleaseOptions(submission=found.submission_id, letter=REPLY_LETTER, way=way_called(REPLY_LETTER)),
    )
    words = next((value.text for value in opened.get(found.person_id, ()) if value.field == found.field), "")
    if not words:
        return None
    title, link = form.title[message.lang], kinds.of(form.kind).reply_link(found, message.lang, now)
    return Letter(
        subject=_("Our reply: %(form)s") % {"form": title},
        paragraphs=tuple(part.strip() for part in words.split("\n\n") if part.strip()),
        action=(_("Write to us again"), f"{settings.AZUKARI.base_url}/{message.lang}/forms/{form.slug}"),
        after=(
            _("You wrote to us with the form “%(form)s”. You can read what you wrote and this reply on your own page.")
            % {"form": title},
            *((Link(*link),) if link else ()),
        ),
    )
