"""All that is held of a person is counted in one statement, as each holder's own query would count it; and an archive
asks nobody who counts nothing, and is told the same.
"""

from unittest.mock import Mock

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from azukari.core.consent.models import Grant
from azukari.core.people.models import Trail
from azukari.core.vault.counted import counted, exported
from azukari.core.vault.holders import holders
from azukari.core.vault.models import PersonKey
from azukari.policy.casework import CaseKind
from tests.console import desks
from tests.rights.casework import ask
from tests.rights.desk import come_in
from tests.rights.one_row import labels, one_row


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


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(holder.name for holder in holders()))
def test_an_archive_tells_what_each_holder_does_of_a_row_in_any_table(name: str):
    known = desks.register("membership")
    [holder] = [holder for holder in holders() if holder.name == name]
    assert exported(known.person)[name] == holder.export(known.person)
    for label in labels(holder):
        with transaction.atomic():
            one_row(label, person=known.person, submission=known.submission)
            assert exported(known.person)[name] == holder.export(known.person), label
            transaction.set_rollback(True)


@pytest.mark.django_db
def test_what_is_written_into_one_archive_is_in_no_other():
    one, other = desks.register("membership"), desks.register("volunteers", {"email": "other@example.org"})
    exported(one.person)["campaigns"]["signatures"].append("Aoba")
    assert exported(other.person)["campaigns"]["signatures"] == []


@pytest.mark.django_db
def test_an_archive_asks_only_who_holds_something(monkeypatch):
    known = desks.register("membership")
    exported(known.person)
    asked = {holder.name: Mock(wraps=holder.export) for holder in holders()}
    for holder in holders():
        monkeypatch.setattr(holder, "export", asked[holder.name])
    assert {*exported(known.person)} == {*asked}
    assert {name for name, export in asked.items() if export.called} == {"forms", "mail", "members"}
