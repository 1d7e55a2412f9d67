"""How many statements a whole request costs, from its arrival to its answer: on PostgreSQL each is a journey.

The limits are what each takes today. A change that needs more says why, and raises them here.
"""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.core.cases.lifecycle import answer
from azukari.core.vault.models import SealedValue
from azukari.features.rights.decision import DecisionPart
from azukari.policy.casework import CaseKind
from azukari.policy.terms import Actor, ActorKind
from tests.cast import Staff
from tests.console.desks import register
from tests.rights.casework import ask, grant

DESK = Actor(ActorKind.SYSTEM, "rights")
MOST = {CaseKind.RELEASE: 51, CaseKind.CORRECTION: 79, CaseKind.ELIMINATION: 173}


@pytest.mark.parametrize("kind", MOST, ids=str)
def test_a_request_takes_no_more_statements(kind: CaseKind, officer: Staff, membership_desk: Staff, present: datetime):
    asked = [_statements(kind, f"person{number}@example.org", present) for number in range(3)]
    fewest = min(asked, key=len)  # what is remembered from request to request was asked by an earlier one
    assert len(fewest) <= MOST[kind], "\n".join(sql[:150] for sql in fewest)


def _statements(kind: CaseKind, email: str, now: datetime) -> list[str]:
    person = register("membership", {"email": email}).person
    with CaptureQueriesContext(connection) as asked:
        _request(kind, person, now)
    return [query["sql"] for query in asked]


def _request(kind: CaseKind, person: UUID, now: datetime) -> None:
    value = SealedValue.objects.filter(person_id=person, field="phone").values_list("id", flat=True).first()
    part = DecisionPart(value=value, text="+819000001111") if kind is CaseKind.CORRECTION else DecisionPart()
    case = grant(ask(kind, actor=DESK, now=now, person=person), part, actor=DESK, now=now)
    answer(case, actor=DESK, now=now)
