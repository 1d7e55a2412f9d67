"""What outgoing mail holds of a person: that a letter or a mailing goes, or went, to them."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.mail import in_doubt
from azukari.core.mail.models import MailboxScore, MailingMessage, Message
from azukari.core.vault.holders import HolderOfRows
from azukari.policy.mailing import OPEN, MessageState


class MessageHolder(HolderOfRows):
    """Queued and sent messages, for the registry of holders."""

    name = "mail"
    rows: ClassVar[Mapping[str, Any]] = {"message": Message}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "message": _("Emails: queued ones, and the record of those sent"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        sent = Message.objects.filter(person_id=person, sent_at__isnull=False).order_by("id")
        return {"messages": [{"kind": m.kind, "sent": m.sent_at.isoformat()} for m in sent if m.sent_at]}

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        delete(Message, ended, by="reference")
        delete(Message, restricted, by="person")


class MailingHolder(HolderOfRows):
    """Messages of mailings, for the registry of holders. Of whoever goes, it stays that one message was sent, and to
    nobody; else a report would not tell any more how many went.
    """

    name = "mailings"
    rows: ClassVar[Mapping[str, Any]] = {"mailing": MailingMessage, "mailbox": MailboxScore}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "mailing": _("Notes that a mailing went to you"),
        "mailbox": _("Notes that mail to you came back"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        rows = MailingMessage.objects.filter(person_id=person).select_related("mailing").order_by("id")
        score = MailboxScore.objects.filter(person_id=person).first()
        returned = {"mailbox": {"reason": score.reason, "since": score.at.isoformat()}} if score else {}
        return {
            "mailings": [{"kind": m.mailing.kind, "state": m.state, "since": m.changed_at.isoformat()} for m in rows],
            **returned,
        }

    def erase(self, people: Collection[UUID]) -> None:
        rows = MailingMessage.objects.filter(person_id__in=people)
        in_doubt.remove(rows.filter(lease__isnull=True).exclude(state=MessageState.SENT))
        delete(MailboxScore, people, by="person")
        rows.update(person=None)  # what a sender has leased may have gone this moment: `bulk.settle` knows

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:  # noqa: ARG002 - of no submission
        in_doubt.remove(MailingMessage.objects.filter(person_id__in=restricted, state__in=OPEN))

    def reassign(self, person: UUID, to: UUID) -> None:
        """Of a mailing that both are in, the one that has gone counts."""
        theirs = MailingMessage.objects.filter(person_id=to)
        both = MailingMessage.objects.filter(person_id=person, mailing__in=theirs.values("mailing"))
        sent = {message.mailing_id for message in both.filter(state=MessageState.SENT)}
        theirs.filter(mailing__in=sent).exclude(state=MessageState.SENT).delete()
        twice = MailingMessage.objects.filter(person_id=person, mailing__in=theirs.values("mailing"))
        twice.exclude(state=MessageState.SENT).delete()
        twice.update(person=None)
        if MailboxScore.objects.filter(person_id=to).exists():
            MailboxScore.objects.filter(person_id=person).delete()
        MailboxScore.objects.filter(person_id=person).update(person_id=to)
        MailingMessage.objects.filter(person_id=person).update(person_id=to)
