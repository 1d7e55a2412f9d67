"""A demand of an authority through the console: entered, narrowed, approved by two of different duty, carried out; a
voluntary one, declined with a letter.
"""

import json
from uuid import UUID

import pytest
from django.urls import reverse

from azukari.core.forms.models import Submission
from azukari.core.ledger.models import Pending
from azukari.core.people.models import Person
from azukari.core.transfers.events import LEGAL_CASE_CHANGED, TRANSFER_REFUSED
from azukari.core.transfers.models import Instruction, LegalCase, PreviewOrder, Transfer, TransferState
from azukari.core.transfers.work import run_due
from azukari.shells.staff.submission_rows import number
from tests.console import desks
from tests.disclosure import office

pytestmark = pytest.mark.django_db

AUTHORITY = {"name_ja": "架空税務署", "name_en": "Kakucho Tax Office", "address": "架空町1-1", "slug": "tax-office"}
DEMAND = {
    "compelled": "yes",
    "citation": "国税通則法 第74条の2",
    "reference": "R8-77",
    "categories": ["name", "email"],
}
GROUND = {"citation": DEMAND["citation"], "reference": DEMAND["reference"]}


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
    posted(officer, "console-case-begin", DEMAND | {"document": office.paper()}, slug="tax-office")
    return LegalCase.objects.get()


@pytest.fixture
def bare(officer, case):
    """The same case, opened before the document was at hand."""
    posted(officer, "console-case-begin", DEMAND, slug="tax-office")
    return LegalCase.objects.get(document_sha256="")


def scoped(officer, case, readers):
    scope = {"people": number(readers[0]), "minimum": ["name"]}
    posted(officer, "console-case-scope", scope | version(case), case_id=case.id)


def documented(client, case, content=office.PAPER, *, status=302, **more):
    data = GROUND | version(case) | {"document": office.paper(content)} | more
    return posted(client, "console-case-document", data, status=status, case_id=case.id)


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
    assert "needs your approval" in operator.get(reverse("console")).content.decode()
    posted(operator, "console-transfer-approve", transfer_id=transfer.id)
    run_due(desks.moment())
    taken = posted(officer, "console-transfer-file", status=200, transfer_id=transfer.id)
    assert b"".join(taken.streaming_content).startswith(b"age-encryption.org/v1")
    assert Transfer.objects.get().state == TransferState.DELIVERED
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
                    status=422, **at)  # fmt: skip
    assert "Line 1 matches nobody here." in answer.content.decode()
    posted(officer, "console-case-scope", {"people": str(readers[0]), "minimum": ["phone"]} | version(case),
           status=422, **at)  # fmt: skip
    posted(officer, "console-case-inform", {"informed": "no"} | version(case), status=409, **at)
    posted(officer, "console-case-inform", {"informed": "yes", "version": 99}, status=409, **at)
    posted(officer, "console-authority", AUTHORITY, status=409)
    assert not case.people.exists()
    assert not Instruction.objects.exists()


def test_the_program_takes_the_fingerprint_of_the_document(case):
    assert case.document_sha256 == office.DOCUMENT


def test_a_case_opened_without_its_document_gets_it_later(officer, operator, bare, readers):
    scoped(officer, bare, readers)
    page = officer.get(reverse("console-case", args=[bare.id])).content.decode()
    assert "It cannot be approved yet:" in page
    assert "Approve as" not in page
    documented(officer, bare)
    bare.refresh_from_db()
    assert bare.document_sha256 == office.DOCUMENT
    assert "Approve as" in officer.get(reverse("console-case", args=[bare.id])).content.decode()
    posted(officer, "console-case-approve", {"duty": "privacy"} | version(bare), case_id=bare.id)


@pytest.mark.parametrize("there", ["nothing", "document", "scope"])
def test_nobody_approves_before_document_and_scope_and_the_attempt_is_recorded(officer, bare, readers, there):
    if there == "document":
        documented(officer, bare)
    if there == "scope":
        scoped(officer, bare, readers)
    refused = posted(officer, "console-case-approve", {"duty": "privacy"} | version(bare), status=403, case_id=bare.id)
    assert ("whom it is about" if there == "document" else "not on file") in refused.content.decode()
    assert not bare.approvals.exists()
    assert Pending.objects.filter(kind=TRANSFER_REFUSED.name).count() == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "This file is empty."), (b"x" * (20 * 1024 * 1024 + 1), "too large; 20 MB are the most")],
    ids=["empty", "too-large"],
)
def test_a_file_that_is_no_document_is_refused_beside_its_input(officer, bare, content, words):
    before = version(bare)
    assert words in documented(officer, bare, content, status=422).content.decode()
    assert (
        words
        in posted(
            officer, "console-case-begin", DEMAND | {"document": office.paper(content)}, status=422, slug="tax-office"
        ).content.decode()
    )
    assert LegalCase.objects.count() == 2
    assert version(bare) == before


