"""From the own page somebody asks a person: the request has a number and a clock, and is nobody else's business."""

import re
from datetime import timedelta

import pytest
from django.utils.html import strip_tags

from azukari.core.cases import lifecycle
from azukari.core.cases.lifecycle import number
from azukari.core.cases.models import Case
from azukari.core.mail.models import Message
from azukari.core.vault.legal_holds import set_hold
from azukari.core.vault.models import SealedNote
from azukari.features.rights.decision import DecisionPart, decide
from azukari.policy.casework import CaseKind, CaseState, Hold, Outcome
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
    assert "We aim to answer by Mon 30 Nov 2026, at the latest by Wed 9 Dec 2026." in strip_tags(page)
    assert "count me in" not in page
    assert Message.objects.filter(kind="rights:case-received", person_id=hanako.id).exists()
    assert "You made a request" in own.get()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, "We aim to answer by"),
        (10, "at the latest."),
        (20, "and is late. We apologise."),
        (40, "Our answer was due by"),
    ],
)
def test_no_day_is_promised_that_is_past(own, hanako, staffed, present, days, told):
    ask(CaseKind.OBJECTION, actor=staffed.actor, now=present - timedelta(days=days), person=hanako.id)
    page = own.get("/request")
    assert told in page
    assert sum(words in page for words in ("We aim to answer by", "We answer by", "Our answer was due")) == 1
    assert "The time limit is 14 days." in page
    assert "never" not in page.partition("<h1>")[2].partition("<form")[0], "What may be late is no promise."


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


def told(page: str) -> list[str]:
    """What is told of each request, the newest first."""
    return page.partition('<ul class="asked">')[2].partition("</ul>")[0].split("<li>")[1:]


def test_of_each_request_it_is_told_how_it_stands_and_one_that_is_decided_is_not_taken_back(
    own, hanako, amelia, staffed, present
):
    ask(CaseKind.RELEASE, actor=staffed.actor, now=present, person=amelia.id)
    waits, back, decided = (
        ask(kind, actor=staffed.actor, now=present - timedelta(days=days), person=hanako.id)
        for days, kind in enumerate((CaseKind.QUESTION, CaseKind.OBJECTION, CaseKind.RELEASE))
    )
    lifecycle.take_back(back, actor=staffed.actor, now=present)
    decide(decided, Outcome.GRANTED, [DecisionPart()], actor=staffed.actor, now=present)
    said = told(own.get("/request"))
    assert [number(case) in one for case, one in zip((waits, back, decided), said, strict=True)] == [True] * 3
    words = [
        ("Question", "to be decided"),
        ("Objection", "withdrawn"),
        ("Access to personal data", "being carried out"),
    ]
    assert [all(word in one for word in some) for some, one in zip(words, said, strict=True)] == [True] * 3
    assert ["Wed 25 Nov 2026" in said[0], "Tue 24 Nov 2026" in said[1]] == [True, True]
    assert [f"/request/{case.id}/back" in one for case, one in zip((waits, back, decided), said, strict=True)] == [
        True,
        False,
        False,
    ]
    assert ["We aim to answer by" in one for one in said] == [True, False, True]
    answer = own.post(f"/request/{decided.id}/back")
    assert (answer.status_code, "already been decided" in answer.content.decode()) == (409, True)


def test_the_fifty_newest_are_told(own, hanako, staffed, present):
    first, *_others = (
        ask(CaseKind.RELEASE, actor=staffed.actor, now=present - timedelta(minutes=60 - minute), person=hanako.id)
        for minute in range(51)
    )
    said = told(own.get("/request"))
    assert len(said) == 50
    assert not any(number(first) in one for one in said)


def test_a_form_that_was_not_right_keeps_what_was_written_and_a_switch_of_language_asks_nothing(own, staffed):
    page = own.post("/request", kind="", said=ASK["said"]).content.decode()
    assert ASK["said"] in page
    assert "Choose what it is about." in page
    assert '<a href="#f-kind">Choose what it is about.</a>' in page
    assert 'id="f-kind-error"' in page
    page = own.post("/request", kind="objection", said="").content.decode()
    assert re.search(r'value="objection"[^>]* (checked|selected)', page)
    assert "Write what you want." in page
    assert own.post("/request", **{**ASK, "said": "x" * 2000}).status_code == 303
    assert "We have received your request." in own.get("/request?done=asked")
    assert "You have withdrawn your request." in own.get("/request?done=taken-back")
    assert "We have received your request." not in own.get("/request")


def test_what_can_be_asked_is_what_the_page_does_not_do_by_itself(own, staffed):
    offered = set(re.findall(r'name="kind"[^>]*value="([a-z-]+)"', own.get("/request")))
    assert offered == {"question", "complaint", "objection", "stop-use", "stop-provision", "addition"}


def test_answered_requests_make_room_for_others(own, hanako, staffed, present):
    for _ in range(5):
        lifecycle.take_back(
            ask(CaseKind.QUESTION, actor=staffed.actor, now=present, person=hanako.id), actor=staffed.actor, now=present
        )
    assert own.post("/request", **ASK).status_code == 303
