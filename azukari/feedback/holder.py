"""What feedback holds of a person besides what they wrote: a code to fetch an answer, whether it helped, and tags."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from azukari.database.cascade import delete
from azukari.feedback.models import AnswerCode, MessageTag, Satisfaction


class FeedbackHolder:
    """Codes and words on answers, for the registry of holders. They go with the message that they belong to."""

    name = "feedback"
    models = frozenset({"feedback.AnswerCode", "feedback.Satisfaction", "feedback.MessageTag"})

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {
            "answer-code": AnswerCode.objects.filter(person_id__in=people),
            "satisfaction": Satisfaction.objects.filter(person_id__in=people),
            "tag": MessageTag.objects.filter(person_id__in=people),
        }

    def export(self, person: UUID) -> Mapping[str, Any]:
        tagged = MessageTag.objects.filter(person_id=person).order_by("submission_id", "tag__word")
        words = tagged.values_list("submission_id", "tag__word")
        said = Satisfaction.objects.filter(person_id=person).order_by("said_at")
        return {
            "answers": [{"registration": str(one.pk), "helped": one.helped} for one in said],
            "tags": [{"registration": str(id), "word": word} for id, word in words],
        }

    def erase(self, people: Collection[UUID]) -> None:
        for rows in self.held(people).values():
            rows.delete()

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del restricted  # what only a law keeps stands with its message
        delete(AnswerCode, ended, by="submission")
        delete(Satisfaction, ended, by="submission")
        delete(MessageTag, ended, by="submission")

    def reassign(self, person: UUID, to: UUID) -> None:
        AnswerCode.objects.filter(person_id=person).update(person_id=to)
        Satisfaction.objects.filter(person_id=person).update(person_id=to)
        MessageTag.objects.filter(person_id=person).update(person_id=to)
