"""A message of the contact form that asks for one's own data becomes a request: by itself, or by one button (P45)."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from azukari.core.cases.clocks import clock_of
from azukari.core.cases.lifecycle import open_within, subject_of
from azukari.core.cases.models import Case
from azukari.core.forms.models import OwnDataQuestion
from azukari.core.ledger.models import Pending
from azukari.core.vault import notes
from azukari.core.vault.erase import erase
from azukari.core.vault.events import VALUE_REFUSED, VALUE_RELEASED
from azukari.core.vault.models import SealedValue
from azukari.demo.people import VISITORS, fill_in
from azukari.features.rights import controls as _ours  # noqa: F401 - registers them
from azukari.features.rights import from_form
from azukari.features.rights.carry_out import run
from azukari.features.rights.decision import DecisionPart, decide
from azukari.features.rights.from_form import take_up
from azukari.lib.control import controls
from azukari.policy.casework import CaseChannel, CaseKind, CaseState, Identity, Outcome, ReplyBy
from azukari.policy.terms import Category
from tests import cast
from tests.cast import NOW
from tests.console import desks

SAID = "わたしについて持っている情報をすべて消してください。"
OWN_DATA, QUESTION = 3, 2  # which choice of the form's first question


@pytest.fixture
def feedback_desk(charter):
    return cast.at_desk("feedback@example.org", "Kiku Michioka", "feedback")


@pytest.fixture
def desk(officer, feedback_desk):
    """Two people work here, so that a request can have an owner and a deputy."""
    return officer


def _write(charter, *, turn=OWN_DATA, by="midori", **more):
    visitor = replace(next(v for v in VISITORS if v.mailbox == by), message=SAID, **more)
    form = charter.policy.forms[charter.policy.requests.contact_form]
    submission = fill_in(visitor, form, charter, now=NOW, turn=turn)
    submission.refresh_from_db()
    return submission


def _said(case, actor, now):
    return {note.kind.value: note.text for note in notes.read(case.id, person=None, actor=actor, now=now)}


def test_who_says_so_on_the_form_has_a_request_whose_clock_runs_from_the_arrival(desk, charter, present):
    submission = _write(charter)
    assert take_up(present) == 1
    case = Case.objects.get()
    assert (case.channel, case.kind) == (CaseChannel.FORM, CaseKind.QUESTION)
    assert (case.state, case.identity) == (CaseState.READY, Identity.CONFIRMED_ADDRESS)
    assert (case.reply_by, subject_of(case.id)) == (ReplyBy.MAIL, submission.person_id)
    assert case.received_at == NOW
    assert clock_of(case, present).last_day == (NOW + timedelta(days=14)).date()
    assert {case.owner, case.deputy} == {desk.user, case.deputy}
    assert _said(case, desk.actor, present) == {"said": SAID}
    assert take_up(present) == 0
    assert not OwnDataQuestion.objects.exists()


def test_only_what_the_purpose_of_the_form_may_use_is_asked_of_the_vault(desk, charter, present, monkeypatch):
    message = _write(charter)
    purpose = charter.policy.forms[message.form].purposes[0]
    narrow = replace(charter.policy.purposes[purpose], needs=frozenset({Category.MESSAGE}), may_use=frozenset())
    policy = replace(charter.policy, purposes={**charter.policy.purposes, purpose: narrow})
    asked = []

    def noting(people, **more):
        asked.append(more["categories"])
        return {}

    monkeypatch.setattr(from_form, "current", lambda: SimpleNamespace(policy=policy))
    monkeypatch.setattr(from_form, "release", noting)
    from_form._opened(message, desk.actor, present)
    assert asked == [{Category.MESSAGE}]


def test_another_topic_stays_a_message(desk, charter, present):
    _write(charter, turn=QUESTION)
    assert take_up(present) == 0
    assert not Case.objects.exists()


def test_an_address_that_nobody_confirmed_makes_no_request(desk, charter, present):
    _write(charter, confirms=False)
    assert take_up(present) == 0
    assert not Case.objects.exists()


def _opened() -> int:
    return Pending.objects.filter(kind=VALUE_RELEASED.name).count()


def test_without_anybody_to_own_it_the_message_waits_unread_and_doctor_says_so_once(officer, charter, present):
    _write(charter)
    before = _opened()
    for seconds in range(0, 60, 5):
        assert take_up(present + timedelta(seconds=seconds)) == 0
    assert _opened() == before
    assert OwnDataQuestion.objects.count() == 1
    said = [
        finding
        for name in ("department", "requests-done")
        for control in controls()
        if control.name == name
        for finding in control.check(present + timedelta(days=2))
    ]
    assert len(said) == 1
    assert "1 messages are unread" in said[0]


def test_the_button_opens_nothing_where_nobody_can_own_the_request(feedback_desk, charter, present):
    submission = _write(charter, turn=QUESTION)
    before = _opened()
    at = reverse("console-submission-request", args=[submission.form, submission.id])
    answer = desks.browser(feedback_desk.user).post(at, {"kind": "elimination"})
    assert answer.headers["Location"].endswith("?done=request-nobody#done")
    assert _opened() == before


def test_one_that_fails_is_opened_ever_more_rarely_and_holds_up_no_other(desk, charter, present, monkeypatch):
    failing = _write(charter)
    others = [_write(charter, by=by) for by in ("hanako", "taro")]

    def fail(request, **more):
        if request.received_at == failing.created_at and request.person == failing.person_id:
            raise ValueError("a fault of the program")
        return open_within(request, **more)

    monkeypatch.setattr(from_form, "open_within", fail)
    monkeypatch.setattr(from_form, "AT_A_TIME", 1)
    before = _opened()
    for seconds in range(0, 3600, 5):
        take_up(present + timedelta(seconds=seconds))
    assert {case.message.submission_id for case in Case.objects.all()} == {one.id for one in others}
    assert _opened() - before == len(others) + 6  # after 0, 1, 3, 7, 15 and 31 minutes


def test_one_button_makes_a_request_and_a_second_click_makes_no_second(desk, feedback_desk, charter, present):
    submission = _write(charter, turn=QUESTION)
    at = reverse("console-submission-request", args=[submission.form, submission.id])
    client = desks.browser(feedback_desk.user)
    for _click in range(2):
        assert client.post(at, {"kind": "elimination"}).status_code == 302
    case = Case.objects.get()
    assert (case.kind, case.received_at, case.identity) == ("elimination", NOW, "confirmed-address")
    page = client.get(reverse("console-submission", args=[submission.form, submission.id])).content.decode()
    assert 'It became the request <span class="whole">R-' in page
    assert "Make it a request" not in page
    opened = desks.browser(desk.user).post(at, {"kind": "question"})
    assert opened.headers["Location"] == reverse("console-rights-case", args=[case.id])


def test_the_desk_says_what_is_asked_for_and_the_program_does_it(desk, charter, present):
    submission = _write(charter)
    take_up(present)
    case = Case.objects.get()
    at = reverse("console-rights-act", args=[case.id, "kind"])
    assert desks.browser(desk.user).post(at, {"kind": "elimination"}).status_code == 302
    assert desks.browser(desk.user).post(at, {"kind": "everything"}).status_code == 422
    case.refresh_from_db()
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=desk.actor, now=present, words="")
    run(present + timedelta(hours=2))
    assert not SealedValue.objects.filter(submission_id=submission.id).exists()


def test_whoever_left_no_address_is_called_back_and_has_yet_to_show_who_they_are(desk, charter, present):
    said = {"topic": "personal-data", "message": SAID, "name": "例野 みどり", "phone": "052-000-0104", "email": ""}
    got = desks.register(charter.policy.requests.contact_form, said)
    present = desks.moment()
    take_up(present)
    case = Case.objects.get()
    assert (case.state, case.identity, case.reply_by) == (CaseState.RECEIVED, "", ReplyBy.PHONE)
    assert subject_of(case.id) is None
    assert got.submission == case.message.submission_id
    assert _said(case, desk.actor, present)["contact"] == "例野 みどり · 052-000-0104"


@pytest.mark.parametrize("who", ["membership_desk", "mallory"])
def test_a_duty_that_does_not_serve_the_form_is_refused_and_it_is_recorded(who, request, desk, charter, present):
    submission = _write(charter, turn=QUESTION)
    at = reverse("console-submission-request", args=[submission.form, submission.id])
    answer = desks.browser(request.getfixturevalue(who).user).post(at, {"kind": "elimination"})
    assert answer.status_code == 403
    assert Pending.objects.filter(kind=VALUE_REFUSED.name).count() == 1
    assert not Case.objects.exists()


@pytest.mark.parametrize("kind", ["", "everything"])
def test_a_click_that_says_nothing_makes_nothing(kind, desk, feedback_desk, charter, present):
    submission = _write(charter, turn=QUESTION)
    at = reverse("console-submission-request", args=[submission.form, submission.id])
    page = desks.browser(feedback_desk.user).post(at, {"kind": kind}, follow=True).content.decode()
    assert "Choose what is asked for." in page
    assert desks.browser(feedback_desk.user).get(at).status_code == 302
    assert not Case.objects.exists()


def test_the_request_stays_about_nobody_when_the_message_goes(desk, charter, present):
    submission = _write(charter)
    take_up(present)
    erase(submission.person_id, actor=desks.OPERATOR, now=present)
    case = Case.objects.get()
    assert subject_of(case.id) is None
    assert not hasattr(case, "message")
