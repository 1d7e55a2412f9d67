"""A case from its beginning to its end: owner, moves, clock, notes, and what is left of it."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from azukari.core.cases import lifecycle
from azukari.core.cases.clocks import clock_of
from azukari.core.cases.events import CASE_CHANGED, CASE_CLOSED, CASE_DECIDED, CASE_OPENED
from azukari.core.cases.models import Case, CaseStep, CaseSubject, answered
from azukari.core.cases.staffing import choose, pass_on
from azukari.core.cases.statistics import numbers
from azukari.core.ledger.models import Pending
from azukari.core.mail.models import Message
from azukari.core.people.models import Person
from azukari.core.vault.models import SealedNote
from azukari.features.audits import figures, reviews
from azukari.features.rights import upkeep
from azukari.features.rights.carry_out import run
from azukari.features.rights.decision import DecisionPart, decide
from azukari.features.rights.needs import pressing
from azukari.lib.conflict import InvalidTransition
from azukari.policy.casework import CaseKind, CaseState, Identity, Outcome, ReplyBy
from azukari.policy.deadline import DeadlineStatus
from azukari.shells.self_service.subject_timeline import entries_of
from tests.cast import NOW
from tests.rights.casework import ask, grant


def test_a_request_has_a_number_an_owner_a_deputy_and_a_clock(officer, membership_desk, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now)
    assert case.owner == officer.user
    assert case.deputy == membership_desk.user
    assert lifecycle.number(case).startswith("R-20261124-")
    assert clock_of(case, now).standing is DeadlineStatus.CALM
    assert clock_of(case, now + timedelta(days=15)).standing is DeadlineStatus.OVERDUE


def test_what_was_taken_back_counts_nowhere_as_answered(officer, membership_desk, now):
    back, told, _waits = (ask(CaseKind.QUESTION, actor=officer.actor, now=now) for _ in range(3))
    lifecycle.take_back(back, actor=officer.actor, now=now)
    decide(told, Outcome.ANSWERED, [DecisionPart()], actor=officer.actor, now=now)
    run(now)
    lifecycle.answer(Case.objects.get(id=told.id), actor=officer.actor, now=now)
    assert [case.id for case in answered()] == [told.id]
    figures.count(now + timedelta(seconds=1))
    assert (numbers(now).answered, reviews.numbers(2026)["answered"], figures.figures()["requests"]) == (1, 1, 1)
    assert clock_of(Case.objects.get(id=back.id), now + timedelta(days=400)).standing is DeadlineStatus.TAKEN_BACK


def test_a_caller_becomes_nobody(officer, membership_desk, now):
    people, values = Person.objects.count(), SealedNote.objects.count()
    ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    assert Person.objects.count() == people
    assert SealedNote.objects.count() == values + 2


def test_a_request_about_nobody_who_is_here_is_not_taken_in(officer, membership_desk, hanako, now):
    with pytest.raises(lifecycle.NoSuchRecord):
        ask(CaseKind.QUESTION, actor=officer.actor, now=now, person=uuid4())
    assert not Case.objects.exists()


def test_that_it_came_is_mailed_to_whoever_is_known_and_wants_the_answer_by_mail(officer, membership_desk, hanako, now):
    for person, by in ((hanako.id, ReplyBy.PHONE), (None, ReplyBy.MAIL), (hanako.id, ReplyBy.MAIL)):
        case = ask(CaseKind.QUESTION, actor=officer.actor, now=now, person=person, reply_by=by)
    told = Message.objects.filter(kind=lifecycle.RECEIVED_LETTER)
    assert list(told.values_list("person", "reference")) == [(hanako.id, case.id)]


def test_everything_on_it_is_recorded_and_shown_to_the_person(hanako, officer, membership_desk, now):
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=now, person=hanako.id)
    grant(case, actor=officer.actor, now=now)
    lifecycle.answer(case, actor=officer.actor, now=now)
    told = [entry.kind for entry in entries_of(hanako.id)]
    assert {CASE_OPENED, CASE_DECIDED, CASE_CHANGED, CASE_CLOSED} <= set(told)
    assert all("架空" not in payload for payload in Pending.objects.values_list("payload", flat=True))


def test_the_moves_are_those_of_the_table(officer, membership_desk, hanako, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now)
    with pytest.raises(InvalidTransition):
        lifecycle.answer(case, actor=officer.actor, now=now)
    lifecycle.ask_identity(case, Identity.CALL_BACK, actor=officer.actor, now=now)
    lifecycle.connect(case, hanako.id, actor=officer.actor, now=now)
    lifecycle.show_identity(case, Identity.CALL_BACK, actor=officer.actor, now=now)
    with pytest.raises(InvalidTransition):
        lifecycle.show_identity(case, Identity.CALL_BACK, actor=officer.actor, now=now)
    case.refresh_from_db()
    assert (case.state, case.identity) == (CaseState.READY, Identity.CALL_BACK)


def test_deciding_twice_is_refused(officer, membership_desk, hanako, now):
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=now, person=hanako.id)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    with pytest.raises(InvalidTransition):
        decide(case, Outcome.REFUSED, [DecisionPart(ground="not-held")], actor=officer.actor, now=now)


def test_nobody_is_granted_anything_before_it_is_certain_who_they_are(officer, membership_desk, hanako, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now)
    lifecycle.connect(case, hanako.id, actor=officer.actor, now=now)
    with pytest.raises(InvalidTransition) as stuck:
        decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert stuck.value.code == "case.identity"


def test_its_steps_tell_whose_record_it_is_about_and_that_it_was_answered(officer, membership_desk, hanako, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now)
    lifecycle.ask_identity(case, Identity.CALL_BACK, actor=officer.actor, now=now)
    lifecycle.connect(case, hanako.id, actor=officer.actor, now=now)
    lifecycle.show_identity(case, Identity.CALL_BACK, actor=officer.actor, now=now)
    decide(case, Outcome.REFUSED, [DecisionPart(ground="identity-not-shown")], actor=officer.actor, now=now)
    grant_nothing(case, officer, now)
    assert {"connected", "answered"} <= {*case.steps.values_list("event", flat=True)}


def test_a_ground_must_be_one_that_the_law_knows_for_that_kind(officer, membership_desk, hanako, now):
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=now, person=hanako.id)
    with pytest.raises(InvalidTransition) as stuck:
        decide(case, Outcome.REFUSED, [DecisionPart(ground="duty-to-keep")], actor=officer.actor, now=now)
    assert stuck.value.code == "case.other-ground"


def test_an_unknown_caller_is_refused_for_identity_and_answered(officer, membership_desk, now):
    case = ask(CaseKind.RELEASE, actor=officer.actor, now=now)
    decide(case, Outcome.REFUSED, [DecisionPart(ground="identity-not-shown")], actor=officer.actor, now=now)
    grant_nothing(case, officer, now)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert case.outcome == Outcome.REFUSED


def grant_nothing(case, officer, now):
    from azukari.features.rights.carry_out import run

    run(now)
    lifecycle.answer(case, actor=officer.actor, now=now)


def test_how_to_reach_the_caller_goes_when_they_have_their_answer(officer, membership_desk, now):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    decide(case, Outcome.ANSWERED, [DecisionPart()], actor=officer.actor, now=now)
    grant_nothing(case, officer, now)
    assert {note.kind for note in SealedNote.objects.filter(case_id=case.id)} == {"said"}


def test_the_record_of_a_case_goes_when_the_policy_says(officer, membership_desk, now):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    lifecycle.take_back(case, actor=officer.actor, now=now)
    three_years = now + timedelta(days=3 * 365 + 1)
    assert upkeep.forget(three_years - timedelta(days=2)) == 0
    assert upkeep.to_forget(three_years).count() == 1
    assert upkeep.forget(three_years) == 1
    assert not Case.objects.exists()
    assert not CaseStep.objects.exists()
    assert not SealedNote.objects.exists()


@pytest.mark.parametrize("change", [{"owner": None}, {"deputy": None}, "same"])
def test_the_database_itself_refuses_a_case_without_two_people(officer, membership_desk, now, change):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    values = {"deputy": case.owner} if change == "same" else change
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(id=case.id).update(**values)


@pytest.mark.parametrize("more", [{"outcome": Outcome.ANSWERED}, {"kept_until": NOW}])
def test_the_database_itself_refuses_a_closed_case_without_an_outcome_or_an_end(officer, membership_desk, now, more):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(id=case.id).update(state=CaseState.CLOSED, **more)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole, as it should")
def test_no_request_waits_for_those_that_were_answered(officer, membership_desk, hanako, now):
    """Answered requests are kept for years; whoever looks for open ones passes over them."""
    plans: list[str] = []

    def explain(execute, sql, params, many, context):
        if 'FROM "cases_case"' in sql and sql.startswith("SELECT"):
            plan = context["cursor"].cursor
            plan.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            plans.extend(step for *_, step in plan.fetchall() if "cases_case" in step)
        return execute(sql, params, many, context)

    ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=hanako.id)
    with connection.execute_wrapper(explain):
        choose()
        pass_on(now)
        run(now)
    assert len(plans) >= 4
    assert [step for step in plans if "state=?" not in step] == []


@pytest.mark.parametrize("kind", [CaseKind.CORRECTION, CaseKind.ADDITION])
def test_nobody_grants_a_correction_without_saying_of_what(kind, officer, membership_desk, hanako, now):
    case = ask(kind, actor=officer.actor, now=now, person=hanako.id)
    with pytest.raises(InvalidTransition) as stuck:
        decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert stuck.value.code == "case.no-value"


def test_the_numbers_tell_how_a_request_ended_once_it_is_closed(hanako, officer, membership_desk, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=hanako.id)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    told = numbers(now)
    assert (told.received, told.answered, told.by_outcome) == (1, 0, {})
    Case.objects.update(state=CaseState.CLOSED, answered_at=now, kept_until=now)
    told = numbers(now)
    assert (told.received, told.answered, told.by_outcome) == (1, 1, {Outcome.GRANTED: 1})


def test_half_of_the_answers_took_no_longer_than_the_median_and_95_of_100_no_longer_than_p95(
    officer, membership_desk, now
):
    for days in range(1, 21):
        case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
        closed = {"state": CaseState.CLOSED, "outcome": Outcome.ANSWERED, "kept_until": now}
        Case.objects.filter(id=case.id).update(answered_at=now + timedelta(days=days), **closed)
    told = numbers(now + timedelta(days=21))
    assert (told.answered, told.median, told.p95) == (20, 10, 19)


def test_the_first_page_lists_the_eight_most_pressing_requests_of_each(charter, officer, membership_desk, now):
    for _ in range(9):
        ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    late = now + timedelta(days=60)
    assert len(pressing(officer.actor, charter.policy, late)) == 8
    assert pressing(replace(officer.actor, duties=frozenset()), charter.policy, late) == []


def test_the_first_page_leaves_out_no_request_that_is_due_before_one_that_it_shows(
    charter, officer, membership_desk, now
):
    sooner, waiting, later, paused, of_another = (
        ask(CaseKind.QUESTION, actor=officer.actor, now=now + timedelta(days=days)) for days in (0, 1, 2, 0, 0)
    )
    Case.objects.update(owner=officer.user, deputy=membership_desk.user)
    Case.objects.filter(id=of_another.id).update(owner=membership_desk.user, deputy=officer.user)
    Case.objects.filter(id=paused.id).update(pack="gdpr")
    lifecycle.ask_identity(paused, Identity.CALL_BACK, actor=officer.actor, now=now)

    def shown():
        found = pressing(officer.actor, charter.policy, now + timedelta(days=1))
        return [need.url.rstrip("/").rpartition("/")[2] for need in found]

    assert shown() == [], "nothing waits for them, and nothing is near its day"
    Case.objects.filter(id=waiting.id).update(state=CaseState.READY)
    assert shown() == [str(sooner.id), str(waiting.id)]
    Case.objects.filter(id=later.id).update(state=CaseState.READY)
    assert shown() == [str(sooner.id), str(waiting.id), str(later.id)]


def test_the_numbers_are_those_of_the_last_year(hanako, officer, membership_desk, now):
    for day in (now, now - timedelta(days=364, hours=23), now - timedelta(days=366)):
        case = ask(CaseKind.RELEASE, actor=officer.actor, now=now, person=hanako.id)
        done = decide(case, Outcome.REFUSED, [DecisionPart(ground="rights-of-others")], actor=officer.actor, now=now)
        Case.objects.filter(id=done.id).update(
            state=CaseState.CLOSED, received_at=day, answered_at=day + timedelta(days=2), kept_until=now
        )
    told = numbers(now)
    assert (told.received, told.by_kind, told.by_outcome) == (2, {"release": 2}, {Outcome.REFUSED: 2})
    assert (told.refused, told.grounds) == (2, {"rights-of-others": 2})
    assert (told.answered, told.median, told.p95, told.tells_times) == (2, 2.0, 2.0, False)


def test_a_request_is_connected_with_nobody_who_is_not_here(officer, membership_desk, hanako, now):
    case = ask(CaseKind.QUESTION, actor=officer.actor, now=now)
    for gone in (uuid4(), Person.objects.create(created_at=now).id):
        with pytest.raises(lifecycle.NoSuchRecord):
            lifecycle.connect(case, gone, actor=officer.actor, now=now)
    assert not CaseSubject.objects.exists()
    lifecycle.connect(case, hanako.id, actor=officer.actor, now=now)
    assert CaseSubject.objects.get(case=case).person_id == hanako.id
