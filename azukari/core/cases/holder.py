"""What is held of a person because they asked for something: that a request is about them."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from azukari.core.cases.lifecycle import RECORD_GONE
from azukari.core.cases.models import Case, CaseMessage, CaseStep, CaseSubject
from azukari.core.vault import notes
from azukari.policy.casework import CaseState, Outcome


class CaseHolder:
    """Requests, for the registry of holders."""

    name = "cases"
    models = frozenset({"cases.CaseSubject", "cases.CaseMessage"})
    words: ClassVar[Mapping[str, Promise | str]] = {
        "case": _("Requests that you made"),
    }

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {"case": CaseSubject.objects.filter(person_id__in=people)}

    def export(self, person: UUID) -> Mapping[str, Any]:
        asked = Case.objects.filter(subject__person_id=person).order_by("id")
        return {
            "requests": [
                {
                    "id": str(case.id),
                    "kind": case.kind,
                    "channel": case.channel,
                    "received": case.received_at.isoformat(),
                    "state": case.state,
                    "outcome": case.outcome or None,
                    "answered": None
                    if case.answered_at is None or case.outcome == Outcome.TAKEN_BACK
                    else case.answered_at.isoformat(),
                    "kept_until": case.kept_until.isoformat() if case.kept_until else None,
                }
                for case in asked
            ]
        }

    def erase(self, people: Collection[UUID]) -> None:
        """The cases stay as counts, about nobody. An open one keeps what was noted until the person has an answer."""
        about = CaseSubject.objects.filter(person_id__in=people)
        cases = dict(about.values_list("case_id", "case__state"))
        if not cases:
            return
        notes.erase(case for case, state in cases.items() if state == CaseState.CLOSED)
        still_open = [case for case, state in cases.items() if state != CaseState.CLOSED]
        now = timezone.now()
        CaseStep.objects.bulk_create(
            CaseStep(case_id=id, event=RECORD_GONE, actor="system", at=now) for id in still_open
        )
        about.delete()

    def delete_ended(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended
        self.erase(restricted)

    def reassign(self, person: UUID, to: UUID) -> None:
        """What was asked is asked by the one that stays."""
        CaseSubject.objects.filter(person_id=person).update(person_id=to)
        CaseMessage.objects.filter(person_id=person).update(person_id=to)
