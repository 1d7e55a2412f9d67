"""P42: what is handed over on paper or as a locked document is what the database holds, in Japanese type as well."""

import csv
import io
import json
from datetime import timedelta

import pytest
from pypdf import PdfReader

from azukari.ledger.events import Kind
from azukari.policy.casework import CaseKind, Outcome
from azukari.rights.cases import NoSuchRecord, number
from azukari.rights.decision import Part, decide
from azukari.rights.hand_over import locked_document
from azukari.rights.package import new_passphrase, tables
from azukari.rights.story import entries_of
from tests.cast import NOW
from tests.console import desks
from tests.promises.test_p42_release import opened_by_hand
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
    assert Kind.ARCHIVE_TAKEN in {entry.kind for entry in entries_of(hanako.id)}
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


def test_nothing_is_handed_over_that_was_not_decided(case, officer):
    with pytest.raises(NoSuchRecord):
        locked_document(case, PASSPHRASE, actor=officer.actor, now=LATER)
    decide(case, Outcome.REFUSED, [Part(ground="not-held")], actor=officer.actor, now=LATER)
    with pytest.raises(NoSuchRecord):
        locked_document(case, PASSPHRASE, actor=officer.actor, now=LATER)


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
    assert own.client.get("/en/me/archive.pdf").status_code == 405
