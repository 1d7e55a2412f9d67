"""The mails of a round: the question, one reminder, and the receipt of a yes."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from azukari.core.consent.signed_receipt import as_json
from azukari.core.mail.letter import Attachment, Letter
from azukari.core.mail.link import LinkClosed, LinkState, MailedLink
from azukari.core.mail.models import Message
from azukari.core.policy_versions.current import current
from azukari.features.reconsent.models import Asked, ReconsentAnswer
from azukari.features.reconsent.question import asking
from azukari.features.reconsent.receipt import receipts

RECEIPT_OPEN_FOR = timedelta(days=30)
"""So long the link of a receipt works, at least; the receipt itself is attached to its mail."""


def _find(id: UUID, _now: datetime) -> Asked:
    asked = _asked().filter(id=id).first()
    if asked is None:
        raise LinkClosed(LinkState.UNKNOWN)
    return asked


LINK = MailedLink("agree", "agree", _find)
"""It opens its page as long as its time lasts: what was answered stands there, and a no may still become a yes."""


def ask(message: Message, now: datetime) -> Letter | None:
    """The question; None if there is nothing to ask any more."""
    return _question(message, now, subject=_("May we use your data in a new way?"))


def remind(message: Message, now: datetime) -> Letter | None:
    """The same once more, to whoever has been silent."""
    return _question(message, now, subject=_("Reminder: may we use your data in a new way?"))


def receipt(message: Message, _now: datetime) -> Letter | None:
    """What somebody said yes to, signed."""
    asked = message.about(_asked())
    made = receipts(asked) if asked else []
    if asked is None or not made or asked.answered_at is None:
        return None
    return Letter(
        subject=_("Your receipt: you agreed to the change"),
        paragraphs=(
            _(
                "Thank you for agreeing to the change in our privacy policy. From now on we also use your data as "
                "described there."
            ),
            _(
                "The attached file is your signed receipt, with the text you read. It does not contain what you wrote "
                "in a form."
            ),
        ),
        action=(_("Read what you agreed to"), _link(asked, message.lang, until=asked.answered_at + RECEIPT_OPEN_FOR)),
        after=(_("You can withdraw your consent at any time on your own page."),),
        attachments=tuple(
            Attachment(f"receipt-{document['dpv:hasIdentifier']}.json", as_json(document), "application/ld+json")
            for document in made
        ),
    )


def _asked() -> "QuerySet[Asked]":
    return Asked.objects.select_related("round", "question")


def _link(asked: Asked, lang: str, *, until: datetime | None = None) -> str:
    ends = asked.round.ends_at
    return LINK.address(asked.id, lang=lang, expires=max(ends, until or ends))


def _question(message: Message, now: datetime, *, subject: str) -> Letter | None:
    asked = message.about(_asked())
    if asked is None or asked.state != ReconsentAnswer.WAITING or not asked.round.runs(now):
        return None
    question = asking(asked.person_id, lang=message.lang, now=now)
    if question is None:
        return None
    organisation = current().policy.organisation.name[message.lang]
    dash = "・" if question.lang == "ja" else "– "
    return Letter(
        subject=subject,
        paragraphs=(
            _("%(organisation)s would like to use data that you gave us in a new way. We are asking you first.")
            % {"organisation": organisation},
            *(dash + change.sentence[question.lang] for change in question.changes),
        ),
        action=(_("Read it and answer"), _link(asked, message.lang)),
        after=(
            _("We do not use your data for %(purposes)s unless you say yes. To refuse, you need not do anything.")
            % {"purposes": question.stopping}
            if question.stops
            else _("We do not use your data in the new way unless you say yes. To refuse, you need not do anything."),
        ),
    )
