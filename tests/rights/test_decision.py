"""What a decision leaves behind: the case, its parts, a step, an entry for the person, a letter where one can go."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from azukari.core.cases.events import CASE_DECIDED
from azukari.core.cases.models import Case, CasePart, CaseStep
from azukari.core.mail.models import Message
from azukari.core.vault.models import SealedNote, SealedValue
from azukari.core.vault.notes import NoteKind
from azukari.features.rights import decision
from azukari.features.rights.decision import DUTY, DecisionPart, decide
from azukari.lib.conflict import InvalidTransition
from azukari.policy.casework import CaseKind, CaseState, Identity, Outcome, ReplyBy
from azukari.policy.pack import pack
from azukari.shells.self_service.subject_timeline import entries_of
from tests.cast import NOW
from tests.rights.casework import ask

HELD = "dues-record"
"""What a law keeps of a member."""


@pytest.fixture
def now():
    return NOW + timedelta(hours=12)


def parts(case: Case) -> list[tuple[str, str]]:
    return sorted(CasePart.objects.filter(case=case).values_list("purpose", "ground"))


def told(person) -> dict[str, object]:
    (entry,) = [entry for entry in entries_of(person) if entry.kind is CASE_DECIDED]
    return dict(entry.payload)


def letters() -> int:
    return Message.objects.filter(kind=decision.DECIDED_LETTER).count()


def test_what_a_law_keeps_is_a_part_of_its_own_and_makes_it_granted_in_part(officer, membership_desk, hanako, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=hanako.id)
    done = decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert (done.state, done.outcome) == (CaseState.DECIDED, Outcome.PARTLY)
    case.refresh_from_db()
    assert (case.state, case.outcome) == (CaseState.DECIDED, Outcome.PARTLY)
    assert parts(case) == [("", ""), (HELD, DUTY)]
    assert told(hanako.id)["outcome"] == Outcome.PARTLY
    assert told(hanako.id)["ground"] == [DUTY]
    step = CaseStep.objects.filter(case=case).order_by("id").last()
    assert (step.event, step.reason) == ("decided", DUTY)


def test_of_one_use_only_what_was_asked_for_is_kept(officer, membership_desk, hanako, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=hanako.id)
    done = decide(case, Outcome.GRANTED, [DecisionPart(purpose="membership")], actor=officer.actor, now=now)
    assert (done.outcome, parts(case)) == (Outcome.GRANTED, [("membership", "")])
    assert told(hanako.id)["ground"] == []
    assert CaseStep.objects.filter(case=case).order_by("id").last().reason == Outcome.GRANTED


def test_of_one_use_that_a_law_keeps_it_is_kept(officer, membership_desk, hanako, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=hanako.id)
    done = decide(case, Outcome.GRANTED, [DecisionPart(purpose=HELD)], actor=officer.actor, now=now)
    assert (done.outcome, parts(case)) == (Outcome.PARTLY, [(HELD, ""), (HELD, DUTY)])


def test_what_is_refused_already_is_not_refused_twice(officer, membership_desk, hanako, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=hanako.id)
    asked = [DecisionPart(), DecisionPart(purpose=HELD, ground=DUTY)]
    done = decide(case, Outcome.GRANTED, asked, actor=officer.actor, now=now)
    assert (done.outcome, parts(case)) == (Outcome.PARTLY, [("", ""), (HELD, DUTY)])


def test_of_a_consent_that_is_taken_back_no_law_keeps_anything_here(officer, membership_desk, hanako, now):
    """Its end is the person's alone; what a law keeps stays for that law, whoever agreed to what."""
    case = ask(CaseKind.WITHDRAWAL, actor=officer.actor, now=now, person=hanako.id)
    done = decide(case, Outcome.GRANTED, [DecisionPart(purpose=HELD)], actor=officer.actor, now=now)
    assert (done.outcome, parts(case)) == (Outcome.GRANTED, [(HELD, "")])


