"""A demand of an authority through the console: entered, narrowed, approved by two of different duty, carried out; a
voluntary one, declined with a letter.
"""

import pytest
from django.urls import reverse

from azukari.disclosure.models import Instruction, LegalCase, PreviewOrder, State, Transfer
from azukari.disclosure.work import run_due
from tests.console import desks
from tests.disclosure import office

pytestmark = pytest.mark.django_db(transaction=True)

AUTHORITY = {"name_ja": "架空税務署", "name_en": "Kakucho Tax Office", "address": "架空町1-1", "slug": "tax-office"}
DEMAND = {
    "compelled": "yes",
    "citation": "国税通則法 第74条の2",
    "reference": "R8-77",
    "document": office.DOCUMENT,
    "categories": ["name", "email"],
}


def posted(client, name, data=None, *, status=302, **where):
    answer = client.post(reverse(name, kwargs=where), data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


@pytest.fixture
def officer(ruling):
    return desks.fresh(desks.staff("privacy"))


@pytest.fixture
def operator(ruling):
    return desks.fresh(desks.staff("operator"))


@pytest.fixture
def case(officer, moment):
    posted(officer, "console-authority", AUTHORITY)
    office.keyed("tax-office", now=moment)
    posted(officer, "console-case-begin", DEMAND, slug="tax-office")
    return LegalCase.objects.get()


def version(case):
    return {"version": LegalCase.objects.get(id=case.id).version}


def test_from_the_demand_to_the_file(officer, operator, case, readers):
    at = {"case_id": case.id}
    scope = {"people": f"{readers[0]}\n{readers[1]}", "minimum": ["name"]}
    posted(officer, "console-case-scope", scope | version(case), **at)
    posted(officer, "console-case-inform", {"informed": "yes"} | version(case), **at)
    posted(officer, "console-case-approve", {"duty": "privacy"} | version(case), **at)
    again = posted(officer, "console-case-approve", {"duty": "privacy"} | version(case), status=409, **at)
    assert "different duty" in again.content.decode()
    assert "Two people of different duty" in officer.get(reverse("console-case", kwargs=at)).content.decode()
    posted(operator, "console-case-approve", {"duty": "operator"} | version(case), **at)
    assert "exactly this may go" in officer.get(reverse("console-case", kwargs=at)).content.decode()
    wish = {"ground": "law", "case": str(case.id), "categories": ["name"]}
    looked = posted(officer, "console-transfer-begin", wish, slug="tax-office")
    assert "2 people would be in it." in officer.get(looked.headers["Location"]).content.decode()
    look = {"preview_id": PreviewOrder.objects.get().id}
    posted(officer, "console-transfer-ask", **look)
    posted(officer, "console-transfer-ask", **look)  # a second click asks for nothing
    transfer = Transfer.objects.get()
    own = posted(officer, "console-transfer-approve", status=409, transfer_id=transfer.id)
    assert "second member of staff" in own.content.decode()
    assert "waits for your yes" in operator.get(reverse("console")).content.decode()
    posted(operator, "console-transfer-approve", transfer_id=transfer.id)
    run_due(desks.moment())
    taken = posted(officer, "console-transfer-file", status=200, transfer_id=transfer.id)
    assert b"".join(taken.streaming_content).startswith(b"age-encryption.org/v1")
    assert Transfer.objects.get().state == State.DELIVERED
    posted(officer, "console-transfer-file", status=409, transfer_id=transfer.id)


def test_a_voluntary_request_is_declined_with_the_letter(officer, case, readers):
    LegalCase.objects.update(compelled=False)
    page = officer.get(reverse("console-case", args=[case.id])).content.decode()
    assert "The request is voluntary" in page
    letter = officer.get(reverse("console-case-letter", args=[case.id]), {"lang": "ja"}).content.decode()
    assert "架空税務署 御中" in letter
    wish = {"ground": "law", "case": str(case.id), "categories": ["name"]}
    seen = posted(officer, "console-transfer-begin", wish, status=200, slug="tax-office")
    assert "we decline" in seen.content.decode()
    assert not PreviewOrder.objects.exists()
    assert not Transfer.objects.exists()


def test_bad_input_is_told_and_leaves_nothing(officer, case, readers):
    at = {"case_id": case.id}
    answer = posted(officer, "console-case-scope", {"people": "somebody", "minimum": ["name"]} | version(case),
                    status=409, **at)  # fmt: skip
    assert "not known here" in answer.content.decode()
    posted(officer, "console-case-scope", {"people": str(readers[0]), "minimum": ["phone"]} | version(case),
           status=422, **at)  # fmt: skip
    posted(officer, "console-case-inform", {"informed": "no"} | version(case), status=409, **at)
    posted(officer, "console-case-inform", {"informed": "yes", "version": 99}, status=409, **at)
    posted(officer, "console-authority", AUTHORITY, status=409)
    assert not case.people.exists()
    assert not Instruction.objects.exists()
