"""Labels and letters: a PDF of names and addresses, which each person sees; only by a duty that may take lists out."""

from dataclasses import replace

import pytest
from django.utils import timezone

from azukari.core.forms.ending import end_registration
from azukari.core.forms.models import EndedAs
from azukari.demo.people import SETTER
from azukari.features.members.admit import admit
from azukari.features.members.donors.register import is_kept_long_enough, kept_by
from azukari.features.members.models import Invoice
from azukari.features.members.payments import record_payment
from azukari.features.members.post.addressees import Addressee
from azukari.features.members.post.sheets import SHEETS
from azukari.lib.identifier import new_id
from azukari.policy.terms import Period
from tests.console import desks

AT = "/console/members/membership/post/"
LABELS = {"who": "all", "kind": "", "paper": "24", "used": "5"}


@pytest.fixture
def desk(membership_desk):
    return desks.fresh(membership_desk.user)


@pytest.fixture
def member(applicant, classes):
    admit(applicant.submission.id, into=classes["Regular member"].id, actor=SETTER, now=timezone.now())
    return applicant


@pytest.mark.parametrize("paper", [*SHEETS, "letter"])
def test_labels_and_letters_are_a_pdf_of_names_and_addresses(paper, desk, member, monkeypatch):
    seen: list[Addressee] = []

    def drawn(people, *_sheet, **_words):
        seen.extend(people)
        return b"%PDF"

    for name in ("labels_pdf", "letters_pdf"):
        monkeypatch.setattr(f"azukari.features.members.post.page.{name}", drawn)
    answer = desk.post(AT, {**LABELS, "paper": paper, "text_ja": "総会のご案内です。"})
    assert answer["Content-Type"] == "application/pdf"
    [one] = seen
    assert one.name == member.visitor.name
    assert one.lines


def test_a_letter_without_words_is_not_made(desk, member):
    answer = desk.post(AT, {**LABELS, "paper": "letter"})
    assert answer.status_code == 422
    assert "Please write the letter." in answer.content.decode()


def test_whom_nobody_matches_opens_nothing(desk, member):
    answer = desk.post(AT, {**LABELS, "who": "voting", "kind": "nonsense"})
    assert answer.status_code == 422
    assert b"%PDF" in desk.post(AT, {**LABELS, "who": "voting"}).content


def test_other_duties_make_no_labels(volunteer_desk, member):
    assert desks.fresh(volunteer_desk.user).post(AT, LABELS).status_code == 403


def test_each_label_lies_on_the_sheet_and_none_on_another():
    for _words, sheet in SHEETS.values():
        places = {sheet.place(turn) for turn in range(sheet.labels)}
        assert len(places) == sheet.labels
        assert max(left for left, _top in places) + sheet.width <= 210
        assert max(top for _left, top in places) + sheet.height <= 297
        assert sheet.place(sheet.labels) == sheet.place(0)


def test_an_addressee_without_a_street_is_left_out():
    assert not Addressee(new_id(), "ja", "A", "100-0001", ()).is_complete
    assert Addressee(new_id(), "ja", "A", "100-0001", ("千代田区",)).is_complete


def test_the_register_of_donors_has_names_also_of_those_who_left(desk, member, classes):
    now, at = timezone.now(), "/console/members/membership/donors/"
    record_payment(member.submission.id, paid_on=now.date(), amount=3000, by=None, actor=SETTER, now=now)
    assert "There were no donations" in desk.get(at).content.decode(), "dues are no donation"
    Invoice.objects.update(is_donation=True)
    page = desk.get(at).content.decode()
    assert "3,000" in page or "3000" in page
    assert member.visitor.name not in page
    end_registration(member.submission.id, reason=EndedAs.LEFT, actor=SETTER, now=now)
    table = desk.post(f"{at}{now.year}/table/").content.decode()
    assert member.visitor.name in table
    assert '"3000"' in table
    assert "There were no donations" in desk.get(f"{at}{now.year - 1}/").content.decode()


def test_a_law_of_less_than_five_years_is_pointed_out(charter):
    form = charter.policy.forms["membership"]
    purpose = kept_by(charter.policy, form)
    assert purpose is not None
    assert is_kept_long_enough(purpose)
    short = replace(purpose, retention=replace(purpose.retention, period=Period(years=4, months=11)))
    assert not is_kept_long_enough(short)
    assert not is_kept_long_enough(None)