def test_a_kind_that_keeps_nothing_gets_what_was_asked(officer, membership_desk, hanako, now):
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=now, person=hanako.id)
    done = decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert (done.outcome, parts(case)) == (Outcome.GRANTED, [("", "")])


def test_a_refusal_stays_one(officer, membership_desk, hanako, now):
    ground = next(g.slug for g in pack("appi").grounds_for(CaseKind.RELEASE))
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=now, person=hanako.id)
    done = decide(case, Outcome.REFUSED, [DecisionPart(ground=ground)], actor=officer.actor, now=now, words="Why not.")
    assert (done.outcome, parts(case)) == (Outcome.REFUSED, [("", ground)])
    assert SealedNote.objects.filter(case_id=case.id, kind=NoteKind.ANSWER).count() == 1
    assert told(hanako.id)["ground"] == [ground]


@pytest.mark.parametrize(
    ("kind", "by", "count"),
    [
        (CaseKind.ELIMINATION, ReplyBy.MAIL, 1),  # while there is an address
        (CaseKind.ELIMINATION, ReplyBy.PHONE, 0),
        (CaseKind.RELEASE, ReplyBy.MAIL, 0),
    ],
)
def test_only_of_an_erasure_a_letter_goes_ahead(officer, membership_desk, hanako, now, kind, by, count):
    case = ask(kind, actor=officer.actor, now=now, person=hanako.id, reply_by=by)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert letters() == count
    assert not SealedNote.objects.filter(case_id=case.id, kind=NoteKind.ANSWER).exists()


def test_a_correction_says_of_what_and_what(officer, membership_desk, hanako, now):
    name = SealedValue.objects.get(person_id=hanako.id, field="name")
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=now, person=hanako.id)
    for part, code in (
        (DecisionPart(text="川辺 新"), "case.no-value"),
        (DecisionPart(value=name.id), "case.no-text"),
        (DecisionPart(ground="no-such-ground"), "case.other-ground"),
    ):
        outcome = Outcome.REFUSED if part.ground else Outcome.GRANTED
        with pytest.raises(InvalidTransition) as refused:
            decide(case, outcome, [part], actor=officer.actor, now=now)
        assert refused.value.code == code
    assert not CasePart.objects.exists()
    decide(case, Outcome.GRANTED, [DecisionPart(value=name.id, text="川辺 新")], actor=officer.actor, now=now)
    kept = CasePart.objects.get()
    assert (kept.value_id, kept.ground) == (name.id, "")
    assert SealedNote.objects.get(case_id=case.id, kind=NoteKind.NEW).id == kept.note_id


NAME = UUID(int=1)
"""Stands for the name that is held."""


@pytest.mark.parametrize(
    ("known", "outcome", "asked", "code"),
    [
        (None, Outcome.GRANTED, [DecisionPart(ground="no-such-ground"), DecisionPart()], "case.identity"),
        (
            Identity.CALL_BACK,
            Outcome.PARTLY,
            [DecisionPart(ground="no-such-ground"), DecisionPart()],
            "case.other-ground",
        ),
        (Identity.CALL_BACK, Outcome.GRANTED, [DecisionPart()], "case.no-value"),
        (
            Identity.CALL_BACK,
            Outcome.GRANTED,
            [DecisionPart(text="川辺 新"), DecisionPart(value=NAME)],
            "case.no-value",
        ),
        (Identity.CALL_BACK, Outcome.GRANTED, [DecisionPart(value=NAME)], "case.no-text"),
    ],
)
def test_of_several_things_that_are_wrong_the_first_is_said(
    officer, membership_desk, hanako, now, known, outcome, asked, code
):
    name = SealedValue.objects.get(person_id=hanako.id, field="name").id
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=now, person=hanako.id, identity=known)
    parts = [replace(part, value=name) if part.value else part for part in asked]
    with pytest.raises(InvalidTransition) as refused:
        decide(case, outcome, parts, actor=officer.actor, now=now)
    assert refused.value.code == code
