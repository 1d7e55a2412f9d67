"""From the signed request to its end: every action, by every way that it can end."""

from dataclasses import replace
from datetime import timedelta

import pytest

from azukari.core.cases.lifecycle import take_back
from azukari.core.cases.models import Case, CaseSubject
from azukari.core.mail.link import LinkClosed
from azukari.core.mail.models import Message
from azukari.core.people.lock import lock_people
from azukari.core.vault import notes
from azukari.core.vault.notes import NoteKind
from azukari.features.agents import confirming
from azukari.features.agents.asking import LETTER, SAME_A_DAY
from azukari.features.agents.closing import lapse
from azukari.features.agents.models import AgentRequest
from azukari.features.rights.decision import DecisionPart, decide
from azukari.policy.agency import KINDS, Exercise, Facts, Why, standing
from azukari.policy.casework import CaseChannel, CaseState, Identity, Outcome
from azukari.policy.pack import pack, slugs
from azukari.policy.terms import Actor, ActorKind
from tests.agents.agent import OutsideAgent
from tests.agents.desk import confirmed, decided, entered, mailed
from tests.cast import NOW

ASKABLE = [exercise for exercise, kind in KINDS.items() if kind]


def test_it_becomes_a_case_about_nobody_until_the_person_confirms_it(agent, hanako, present):
    for exercise in ASKABLE:
        answer = agent.ask(present, hanako.email, exercise)
        assert answer.status_code == 200, answer.content
        told, case = answer.json(), Case.objects.order_by("-id")[0]
        assert (told["status"], told["reason"]) == ("in_progress", "need_user_verification")
        assert told["user_verification_url"].endswith(told["request_id"])
        assert (case.kind, case.channel, case.state) == (KINDS[exercise], CaseChannel.AGENT, CaseState.CHECKING)
        assert not CaseSubject.objects.filter(case=case).exists()
        confirmed()
        case.refresh_from_db()
        assert (case.state, case.identity) == (CaseState.READY, Identity.CONFIRMED_ADDRESS)
        assert case.subject.person_id == hanako.id
        told = agent.status(told["request_id"]).json()
        assert (told["status"], told.get("reason")) == ("in_progress", None)
        assert told["expected_by"]


ENDS = [
    (Outcome.REFUSED, "not-held", ("denied", "no_match")),
    (Outcome.REFUSED, "identity-not-shown", ("denied", "insuf_verification")),
    (Outcome.GRANTED, "", ("fulfilled", None)),
]


@pytest.mark.parametrize(("outcome", "ground", "end"), ENDS, ids=[f"{e[0]}-{e[1]}" for e in ENDS])
def test_what_the_desk_decides_is_told(outcome, ground, end, agent, amelia, officer, present):
    for exercise in sorted(ASKABLE, key=lambda known: known == Exercise.DELETION):  # after which she is gone
        id = agent.ask(present, amelia.email, exercise).json()["request_id"]
        confirmed()
        decided(outcome, actor=officer.actor, now=present, ground=ground)
        told = agent.status(id).json()
        assert (told["status"], told.get("reason")) == end, exercise
        assert told["expires_at"]
        assert ("results_url" in told) is (outcome is Outcome.GRANTED and exercise.startswith("access"))


def test_a_right_that_the_law_does_not_give_is_told_with_words_of_its_own(agent, amelia, officer, present):
    id = agent.ask(present, amelia.email, Exercise.ACCESS).json()["request_id"]
    confirmed()
    decided(Outcome.REFUSED, actor=officer.actor, now=present, ground="rights-of-others")
    told = agent.status(id).json()
    assert (told["status"], told["reason"]) == ("denied", "claim_not_covered")
    assert told["processing_details"].startswith("The law does not give this right here.")


def test_what_a_law_keeps_makes_it_fulfilled_in_part(agent, hanako, officer, present):
    id = agent.ask(present, hanako.email, Exercise.DELETION).json()["request_id"]
    confirmed()
    assert decided(Outcome.GRANTED, actor=officer.actor, now=present).outcome == Outcome.PARTLY
    told = agent.status(id).json()
    assert told["status"] == "fulfilled"
    assert "but for what a law obliges us" in told["processing_details"]


def test_revoked_by_the_agent_by_the_person_or_by_time(agent, hanako, present):
    for exercise in (Exercise.DELETION, Exercise.ACCESS):
        revoked = agent.ask(present, hanako.email, exercise).json()["request_id"]
        assert agent.revoke(revoked, reason="I changed my mind").json()["status"] == "revoked"
        assert agent.revoke(revoked).json()["status"] == "revoked"
        taken = agent.ask(present, hanako.email, exercise).json()["request_id"]
        confirmed()
        take_back(Case.objects.order_by("-id")[0], actor=_person(hanako), now=present)
        assert agent.status(taken).json()["status"] == "revoked"
    over = agent.ask(present, hanako.email).json()["request_id"]
    AgentRequest.objects.filter(id=over).update(confirm_by=present)
    assert lapse(present) == 1
    told = agent.status(over).json()
    assert (told["status"], told["reason"]) == ("denied", "insuf_verification")
    assert agent.revoke(over).status_code == 409
    assert not Case.objects.exclude(state=CaseState.CLOSED).exists()


