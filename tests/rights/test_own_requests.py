"""From the own page somebody asks a person: the request has a number and a clock, and is nobody else's business."""

from datetime import timedelta

import pytest

from azukari.cases.models import Case
from azukari.mail.models import Message
from azukari.policy.casework import CaseKind, CaseState, Hold
from azukari.vault.legal_holds import set_hold
from azukari.vault.models import SealedNote
from tests.rights.casework import ask
from tests.rights.desk import come_in

ASK = {"kind": "objection", "said": "Please do not count me in the survey."}


@pytest.fixture
def staffed(officer, membership_desk):
    """Somebody answers, and somebody stands in."""
    return officer


def test_a_request_is_taken_in_shown_and_confirmed_by_mail(own, hanako, staffed):
    assert own.post("/request", **ASK).status_code == 303
    case = Case.objects.get()
    assert (case.kind, case.channel, case.state) == ("objection", "own-page", CaseState.READY)
    page = own.get("/request")
    assert "Objection" in page
    assert "We aim to answer by Mon 30 Nov 2026, at the latest by Wed 9 Dec 2026." in page
    assert "count me in" not in page
    assert Message.objects.filter(kind="rights:case-received", person_id=hanako.id).exists()
    assert "You made a request" in own.get()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, "We aim to answer by"),
        (10, "at the latest."),
        (20, "and is late. We are sorry."),
        (40, "Our answer was due by"),
    ],
)
def test_no_day_is_promised_that_is_past(own, hanako, staffed, present, days, told):
    ask(CaseKind.OBJECTION, actor=staffed.actor, now=present - timedelta(days=days), person=hanako.id)
    page = own.get("/request")
    assert told in page
    assert sum(words in page for words in ("We aim to answer by", "We answer by", "Our answer was due")) == 1


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"kind": "elimination"}, {"said": ""}, {"said": "x" * 2001}])
def test_what_is_wrong_is_said_and_nothing_is_kept(own, staffed, wrong):
    answer = own.post("/request", **{**ASK, **wrong})
    assert answer.status_code == 422
    assert not Case.objects.exists()
    assert not SealedNote.objects.exists()


def test_it_can_be_taken_back_once(own, staffed):
    own.post("/request", **ASK)
    case = Case.objects.get()
    assert own.post(f"/request/{case.id}/back").status_code == 303
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.CLOSED, "taken-back")
    assert own.post(f"/request/{case.id}/back").status_code == 404


def test_anothers_case_looks_like_none(own, amelia, staffed, present):
    theirs = ask(CaseKind.OBJECTION, actor=staffed.actor, now=present, person=amelia.id)
    foreign = own.post(f"/request/{theirs.id}/back")
    unknown = own.post("/request/00000000-0000-7000-8000-000000000000/back")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content.replace(str(theirs.id).encode(), b"") == unknown.content.replace(
        b"00000000-0000-7000-8000-000000000000", b""
    )
    assert "R-" not in own.get("/request").split("<form")[0]


def test_where_nobody_answers_it_says_what_to_do(own, officer):
    answer = own.post("/request", **ASK)
    assert answer.status_code == 503
    assert "03-0000-0000" in answer.content.decode()
    assert not Case.objects.exists()


def test_a_sixth_open_request_waits(own, staffed):
    for _ in range(5):
        assert own.post("/request", **ASK).status_code == 303
    assert own.post("/request", **ASK).status_code == 422
    assert Case.objects.count() == 5


def test_a_hold_is_shown_to_the_person_with_its_end(own, hanako, staffed, present):
    case = ask(CaseKind.COMPLAINT, actor=staffed.actor, now=present, person=hanako.id)
    until = present.replace(year=2027)
    set_hold(hanako.id, Hold.CLAIM, until=until, actor=staffed.actor, now=present, case=case.id)
    page = own.get()
    assert "Kept for a dispute" in page
    assert "2027" in page
    erasing = own.get("/erase")
    assert "defence of legal claims" in erasing.split("What we keep, and why")[1]


def test_erasing_everything_ends_the_tie_and_keeps_the_answer_possible(amelia, staffed, present):
    page = come_in(amelia.email, present)
    page.post("/request", **ASK)
    page.post("/erase")
    case = Case.objects.get()
    assert not hasattr(case, "subject")
    assert case.steps.filter(event="record-gone").exists()
    assert SealedNote.objects.filter(case_id=case.id).exists()
