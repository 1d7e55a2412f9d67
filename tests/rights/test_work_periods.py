"""The program's part of requests, to the second: what waits for a letter, goes on after a crash, and is forgotten;
and when it is said that something was left undone.
"""

from datetime import timedelta

import pytest

from azukari.cases.models import Case, CasePart, CaseSubject
from azukari.lib.control import examine
from azukari.mail.models import Message
from azukari.mail.retrying import MOST_ATTEMPTS
from azukari.people.models import Person
from azukari.policy.casework import CaseKind, CaseState, Outcome, ReplyBy
from azukari.rights import carry_out, controls
from azukari.rights.controls import CONTROLS
from azukari.rights.decision import DECIDED_LETTER, DecisionPart, decide
from azukari.rights.upkeep import forget, to_forget
from azukari.vault.legal_holds import holds_on
from azukari.vault.models import SealedNote
from azukari.vault.withdraw import withdraw
from tests.cast import NOW
from tests.rights.casework import ask

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
DONE = next(control for control in CONTROLS if control.name == "requests-done")
DEPARTMENT = next(control for control in CONTROLS if control.name == "department")


@pytest.fixture
def now():
    """Some hours after the cast came in."""
    return NOW + timedelta(hours=12)


@pytest.fixture
def erasure(officer, membership_desk, amelia, now) -> Case:
    """It is decided, and the letter that announces it is in the queue."""
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id, reply_by=ReplyBy.MAIL)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    return case


LETTER_LEFT = {
    "it was sent": lambda row, now: row.update(sent_at=now),
    "it was given up": lambda row, now: row.update(attempts=MOST_ATTEMPTS),
    "it has waited for an hour": lambda row, now: row.update(created_at=now - HOUR),
    "it is another letter": lambda row, now: row.update(kind="rights:case-answer"),
    "it is of another case": lambda row, now: row.update(reference=CasePart.objects.get().id),
}


@pytest.mark.parametrize("why", LETTER_LEFT)
def test_an_erasure_waits_for_its_own_letter_and_no_longer_than_an_hour(erasure, amelia, now, why):
    letter = Message.objects.filter(kind=DECIDED_LETTER, reference=erasure.id)
    letter.update(created_at=now - HOUR + SECOND, attempts=MOST_ATTEMPTS - 1)
    assert not carry_out.carry_out_case(erasure, now=now)
    assert Person.objects.filter(id=amelia.id).exists()
    LETTER_LEFT[why](letter, now)
    assert carry_out.carry_out_case(erasure, now=now)
    assert not Person.objects.filter(id=amelia.id).exists()


def test_an_erasure_that_began_goes_on_and_nothing_is_held_anew(officer, membership_desk, amelia, now, monkeypatch):
    case = ask(CaseKind.STOP_USE, actor=officer.actor, now=now, person=amelia.id)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    gone_on: list[object] = []
    monkeypatch.setattr(carry_out, "begun", lambda _id: True)
    monkeypatch.setattr(carry_out, "carry_out", lambda erasure, **_more: gone_on.append(erasure))
    monkeypatch.setattr(carry_out, "is_contradicted", lambda _case: False)
    assert carry_out.carry_out_case(case, now=now)
    part = CasePart.objects.get(case=case)
    assert (part.result, part.done_at, gone_on) == ("erased", now, [part.work_id])
    assert holds_on([amelia.id], now) == {}


def test_a_record_of_a_request_is_forgotten_when_its_time_is_over(erasure, officer, membership_desk, hanako, now):
    other = ask(CaseKind.QUESTION, actor=officer.actor, now=now, person=hanako.id)
    over = now + DAY
    Case.objects.update(state=CaseState.CLOSED, outcome="granted", kept_until=over)
    Case.objects.filter(id=other.id).update(kept_until=over + SECOND)
    assert (to_forget(over - SECOND), forget(over - SECOND)) == (0, 0)
    assert (to_forget(over), forget(over)) == (1, 1)
    assert [case.id for case in Case.objects.all()] == [other.id]
    assert set(SealedNote.objects.values_list("case_id", flat=True)) <= {other.id}
    Case.objects.filter(id=other.id).update(state=CaseState.DONE)
    assert (to_forget(over + DAY), forget(over + DAY)) == (0, 0), "what is not closed is never forgotten"


