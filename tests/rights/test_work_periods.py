"""The program's part of requests, to the second: what waits for a letter, goes on after a crash, and is forgotten;
and when it is said that something was left undone.
"""

from datetime import timedelta

import pytest

from azukari.core.cases.models import Case, CasePart, CaseSubject
from azukari.core.mail.models import Message
from azukari.core.mail.retrying import MOST_ATTEMPTS
from azukari.core.people.models import Person
from azukari.core.vault.legal_holds import holds_on
from azukari.core.vault.models import SealedNote, SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.release import release
from azukari.core.vault.withdraw import withdraw
from azukari.features.rights import carry_out, controls
from azukari.features.rights.controls import CONTROLS
from azukari.features.rights.decision import DECIDED_LETTER, DecisionPart, decide
from azukari.features.rights.slice import SLICE
from azukari.features.rights.upkeep import forget, to_forget
from azukari.lib.control import examine
from azukari.policy.casework import CaseKind, CaseState, Outcome, ReplyBy
from azukari.policy.terms import Category
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
    assert (to_forget(over - SECOND).count(), forget(over - SECOND)) == (0, 0)
    assert (to_forget(over).count(), forget(over)) == (1, 1)
    assert [case.id for case in Case.objects.all()] == [other.id]
    assert set(SealedNote.objects.values_list("case_id", flat=True)) <= {other.id}
    Case.objects.filter(id=other.id).update(state=CaseState.DONE)
    assert (to_forget(over + DAY).count(), forget(over + DAY)) == (0, 0), "what is not closed is never forgotten"


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
    assert "2 messages are unread because of this" in str(finding)


HERE, GONE, AGAIN = "the record is here", "the record no longer exists", "it was done before"
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


class ALongNameForAFaultThatNobodyThoughtOf(Exception):
    """It is kept as far as its column goes."""


def test_what_stops_one_request_is_marked_on_that_one_alone(erasure, officer, hanako, now, monkeypatch):
    other = ask(CaseKind.QUESTION, actor=officer.actor, now=now, person=hanako.id)
    Case.objects.filter(id=other.id).update(failure="NoText")

    def fail(_case, *, now):
        raise ALongNameForAFaultThatNobodyThoughtOf

    with monkeypatch.context() as broken:
        broken.setattr(carry_out, "carry_out_case", fail)
        assert carry_out.run(now) == 0
    name = ALongNameForAFaultThatNobodyThoughtOf.__name__
    longest = Case._meta.get_field("failure").max_length
    assert longest
    assert len(name) > longest
    assert dict(Case.objects.values_list("id", "failure")) == {erasure.id: name[:longest], other.id: "NoText"}
    assert carry_out.run(now + HOUR) == 1
    assert dict(Case.objects.values_list("id", "failure")) == {erasure.id: "", other.id: "NoText"}


def test_an_answer_by_mail_that_can_reach_nobody_any_more_waits_for_the_desk(officer, membership_desk, hanako, now):
    """The tie is gone and no letter had left: somebody has to see to it, whatever mails there are about others."""
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=now, person=hanako.id, reply_by=ReplyBy.MAIL)
    other = ask(CaseKind.OBJECTION, actor=officer.actor, now=now, person=hanako.id, reply_by=ReplyBy.MAIL)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    CaseSubject.objects.filter(case=case).delete()
    Message.objects.filter(reference=case.id).delete()
    assert Message.objects.filter(reference=other.id).exists()
    assert carry_out.carry_out_case(case, now=now)
    case.refresh_from_db()
    assert case.state == CaseState.DONE


def test_each_value_gets_its_own_text_and_what_is_of_no_value_none(officer, membership_desk, hanako, now):
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=now, person=hanako.id)
    phone, name = (SealedValue.objects.get(person_id=hanako.id, field=field) for field in ("phone", "name"))
    texts = {phone.id: "03-9999-0000", name.id: "川辺 新"}
    parts = [DecisionPart(value=value, text=text) for value, text in texts.items()]
    decide(case, Outcome.GRANTED, parts, actor=officer.actor, now=now)
    CasePart.objects.create(case=case)
    assert carry_out.carry_out_case(case, now=now)
    assert list(CasePart.objects.filter(case=case).order_by("id").values_list("result", flat=True)) == [
        "corrected",
        "corrected",
        "gone",
    ]
    opened = release(
        [hanako.id],
        purpose="membership",
        categories=frozenset({Category.PHONE, Category.NAME}),
        actor=membership_desk.actor,
        reason=Reason.CHECK,
        now=now,
    )
    assert {value.id: value.text for value in opened[hanako.id] if value.id in texts} == texts


def test_what_goes_soon_is_shown_ahead_the_first_to_go_first(officer, membership_desk, now):
    cases = [ask(CaseKind.QUESTION, actor=officer.actor, now=now) for _ in range(4)]
    for case, days in zip(cases, (3, 1, 2, 9), strict=True):
        Case.objects.filter(id=case.id).update(state=CaseState.CLOSED, outcome="answered", kept_until=now + days * DAY)
    Case.objects.filter(id=cases[2].id).update(state=CaseState.DONE)
    (sweep,) = SLICE.sweeps
    (going,) = sweep.due(now + 3 * DAY)
    assert (going.count, going.references) == (2, (str(cases[1].id), str(cases[0].id)))


def test_what_was_done_in_an_earlier_round_is_not_done_again(officer, membership_desk, hanako, now):
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=now, person=hanako.id)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    refused = CasePart.objects.create(case=case, ground="not-held")
    before = CasePart.objects.create(case=case, done_at=now, result="earlier")
    assert carry_out.carry_out_case(case, now=now + DAY)
    for part, found in ((refused, (None, "")), (before, (now, "earlier"))):
        part.refresh_from_db()
        assert (part.done_at, part.result) == found
    assert CasePart.objects.filter(case=case, done_at=now + DAY, result="nothing").count() == 1


@pytest.mark.parametrize("by", ReplyBy)
def test_who_is_answered_by_mail_gets_the_answer_and_the_request_is_closed(officer, membership_desk, hanako, now, by):
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=now, person=hanako.id, reply_by=by, lang="ja")
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert carry_out.carry_out_case(case, now=now)
    case.refresh_from_db()
    sent = Message.objects.filter(kind=carry_out.ANSWER_LETTER).values_list("person_id", "reference", "lang")
    if by is ReplyBy.MAIL:
        assert (case.state, list(sent)) == (CaseState.CLOSED, [(hanako.id, case.id, "ja")])
    else:
        assert (case.state, list(sent)) == (CaseState.DONE, [])
