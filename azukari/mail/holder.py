"""What the mail queue holds of a person: that a message goes, or went, to them."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.mail.models import Message


class MessageHolder:
    """Queued and sent messages, for the registry of holders."""

    name = "mail"
    models = frozenset({"mail.Message"})

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {"message": Message.objects.filter(person_id__in=people)}

    def export(self, person: UUID) -> Mapping[str, Any]:
        sent = Message.objects.filter(person_id=person, sent_at__isnull=False).order_by("id")
        return {"messages": [{"kind": m.kind, "sent": m.sent_at.isoformat()} for m in sent if m.sent_at]}

    def erase(self, people: Collection[UUID]) -> None:
        Message.objects.filter(person_id__in=people).delete()

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        Message.objects.filter(reference__in=ended).delete()
        Message.objects.filter(person_id__in=restricted).delete()

    def reassign(self, person: UUID, to: UUID) -> None:
        Message.objects.filter(person_id=person).update(person_id=to)
