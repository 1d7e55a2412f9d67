"""P45: by phone or contact form: a phone request has a case, and no new profile is made of the caller."""

from django.db import connection

from azukari.core.cases.models import Case, CaseSubject
from azukari.core.consent.models import Grant
from azukari.core.forms.models import Submission
from azukari.core.people.models import Person
from azukari.core.vault.find import confirmed_person
from azukari.core.vault.models import PersonKey, SealedValue, SearchCode
from tests.console import desks

CALL = {
    "kind": "question",
    "channel": "phone",
    "reply_by": "phone",
    "pack": "appi",
    "lang": "ja",
    "contact": "caller@example.org 090-7777-1234",
    "said": "何を預かっているか知りたいとのこと。",
}
PROFILES = (Person, Submission, SealedValue, SearchCode, PersonKey, Grant, CaseSubject)


def test_a_call_has_a_case_and_makes_no_profile(db):
    desks.publish()
    desks.staff("membership")
    before = [model.objects.count() for model in PROFILES]
    answer = desks.browser(desks.staff("privacy")).post("/console/rights/new/", CALL)
    assert answer.status_code == 302
    case = Case.objects.get()
    assert (case.channel, case.kind) == ("phone", "question")
    assert [model.objects.count() for model in PROFILES] == before
    assert confirmed_person("caller@example.org") is None


def test_what_the_caller_said_stands_nowhere_in_the_clear(db):
    desks.publish()
    desks.staff("membership")
    desks.browser(desks.staff("privacy")).post("/console/rights/new/", CALL)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                text = repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row])
                assert "7777-1234" not in text, table
                assert "預かっているか" not in text, table


def test_the_contact_page_names_phone_hours_and_form(client, db):
    desks.publish()
    for lang in ("ja", "en"):
        page = client.get(f"/{lang}/contact").content.decode()
        assert 'href="tel:03-0000-0000"' in page
        assert f"/{lang}/forms/feedback" in page
        assert "9:00" in page
        assert "17:30" in page
