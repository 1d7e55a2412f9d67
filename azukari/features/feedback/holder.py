"""What feedback holds of a person besides what they wrote: a code to fetch an answer, whether it helped, and tags."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.vault.holders import HolderOfRows
from azukari.features.feedback.models import AnswerCode, MessageTag, Satisfaction


class FeedbackHolder(HolderOfRows):
    """Codes and words on answers, for the registry of holders. They go with the message that they belong to."""

    name = "feedback"
    rows: ClassVar[Mapping[str, Any]] = {"answer-code": AnswerCode, "satisfaction": Satisfaction, "tag": MessageTag}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "answer-code": _("Codes to fetch an answer"),
        "satisfaction": _("Whether our answers helped you"),
        "tag": _("Tags that we put on what you wrote"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        tagged = MessageTag.objects.filter(person_id=person).order_by("submission_id", "tag__word")
        words = tagged.values_list("submission_id", "tag__word")
        said = Satisfaction.objects.filter(person_id=person).order_by("said_at")
        return {
            "answers": [{"registration": str(one.pk), "helped": one.helped} for one in said],
            "tags": [{"registration": str(id), "word": word} for id, word in words],
        }

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del restricted  # what only a law keeps stands with its message
        for model in self.rows.values():
            delete(model, ended, by="submission")