def test_of_another_agents_request_nothing_is_told_and_nothing_taken_back(agent, hanako, officer, present):
    id = agent.ask(present, hanako.email).json()["request_id"]
    other = OutsideAgent("CR_AA_DRP_ID_002")
    entered(other, actor=officer.actor, now=present)
    assert other.set_up(present).status_code == 200
    for answer in (other.status(id), other.revoke(id)):
        assert answer.status_code == 403
        assert "status" not in answer.json()
    assert agent.status(id).json()["status"] == "in_progress"


def test_what_is_being_carried_out_cannot_be_revoked(agent, amelia, officer, present):
    id = agent.ask(present, amelia.email, Exercise.DELETION).json()["request_id"]
    confirmed()
    decide(Case.objects.get(), Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=present)
    assert agent.revoke(id).status_code == 409
    assert agent.status(id).json()["status"] == "in_progress"


def test_the_persons_reason_is_sealed_and_claims_that_nobody_needs_are_kept_nowhere(agent, hanako, officer, present):
    id = agent.ask(present, hanako.email, relationships=["customer", "marketing"]).json()["request_id"]
    case = Case.objects.get()
    said = {note.kind: note.text for note in notes.read(case.id, person=None, actor=officer.actor, now=present)}
    assert said == {NoteKind.CONTACT: hanako.email, NoteKind.SAID: "customer, marketing"}
    agent.revoke(id, reason="It was a mistake.")
    said = {note.kind: note.text for note in notes.read(case.id, person=None, actor=officer.actor, now=present)}
    assert said == {NoteKind.SAID: "customer, marketing", NoteKind.NOTE: "It was a mistake."}


def _person(known):
    return Actor(ActorKind.PERSON, str(known.id))


def test_nobody_agrees_in_a_persons_name(agent, hanako, present):
    told = agent.ask(present, hanako.email, Exercise.OPT_IN).json()
    assert (told["status"], told["reason"]) == ("denied", "claim_not_covered")
    assert "own page" in told["processing_details"]
    assert not Case.objects.exists()
    assert not Message.objects.filter(kind=LETTER).exists()
    assert agent.status(told["request_id"]).json() == told


def test_a_law_that_is_not_ours_and_the_same_too_often(agent, hanako, present):
    told = agent.ask(present, hanako.email, regime="lgpd").json()
    assert (told["status"], told["reason"]) == ("denied", "outside_jurisdiction")
    told = [agent.ask(present, "nobody@example.org", regime="gdpr").json() for _ in range(SAME_A_DAY + 1)]
    assert Case.objects.filter(pack="gdpr").count() == SAME_A_DAY
    assert [t["status"] for t in told] == ["in_progress"] * SAME_A_DAY + ["denied"]
    assert told[-1]["reason"] == "too_many_requests"
    assert agent.ask(present, hanako.email).json()["status"] == "in_progress"


def test_the_agents_own_reference_is_told_and_used_once(agent, hanako, present):
    first = agent.ask(present, hanako.email, **{"agent-request-id": "foo-1"}).json()
    assert first["agent_request_id"] == "foo-1"
    again = agent.ask(present, hanako.email, **{"agent-request-id": "foo-1"})
    assert again.status_code == 409
    assert first["request_id"] in again.json()["message"]
    assert AgentRequest.objects.count() == 1


def test_each_end_of_a_case_has_its_word():
    known = Facts(refused=Why.NONE, revoked=False, verified=True, confirm_by=NOW)
    for slug in slugs():
        for ground in pack(slug).grounds:
            facts = replace(known, state=CaseState.CLOSED, outcome=Outcome.REFUSED, grounds={ground})
            assert standing(facts, NOW).why in set(Why) - {Why.NONE, Why.NEED_USER_VERIFICATION}, ground
    for state in CaseState:
        for outcome in Outcome:
            stands = standing(replace(known, state=state, outcome=outcome), NOW)
            assert stands.final is (state in (CaseState.DONE, CaseState.CLOSED)), (state, outcome)


def test_a_yes_is_told_to_the_agent_at_once(agent, hanako, present):
    id = agent.ask(present, hanako.email).json()["request_id"]
    AgentRequest.objects.filter(id=id).update(due_at=present + timedelta(days=1))
    confirmed()
    assert AgentRequest.objects.get(id=id).due_at < present + timedelta(hours=1)


def test_what_the_agent_takes_back_at_the_moment_of_the_yes_stays_closed(agent, hanako, present, monkeypatch):
    id = agent.ask(present, hanako.email).json()["request_id"]
    token = mailed().rpartition("/")[2]
    real = lock_people

    def revoked_before(people):
        AgentRequest.objects.filter(id=id).update(revoked_at=present)
        real(people)

    monkeypatch.setattr(confirming, "lock_people", revoked_before)
    with pytest.raises(LinkClosed):
        confirming.answer(token, yes=True, now=present)
    assert not CaseSubject.objects.exists()
