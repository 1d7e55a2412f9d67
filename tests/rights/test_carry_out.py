"""What was decided is carried out by the program, over every holder, and checked by a scan that did not do it."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from azukari.core.cases import executors, lifecycle
from azukari.core.cases.models import Case, CasePart, CaseSubject
from azukari.core.consent.models import Grant
from azukari.core.mail import queue
from azukari.core.mail.models import Message
from azukari.core.mail.queue import send_due
from azukari.core.people.models import Person
from azukari.core.vault import hooks, verify_erasure
from azukari.core.vault.erase import resume
from azukari.core.vault.inspect import orphans
from azukari.core.vault.legal_holds import holds_on, lift_hold, set_hold
from azukari.core.vault.models import SealedNote, SealedValue
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import release
from azukari.core.vault.retention import expire
from azukari.core.vault.scan import remains
from azukari.features.rights import carry_out
from azukari.features.rights.decision import DecisionPart, decide
from azukari.lib.conflict import InvalidTransition
from azukari.policy.casework import CaseKind, CaseState, Hold, Outcome, ReplyBy
from azukari.policy.terms import Category
from tests.cast import NOW
from tests.rights.casework import ask, grant
from tests.rights.newcomer import plant

A_YEAR = timedelta(days=365)


@pytest.fixture
def now():
    """Some hours after the cast came in."""
    return NOW + timedelta(hours=12)


@pytest.fixture
def mailed(monkeypatch):
    """What left, as it was composed."""
    sent: list[EmailMultiAlternatives] = []
    monkeypatch.setattr(queue, "_send", _keeping(queue._send, sent))
    return sent


def _keeping(send, sent):
    class Channel:
        def send_messages(self, messages):
            sent.extend(messages)

    return lambda message, channel, now: send(message, Channel(), now)


def named(person, field):
    return SealedValue.objects.get(person_id=person, field=field)


def test_erased_everywhere_and_the_case_is_about_nobody(officer, membership_desk, amelia, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id)
    done = grant(case, actor=officer.actor, now=now)
    assert (done.state, done.outcome, done.failure) == (CaseState.DONE, Outcome.GRANTED, "")
    assert remains(amelia.id) == []
    assert not CaseSubject.objects.exists()
    assert SealedNote.objects.filter(case_id=case.id).exists(), "They still have to be told."
    lifecycle.answer(case, actor=officer.actor, now=now)
    assert not SealedNote.objects.exists()


def test_what_nobody_decided_waits_and_what_was_answered_rests(officer, membership_desk, hanako, amelia, now):
    waiting = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=hanako.id)
    over = grant(
        ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id), actor=officer.actor, now=now
    )
    lifecycle.answer(over, actor=officer.actor, now=now)
    before = list(Case.objects.order_by("id").values("id", "state", "outcome", "failure", "kept_until"))
    assert carry_out.run(now) == 0
    assert list(Case.objects.order_by("id").values("id", "state", "outcome", "failure", "kept_until")) == before
    assert not waiting.steps.filter(event="carried-out").exists()
    assert over.steps.filter(event="carried-out").count() == 1


def test_what_a_law_keeps_is_refused_by_the_program_itself(officer, membership_desk, hanako, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=hanako.id)
    done = grant(case, actor=officer.actor, now=now)
    assert done.outcome == Outcome.PARTLY
    assert [(p.purpose, p.ground) for p in done.parts.exclude(ground="")] == [("dues-record", "duty-to-keep")]
    assert {v.field for v in SealedValue.objects.filter(person_id=hanako.id)} == {"name", "address"}
    assert done.state == CaseState.DONE


def test_a_table_that_nobody_thought_of_stops_the_case_until_it_is_clean(officer, membership_desk, amelia, now):
    plant(amelia.id, indexed=True)
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id)
    done = grant(case, actor=officer.actor, now=now)
    assert (done.state, done.failure) == (CaseState.DECIDED, "scan")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM newcomer")
    assert (resume(now=now), carry_out.run(now)) == (1, 1)
    done.refresh_from_db()
    assert (done.state, done.failure) == (CaseState.DONE, "")


def test_the_scan_contradicts_a_row_that_was_put_back(officer, membership_desk, amelia, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id)
    done = grant(case, actor=officer.actor, now=now)
    (part,) = done.parts.all()
    assert verify_erasure.contradictions(part.work_id, now=now) == []
    Person.objects.create(id=amelia.id, created_at=now)
    Message.objects.create(kind="forms:receipt", person_id=amelia.id, lang="en", created_at=now, due_at=now)
    assert verify_erasure.contradictions(part.work_id, now=now) == [
        "mail_message: 1 found, 0 said",
        "people_person: 1 found, 0 said",
    ]


def test_a_correction_is_carried_out_and_no_note_of_the_new_text_is_left_in_the_clear(
    officer, membership_desk, hanako, now
):
    value = named(hanako.id, "phone")
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=now, person=hanako.id)
    done = grant(case, DecisionPart(value=value.id, text="03-9999-0000"), actor=officer.actor, now=now)
    assert done.state == CaseState.DONE
    opened = release(
        [hanako.id],
        purpose="membership",
        categories=frozenset({Category.PHONE}),
        actor=membership_desk.actor,
        reason=Reason.CHECK,
        now=now,
    )
    assert [v.text for v in opened[hanako.id]] == ["03-9999-0000"]


def test_where_the_right_text_is_gone_nothing_is_written_and_the_case_says_that_it_failed(
    officer, membership_desk, hanako, now
):
    value = named(hanako.id, "phone")
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=now, person=hanako.id)
    decide(case, Outcome.GRANTED, [DecisionPart(value=value.id, text="03-9999-0000")], actor=officer.actor, now=now)
    SealedNote.objects.filter(case_id=case.id).delete()
    carry_out.run(now)
    case.refresh_from_db()
    assert (case.state, case.failure) == (CaseState.DECIDED, "NoText")
    assert named(hanako.id, "phone").sealed == value.sealed
    assert not CasePart.objects.get().done_at


@pytest.mark.parametrize("field", ["phone", "email"])
def test_a_correction_without_a_text_is_not_decided(officer, membership_desk, hanako, now, field):
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=now, person=hanako.id)
    with pytest.raises(InvalidTransition) as stuck:
        decide(case, Outcome.GRANTED, [DecisionPart(value=named(hanako.id, field).id)], actor=officer.actor, now=now)
    assert stuck.value.code == "case.no-text"
    assert not case.parts.exists()


def test_a_new_address_is_asked_first(officer, membership_desk, hanako, now):
    value = named(hanako.id, "email")
    case = ask(CaseKind.CORRECTION, actor=officer.actor, now=now, person=hanako.id)
    grant(case, DecisionPart(value=value.id, text="hanako.new@example.org"), actor=officer.actor, now=now)
    assert CasePart.objects.get().result == "asked"
    assert named(hanako.id, "email").corrected_at is None
    assert Message.objects.filter(kind="rights:new-address").exists()


def test_stop_of_use_keeps_it_apart_open_to_nobody_and_it_ends(officer, membership_desk, volunteer_desk, amelia, now):
    case = ask(CaseKind.STOP_USE, actor=officer.actor, now=now, person=amelia.id)
    done = grant(case, DecisionPart(purpose="volunteers"), actor=officer.actor, now=now)
    assert done.state == CaseState.DONE, done.failure
    assert SealedValue.objects.filter(person_id=amelia.id).exists()
    for staff in (volunteer_desk, officer):
        for purpose in ("volunteers", Hold.RESTRICTION.value):
            with pytest.raises(Refused):
                release(
                    [amelia.id],
                    purpose=purpose,
                    categories=frozenset({Category.NAME}),
                    actor=staff.actor,
                    reason=Reason.SERVICE,
                    now=now,
                )
    assert list(orphans(now + timedelta(days=3))) == []
    expire(now + A_YEAR - timedelta(days=1))
    assert named(amelia.id, "message"), "Nothing but volunteering used it."
    expire(now + A_YEAR)
    assert not SealedValue.objects.filter(person_id=amelia.id, field="message").exists()
    assert named(amelia.id, "email"), "The magazine goes on."


def test_a_withdrawal_ends_the_consent(officer, membership_desk, hanako, now):
    case = ask(CaseKind.WITHDRAWAL, actor=officer.actor, now=now, person=hanako.id)
    grant(case, DecisionPart(purpose="magazine"), actor=officer.actor, now=now)
    assert Grant.objects.get(person_id=hanako.id, purpose="magazine").end_reason == "withdrawn"


def test_stop_of_provision_reaches_whoever_hands_over(officer, membership_desk, hanako, now, monkeypatch):
    told = []

    def stop(person, purpose, actor, at):
        told.append(person)
        return 1

    monkeypatch.setattr(hooks.on_stopped, "known", [stop])
    case = ask(CaseKind.STOP_PROVISION, actor=officer.actor, now=now, person=hanako.id)
    assert grant(case, actor=officer.actor, now=now).state == CaseState.DONE
    assert told == [hanako.id]


def test_a_case_that_fails_is_marked_and_the_others_go_on(officer, membership_desk, hanako, amelia, now, monkeypatch):
    first = ask(CaseKind.WITHDRAWAL, actor=officer.actor, now=now, person=hanako.id)
    second = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now + timedelta(seconds=1), person=amelia.id)
    broken = {**executors._executors, CaseKind.WITHDRAWAL: lambda case, part, now: 1 / 0}
    monkeypatch.setattr(executors, "_executors", broken)
    decide(first, Outcome.GRANTED, [DecisionPart(purpose="magazine")], actor=officer.actor, now=now)
    decide(second, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert carry_out.run(now) == 1
    assert Case.objects.get(id=first.id).failure == "ZeroDivisionError"
    assert Case.objects.get(id=second.id).state == CaseState.DONE


def test_between_two_cases_others_may_write(officer, membership_desk, hanako, amelia, now, monkeypatch):
    for known in (hanako, amelia):
        case = ask(CaseKind.WITHDRAWAL, actor=officer.actor, now=now, person=known.id)
        decide(case, Outcome.GRANTED, [DecisionPart(purpose="magazine")], actor=officer.actor, now=now)
    left = []
    monkeypatch.setattr(
        carry_out, "let_others_write", lambda: left.append(Case.objects.filter(state=CaseState.DECIDED).count())
    )
    assert carry_out.run(now) == 2
    assert left == [1], "Once, between the two, and nobody waits after the last."


def test_by_mail_the_letter_leaves_before_the_address_goes(officer, membership_desk, amelia, now, mailed):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id, reply_by=ReplyBy.MAIL)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert carry_out.run(now) == 0, "The letter is still here."
    send_due(now)
    assert carry_out.run(now) == 1
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert not SealedNote.objects.exists()
    letter = next(mail for mail in mailed if "Our answer" in mail.subject)
    assert "/en/me/certificate/" in letter.body
    assert lifecycle.number(case) in letter.subject


def test_a_letter_that_cannot_leave_holds_nothing_up_for_ever(officer, membership_desk, amelia, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id, reply_by=ReplyBy.MAIL)
    decide(case, Outcome.GRANTED, [DecisionPart()], actor=officer.actor, now=now)
    assert carry_out.run(now + carry_out.MAIL_FIRST) == 1
    assert remains(amelia.id) == []


def test_a_legal_hold_keeps_what_was_to_go_until_its_day_and_is_named(officer, membership_desk, amelia, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id)
    until = now + timedelta(days=90)
    set_hold(amelia.id, Hold.CLAIM, until=until, actor=officer.actor, now=now, case=case.id)
    done = grant(case, actor=officer.actor, now=now)
    assert done.outcome == Outcome.PARTLY
    assert done.state == CaseState.DONE, done.failure
    assert [p.purpose for p in done.parts.exclude(ground="")] == ["hold-claim"]
    assert SealedValue.objects.filter(person_id=amelia.id).exists()
    assert holds_on([amelia.id], now)[amelia.id][0].until == until
    expire(until)
    assert remains(amelia.id) == []


def test_a_lifted_hold_lets_go_at_once(officer, membership_desk, amelia, now):
    case = ask(CaseKind.ELIMINATION, actor=officer.actor, now=now, person=amelia.id)
    set_hold(amelia.id, Hold.ORDER, until=now + A_YEAR, actor=officer.actor, now=now, case=case.id)
    grant(case, actor=officer.actor, now=now)
    assert SealedValue.objects.filter(person_id=amelia.id).exists()
    assert lift_hold(amelia.id, Hold.ORDER, actor=officer.actor, now=now, case=case.id)
    assert remains(amelia.id) == []
