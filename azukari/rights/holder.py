"""What the rights desk holds of a person: links that were asked for, open sessions, that a case is about them, and that
an agent's request waits for their word.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from azukari.policy.casework import CaseState
from azukari.rights.cases import RECORD_GONE
from azukari.rights.models import AskedPerson, Case, CaseMessage, CaseStep, CaseSubject, OwnSession, SignIn
from azukari.rights.session import end_all
from azukari.vault import notes


class RightsHolder:
    """Sign-ins, sessions and cases, for the registry of holders."""

    name = "rights"
    models = frozenset(
        {"rights.SignIn", "rights.OwnSession", "rights.CaseSubject", "rights.CaseMessage", "rights.AskedPerson"}
    )

    def held(self, people: Collection[UUID]) -> Mapping[str, QuerySet[Any]]:
        return {
            "session": OwnSession.objects.filter(person_id__in=people),
            "link": SignIn.objects.filter(person_id__in=people),
            "case": CaseSubject.objects.filter(person_id__in=people),
            "agent": _of_agents(people),
        }

    def export(self, person: UUID) -> Mapping[str, Any]:
        sessions = OwnSession.objects.filter(person_id=person).order_by("id")
        links = SignIn.objects.filter(person_id=person).order_by("id")
        return {
            "sessions": [{"opened": s.created_at.isoformat(), "ends": s.expires_at.isoformat()} for s in sessions],
            "links": [
                {"asked": link.created_at.isoformat(), "used": link.used_at.isoformat() if link.used_at else None}
                for link in links
            ],
            "requests": [_exported(case) for case in Case.objects.filter(subject__person_id=person).order_by("id")],
            "asked_by_agents": [
                _asked(row) for row in _of_agents([person]).select_related("request__agent").order_by("pk")
            ],
        }

    def erase(self, people: Collection[UUID]) -> None:
        end_all(people)
        _let_cases_go(people)
        _of_agents(people).delete()

    def let_go(self, ended: Collection[UUID], restricted: Collection[UUID]) -> None:
        del ended
        end_all(restricted)
        _let_cases_go(restricted)
        _of_agents(restricted).delete()

    def reassign(self, person: UUID, to: UUID) -> None:
        """Nobody's open page becomes another's: they end. What was asked is asked by the one that stays."""
        end_all([person])
        CaseSubject.objects.filter(person_id=person).update(person_id=to)
        CaseMessage.objects.filter(person_id=person).update(person_id=to)
        _of_agents([person]).update(person_id=to)


def _let_cases_go(people: Collection[UUID]) -> None:
    """The cases stay as counts, about nobody. An open one keeps what was noted until the person has their answer."""
    about = CaseSubject.objects.filter(person_id__in=people)
    cases = dict(about.values_list("case_id", "case__state"))
    notes.erase(case for case, state in cases.items() if state == CaseState.CLOSED)
    still_open = [case for case, state in cases.items() if state != CaseState.CLOSED]
    now = timezone.now()
    CaseStep.objects.bulk_create(CaseStep(case_id=id, event=RECORD_GONE, actor="system", at=now) for id in still_open)
    about.delete()


def _of_agents(people: Collection[UUID]) -> QuerySet[AskedPerson]:
    """That agents' requests were mailed to these people. The request stays; to the agent it looks like any (P43)."""
    return AskedPerson.objects.filter(person_id__in=people)


def _asked(row: AskedPerson) -> dict[str, Any]:
    request = row.request
    return {
        "agent": request.agent.name,
        "asked": request.exercise,
        "received": request.received_at.isoformat(),
        "declined": request.declined_at.isoformat() if request.declined_at else None,
    }


def _exported(case: Case) -> dict[str, Any]:
    return {
        "id": str(case.id),
        "kind": case.kind,
        "channel": case.channel,
        "received": case.received_at.isoformat(),
        "state": case.state,
        "outcome": case.outcome or None,
        "answered": case.answered_at.isoformat() if case.answered_at else None,
        "kept_until": case.kept_until.isoformat() if case.kept_until else None,
    }
