"""P42: what is handed over on paper or as a locked document is what the database holds, in Japanese type as well."""

import csv
import io
import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from azukari.core.cases.lifecycle import NoSuchRecord, answer, number
from azukari.core.cases.models import Case
from azukari.features.rights.carry_out import run
from azukari.features.rights.decision import DecisionPart, decide
from azukari.features.rights.hand_over import locked_document
from azukari.policy.casework import CaseKind, CaseState, Outcome
from azukari.shells.self_service.events import ARCHIVE_TAKEN
from azukari.shells.self_service.package import new_passphrase, tables
from azukari.shells.self_service.subject_timeline import entries_of
from tests.cast import NOW
from tests.console import desks
from tests.promises.released import opened_by_hand
from tests.rights.casework import ask, grant

LATER = NOW + timedelta(hours=12)
PASSPHRASE = "quiet-river-stones"


@pytest.fixture
def case(officer, membership_desk, hanako):
    return ask(CaseKind.RELEASE, actor=officer.actor, now=LATER, person=hanako.id, lang="ja")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_locked_document_opens_with_its_passphrase_alone_and_says_what_the_database_says(case, officer, hanako):
    grant(case, actor=officer.actor, now=LATER)
    content = locked_document(case, PASSPHRASE, actor=officer.actor, now=LATER)
    reader = PdfReader(io.BytesIO(content))
    assert reader.is_encrypted
    assert not reader.decrypt("another passphrase")
    assert reader.decrypt(PASSPHRASE)
    archive = json.loads(reader.attachments["archive.json"][0])
    assert {value["id"]: value["value"] for value in archive["values"]} == opened_by_hand(hanako.id)
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    for value in archive["values"]:
        assert squeezed(value["in_words"]["ja"]) in text, value["field"]
    found = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    fonts = {str(font["/BaseFont"]) for font in found}
    assert any("CJK" in font or "Sans" in font for font in fonts), fonts
    rows = list(csv.DictReader(io.StringIO(reader.attachments["values.csv"][0].decode("utf-8-sig"))))
    assert len(rows) == len(archive["values"])
    assert ARCHIVE_TAKEN in {entry.kind for entry in entries_of(hanako.id)}
    assert case.steps.filter(event="handed-over").exists()


def test_a_screen_left_alone_hands_over_nothing_and_the_file_bears_the_request_s_number_alone(case, officer):
    grant(case, actor=officer.actor, now=LATER)
    at = f"/console/rights/{case.id}/file/"
    left = desks.browser(officer.user).post(at, {"passphrase": PASSPHRASE})
    assert (left.status_code, left.headers["Content-Type"][:9]) == (403, "text/html")  # who is there says so first
    assert "Content-Disposition" not in left.headers
    assert b"%PDF" not in left.content
    handed = desks.fresh(officer.user).post(at, {"passphrase": PASSPHRASE})
    assert handed.headers["Content-Disposition"] == f'attachment; filename="{number(case)}.pdf"'


def _nothing_to_hand_over(case, officer) -> None:
    """As the case is now, the desk's page offers no document, and nobody gets it who asks all the same."""
    page = f"/console/rights/{case.id}/"
    browser = desks.fresh(officer.user)
    shown = browser.get(page)
    assert shown.status_code == 200
    assert f"{page}file/" not in shown.content.decode()
    answer = browser.post(f"{page}file/", {"passphrase": PASSPHRASE})
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Content-Disposition" not in answer.headers
    with pytest.raises(NoSuchRecord):
        locked_document(Case.objects.get(id=case.id), PASSPHRASE, actor=officer.actor, now=LATER)
    assert not case.steps.filter(event="handed-over").exists()


def test_nothing_is_handed_over_before_it_is_decided(case, officer):
    _nothing_to_hand_over(case, officer)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=LATER)
    _nothing_to_hand_over(case, officer)  # not before it is carried out, either


def test_after_a_refusal_nothing_is_handed_over_whatever_becomes_of_the_case(case, officer):
    decide(case, Outcome.REFUSED, [DecisionPart(ground="not-held")], actor=officer.actor, now=LATER)
    _nothing_to_hand_over(case, officer)
    run(LATER)
    assert Case.objects.get(id=case.id).state == CaseState.DONE
    _nothing_to_hand_over(case, officer)
    answer(case, actor=officer.actor, now=LATER)
    assert Case.objects.get(id=case.id).state == CaseState.CLOSED
    _nothing_to_hand_over(case, officer)


def test_a_request_for_something_else_hands_nothing_over(officer, membership_desk, hanako):
    asked = ask(CaseKind.WITHDRAWAL, actor=officer.actor, now=LATER, person=hanako.id)
    grant(asked, DecisionPart(purpose="magazine"), actor=officer.actor, now=LATER)
    assert asked.state == CaseState.DONE
    _nothing_to_hand_over(asked, officer)


def test_what_was_granted_the_desk_is_offered(case, officer):
    grant(case, actor=officer.actor, now=LATER)
    page = f"/console/rights/{case.id}/"
    assert f"{page}file/" in desks.fresh(officer.user).get(page).content.decode()


def test_a_passphrase_is_new_each_time_and_easy_to_tell():
    made = {new_passphrase() for _ in range(200)}
    assert len(made) == 200
    assert all(len(one) == 19 and not set(one) & set("01lo") for one in made)


def test_a_spreadsheet_takes_no_cell_for_a_formula():
    archive = {"values": [{"value": "=HYPERLINK(1)", "collected_for": ["a", "b"]}], "grants": [], "trail": []}
    text = tables(archive, lang="en")["values.csv"].decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert "a and b" in text


def test_the_own_page_gives_the_document_to_read(own, hanako):
    answer = own.post("/archive.pdf")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    text = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages))
    assert squeezed(hanako.visitor.name) in text
    assert own.client.get("/en/me/archive.pdf").headers["Location"] == "/en/me"