def test_a_day_later_it_is_said_that_it_was_not_forgotten(erasure, now):
    Case.objects.update(state=CaseState.CLOSED, outcome="granted", kept_until=now)
    assert examine(DONE, now + DAY - SECOND).passed
    (finding,) = examine(DONE, now + DAY).findings
    assert "1 records of requests should have been erased" in str(finding)


def test_what_failed_is_told_by_how_it_failed_and_only_while_it_is_decided(erasure, officer, hanako, now):
    other = ask(CaseKind.QUESTION, actor=officer.actor, now=now, person=hanako.id)
    Case.objects.filter(id=other.id).update(failure="NoText")
    assert examine(DONE, now).passed
    Case.objects.filter(id=erasure.id).update(failure="scan")
    (finding,) = examine(DONE, now).findings
    assert "1 erasures are contradicted" in str(finding)
    Case.objects.filter(id=erasure.id).update(failure="NoText")
    (finding,) = examine(DONE, now).findings
    assert "1 decided requests could not be carried out" in str(finding)


@pytest.mark.parametrize(("waits_since", "told"), [(DAY, False), (DAY + SECOND, True)])
def test_messages_that_became_no_request_within_a_day_are_told(erasure, now, monkeypatch, waits_since, told):
    monkeypatch.setattr(controls, "left_since", lambda moment: 2 if now - waits_since < moment else 0)
    assert ["2 messages" in str(finding) for finding in examine(DONE, now).findings] == [True] * told
    monkeypatch.setattr(controls, "_nobody_answers", lambda: True)
    assert examine(DONE, now).passed, "the department has said why they wait"
    (finding,) = examine(DEPARTMENT, now).findings
    assert "2 messages wait for it, unread" in str(finding)


HERE, GONE, AGAIN = "the record is here", "the record is gone", "it was done before"
RESULTS = {
    (CaseKind.RELEASE, HERE): "nothing",
    (CaseKind.ELIMINATION, HERE): "erased",
    (CaseKind.ELIMINATION, GONE): "gone",
    (CaseKind.STOP_USE, GONE): "gone",
    (CaseKind.WITHDRAWAL, HERE): "withdrawn",
    (CaseKind.WITHDRAWAL, GONE): "gone",
    (CaseKind.WITHDRAWAL, AGAIN): "gone",
    (CaseKind.STOP_PROVISION, HERE): "stopped",
    (CaseKind.STOP_PROVISION, GONE): "stopped",
}


@pytest.mark.parametrize(("kind", "state"), RESULTS)
def test_the_case_says_what_came_of_each_part(officer, membership_desk, hanako, amelia, now, kind, state):
    """Hanako is a member, which a law keeps; Amelia is a volunteer, of whom all may go."""
    person = hanako.id if kind in {CaseKind.WITHDRAWAL, CaseKind.STOP_PROVISION} else amelia.id
    purpose = "magazine" if kind is CaseKind.WITHDRAWAL else ""
    case = ask(kind, actor=officer.actor, now=now, person=person)
    decide(case, Outcome.GRANTED, [DecisionPart(purpose=purpose)], actor=officer.actor, now=now)
    if state is GONE:
        CaseSubject.objects.filter(case=case).delete()
    elif state is AGAIN:
        withdraw(person, purpose=purpose, actor=officer.actor, now=now)
    assert carry_out.carry_out_case(case, now=now + SECOND)
    part = CasePart.objects.get(case=case)
    assert (part.result, part.done_at) == (RESULTS[kind, state], now + SECOND)
    case.refresh_from_db()
    assert (case.state, case.failure) == (CaseState.DONE, "")
