"""No certificate says more than is true: it is given when a code that did not erase finds nothing left, and `doctor` is
red when a reading of the whole database finds something later.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from azukari.core.consent.models import Grant
from azukari.core.vault.erase import resume
from azukari.core.vault.legal_holds import set_hold
from azukari.core.vault.models import Erasure
from azukari.core.vault.retention import expire
from azukari.core.vault.verify_erasure import SOUGHT_FOR, contradictions, still_there
from azukari.features.rights.controls import _certificates
from azukari.policy.casework import CaseKind, Hold
from tests.rights.casework import ask
from tests.rights.desk import come_in
from tests.rights.newcomer import plant


def clean() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM newcomer")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_while_something_is_left_there_is_no_certificate(amelia, present, lang):
    page = come_in(amelia.email, present, lang)
    plant(amelia.id, indexed=True)
    answer = page.post("/erase")
    assert answer.status_code == 303
    erasure = Erasure.objects.get()
    assert erasure.finished_at == present, "The person is gone all the same."
    assert contradictions(erasure.id, now=present) == ["newcomer: 1 found, 0 said"]
    for path in (answer["Location"], answer["Location"] + ".json"):
        shown = Client().get(path)
        assert shown.status_code == 202
        said = shown.content.decode()
        assert {"ja": "まだお出しできません", "en": "not ready yet"}[lang] in said
        assert {"ja": "エラー", "en": "Error"}[lang] not in said
    assert any("newcomer: 1 found" in finding for finding in _certificates(present))
    assert resume(now=present) == 0
    clean()
    assert resume(now=present) == 1
    assert Client().get(answer["Location"]).status_code == 200
    assert list(_certificates(present)) == []


def test_what_no_index_finds_the_reading_finds(amelia, hanako, present):
    assert come_in(amelia.email, present).post("/erase").status_code == 303
    assert list(_certificates(present)) == []
    plant(amelia.id, indexed=False)
    (finding,) = _certificates(present)
    assert finding.startswith("1 rows of newcomer.whose name people whose erasure was certified.")
    clean()
    assert still_there(present) == {}


def test_whoever_went_by_time_is_looked_for_too(amelia, present):
    Grant.objects.filter(person_id=amelia.id).update(ends_at=present)
    expire(present)
    assert not Erasure.objects.exists()
    plant(amelia.id, indexed=False)
    assert still_there(present) == {"newcomer.whose": 1}
    assert still_there(present + SOUGHT_FOR + timedelta(days=1)) == {}


def test_what_a_law_keeps_may_be_used_and_contradicts_no_certificate(officer, membership_desk, hanako, present):
    assert come_in(hanako.email, present).post("/erase").status_code == 303
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=present, person=hanako.id)
    set_hold(hanako.id, Hold.CLAIM, until=present + timedelta(days=9), actor=officer.actor, now=present, case=case.id)
    assert list(_certificates(present)) == []
