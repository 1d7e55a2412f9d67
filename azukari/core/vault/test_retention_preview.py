"""What would go on a day to come: each purpose with its reason, and the values that nothing holds then."""

from datetime import timedelta

import pytest

from azukari.core.consent.models import EndReason, Grant
from azukari.core.vault.models import SealedValue
from azukari.core.vault.retention_preview import grants_going
from azukari.policy.terms import CONFIRMATION
from tests.cast import NOW, Known

pytestmark = pytest.mark.django_db

DAY = NOW + timedelta(days=1)


def going(as_of=DAY) -> dict[str, tuple[str, int, tuple[str, ...]]]:
    return {each.purpose: (each.clause, each.count, each.references) for each in grants_going(as_of)}


def end(known: Known, *, reason: str, but: str = "") -> None:
    rows = Grant.objects.filter(person_id=known.id).exclude(purpose=but)
    rows.update(begins_at=NOW - timedelta(days=9), ends_at=DAY, end_reason=reason, settled_at=None)


@pytest.mark.parametrize(
    ("reason", "clause"),
    [
        (EndReason.WITHDRAWN.value, "the person withdrew it"),
        (EndReason.ERASED.value, "the person had it erased"),
        (EndReason.SERVICE.value, "purposes.volunteers.retention"),
    ],
)
def test_each_purpose_goes_for_its_reason_and_the_values_with_the_last(amelia: Known, hanako: Known, reason, clause):
    Grant.objects.filter(person_id=hanako.id).update(ends_at=None, settled_at=None)
    end(amelia, reason=reason)
    told = going()
    grants = Grant.objects.filter(person_id=amelia.id)
    assert set(told) == {*grants.values_list("purpose", flat=True), ""}
    assert told["volunteers"][:2] == (clause, 1)
    assert told["volunteers"][2] == (str(grants.get(purpose="volunteers").id),)
    if CONFIRMATION in told:
        assert told[CONFIRMATION][0] == "unconfirmed_days"
    values = SealedValue.objects.filter(person_id=amelia.id)
    clause, count, references = told[""]
    assert (clause, count) == ("law 4: no living grant", values.count())
    assert set(references) == {str(id) for id in values.values_list("id", flat=True)}


def test_nothing_goes_before_its_day(amelia: Known):
    end(amelia, reason=EndReason.SERVICE.value)
    assert going(DAY - timedelta(seconds=1)) == {}
