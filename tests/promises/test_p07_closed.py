"""P07: what people write is answered and closed, and then purged on schedule, also where they gave no contact."""

from datetime import timedelta

import pytest

from azukari.core.forms.handling import handle
from azukari.core.forms.models import Handled, Submission
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention import expire
from azukari.policy.terms import FormKind
from tests.cast import Staff
from tests.console import desks

KEPT = timedelta(days=184)  # six months after it was closed, says the starter policy


@pytest.mark.parametrize("email", ["hana@example.org", ""])
def test_asked_answered_closed_purged(email: str, charter, officer: Staff):
    registered = desks.register("feedback", {"email": email})
    form = charter.policy.forms["feedback"]
    assert form.kind is FormKind.FEEDBACK
    closed = desks.moment()
    for version, state in enumerate((Handled.IN_HAND, Handled.ANSWERED, Handled.CLOSED)):
        handle(
            registered.submission,
            state=state,
            assignee=officer.user.reference,
            version=version,
            form=form,
            policy=charter.policy,
            actor=officer.actor,
            now=closed,
        )
    expire(closed + KEPT - timedelta(days=5))
    assert SealedValue.objects.filter(submission_id=registered.submission).exists()
    expire(closed + KEPT + timedelta(days=1))
    assert not SealedValue.objects.filter(submission_id=registered.submission).exists()
    assert not Submission.objects.filter(id=registered.submission).exists()
