"""All that is held of a person is counted in one statement, as each holder's own query would count it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from azukari.consent.models import Grant
from azukari.people.models import Trail
from azukari.policy.casework import CaseKind
from azukari.vault.counted import counted
from azukari.vault.holders import holders
from azukari.vault.models import PersonKey
from tests.rights.casework import ask
from tests.rights.desk import come_in


@pytest.mark.parametrize("who", ["hanako", "amelia"])
def test_one_statement_says_what_the_holders_say(who, officer, membership_desk, present, request):
    person = request.getfixturevalue(who)
    come_in(person.email, present)
    ask(CaseKind.QUESTION, actor=officer.actor, now=present, person=person.id)
    counted(person.id)
    with CaptureQueriesContext(
        connection,
    ) as done:
        found = counted(person.id)
    assert len(done) == 1
    told = {sort: rows.count() for holder in holders() for sort, rows in holder.held([person.id]).items()}
    assert told["session"] == told["case"] == 1
    told |= {"grant": Grant.objects.filter(person_id=person.id).count(), "merge": 0}
    told |= {"key": PersonKey.objects.filter(person_id=person.id).count()}
    told |= {"trail": Trail.objects.filter(person_id=person.id).count()}
    assert found == told