def test_a_post_without_a_file_or_with_a_typed_hash_records_nothing(officer, bare):
    for document in ({}, {"document": office.DOCUMENT}):
        data = GROUND | version(bare) | document
        answer = posted(officer, "console-case-document", data, status=422, case_id=bare.id)
        assert "Please choose the file." in answer.content.decode()
    assert not LegalCase.objects.get(id=bare.id).document_sha256


def test_a_body_beyond_every_document_is_turned_away_unread(officer, bare):
    data = {"document": office.paper(b"x" * (21 * 1024 * 1024))}
    posted(officer, "console-case-document", data, status=413, case_id=bare.id)


def test_the_same_document_twice_changes_nothing_and_of_two_cases_each_names_the_other(officer, case, bare):
    before = version(case)
    assert "recorded already" in documented(officer, case, status=409).content.decode()
    assert version(case) == before
    documented(officer, bare)
    for one, other in ((case, bare), (bare, case)):
        page = officer.get(reverse("console-case", args=[one.id])).content.decode()
        assert "Another case rests on the same document:" in page
        assert reverse("console-case", args=[other.id]) in page


def test_another_document_has_to_be_approved_again_until_something_went_out_on_it(officer, operator, case, readers):
    scoped(officer, case, readers)
    posted(officer, "console-case-approve", {"duty": "privacy"} | version(case), case_id=case.id)
    documented(officer, case, b"%PDF-1.7 Another order.")
    assert not case.approvals.exists()
    told = [json.loads(p.payload) for p in Pending.objects.filter(kind=LEGAL_CASE_CHANGED.name).order_by("id")]
    hashes = [p["sha256"] for p in told if "sha256" in p]
    assert hashes == [office.DOCUMENT, LegalCase.objects.get(id=case.id).document_sha256], "the ledger knows both"
    posted(officer, "console-case-inform", {"informed": "yes"} | version(case), case_id=case.id)
    for client, duty in ((officer, "privacy"), (operator, "operator")):
        posted(client, "console-case-approve", {"duty": duty} | version(case), case_id=case.id)
    wish = {"ground": "law", "case": str(case.id), "categories": ["name"]}
    posted(officer, "console-transfer-begin", wish, slug="tax-office")
    posted(officer, "console-transfer-ask", preview_id=PreviewOrder.objects.get().id)
    posted(operator, "console-transfer-approve", transfer_id=Transfer.objects.get().id)
    assert "Open a new case" in documented(officer, case, status=409).content.decode()


def test_somebody_is_named_by_what_the_console_shows(officer, case, readers):
    registration = Submission.objects.filter(person_id=readers[1]).first()
    lines = [number(readers[0]), number(registration.id).upper(), str(readers[2]), str(readers[0])]
    posted(officer, "console-case-scope", {"people": "\n".join(lines), "minimum": ["name"]} | version(case),
           case_id=case.id)  # fmt: skip
    assert set(case.people.values_list("person_id", flat=True)) == set(readers[:3])
    page = officer.get(reverse("console-case", args=[case.id])).content.decode()
    assert all(f"<code>{number(person)}</code>" in page for person in readers[:3])


def test_a_number_that_two_have_takes_nobody_for_the_other(officer, case, readers, moment):
    twin = UUID(hex=f"{'1' * 24}{number(readers[0])}")
    Person.objects.create(id=twin, created_at=moment)
    at = {"case_id": case.id}
    lines = f"{number(readers[1])}\n{number(readers[0])}"
    answer = posted(officer, "console-case-scope", {"people": lines, "minimum": ["name"]} | version(case),
                    status=422, **at)  # fmt: skip
    assert "The number in line 2 belongs to more than one person." in answer.content.decode()
    assert not case.people.exists()
    posted(officer, "console-case-scope", {"people": str(readers[0]), "minimum": ["name"]} | version(case), **at)
    assert [row.person_id for row in case.people.all()] == [readers[0]]
    again = officer.get(reverse("console-case-scope", kwargs=at)).content.decode()
    assert str(readers[0]) in again, "so that it can be kept as it is"
