"""What rounds hold of a person: that they were asked, in which words, and what they answered."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.database.cascade import delete
from azukari.core.vault.holders import HolderOfRows
from azukari.features.reconsent.models import Asked, ReconsentAnswer


class AskedHolder(HolderOfRows):
    """Questions and answers, for the registry of holders."""

    name = "reconsent"
    rows: ClassVar[Mapping[str, Any]] = {"question": Asked}
    words: ClassVar[Mapping[str, Promise | str]] = {
        "question": _("Questions whether a new policy may use your data"),
    }

    def export(self, person: UUID) -> Mapping[str, Any]:
        asked = Asked.objects.filter(person_id=person).select_related("question").order_by("id")
        return {
            "questions": [
                {
                    "charter": row.round_id,
                    "language": row.lang,
                    "asked": row.asked_at.isoformat(),
                    "answer": row.state,
                    "answered": row.answered_at.isoformat() if row.answered_at else None,
                    "words": row.question.text if row.question else None,
                    "sha256": row.question_id,
                }
                for row in asked
            ]
        }

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended  # a question is about everything that somebody left
        delete(Asked, restricted, by="person")

    def reassign(self, person: UUID, to: UUID) -> None:
        """Where both were asked in a round, an answer outlives silence, and the earlier row stays otherwise."""
        rows = Asked.objects.select_for_update().filter(person_id__in=(person, to)).order_by("id")
        kept: dict[int, Asked] = {}
        for row in sorted(rows, key=lambda row: row.state in (ReconsentAnswer.WAITING, ReconsentAnswer.UNREACHABLE)):
            if row.round_id in kept:
                row.delete()
            else:
                kept[row.round_id] = row
        Asked.objects.filter(id__in=[row.id for row in kept.values()]).update(person_id=to)
