"""P22, P40: a request to stop passing data on ends each consent to a recipient, by the program, and nothing else."""

import pytest

from azukari.core.consent.models import Grant
from azukari.core.transfers.models import Consent
from azukari.features.rights.decision import DecisionPart
from azukari.policy.casework import CaseKind, CaseState
from azukari.policy.terms import Actor, ActorKind
from tests.console import desks
from tests.promises.agreed import consented, moment, partner, readers
from tests.rights.casework import ask, grant

__all__ = ["moment", "partner", "readers"]

pytestmark = pytest.mark.django_db
DESK = Actor(ActorKind.SYSTEM, "rights")


def test_a_decided_request_ends_the_consents_of_that_person_alone(readers, moment):
    desks.staff("privacy")
    desks.staff("membership")
    asking, other = readers[:2]
    consented([asking, other], moment)
    case = ask(CaseKind.STOP_PROVISION, actor=DESK, now=moment, person=asking)
    done = grant(case, DecisionPart(), actor=DESK, now=moment)
    assert done.state == CaseState.DONE
    left = Consent.objects.filter(withdrawn_at__isnull=True).values_list("person_id", flat=True)
    assert list(left) == [other]
    assert Grant.objects.filter(person_id=asking, purpose="magazine", ends_at__isnull=True).exists(), "It goes on here."
