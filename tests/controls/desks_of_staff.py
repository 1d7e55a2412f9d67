"""How the controls of staff's work are broken: requests, transfers, contracts, accounts, training, findings, audits."""

from datetime import timedelta

from django.db import transaction

from azukari.core.accounts import readiness
from azukari.core.accounts.models import DutyGrant, User
from azukari.core.cases.events import CASE_CHANGED
from azukari.core.cases.models import Case, CaseStep
from azukari.core.ledger.events import Event
from azukari.core.ledger.integrate import integrate_all
from azukari.core.ledger.record import record
from azukari.core.policy_versions.current import today
from azukari.core.transfers.models import Contract, Instruction, Recipient, Transfer
from azukari.core.vault.models import Erasure, Mention, SealedNote
from azukari.features.audits.day_notes import write_due
from azukari.features.audits.events import AUDIT_REFUSED
from azukari.features.audits.models import (
    Audit,
    AuditState,
    Decision,
    Finding,
    Review,
)
from azukari.features.audits.promises import promises
from azukari.features.audits.tests.days import ALL_KEPT, watched
from azukari.features.incidents.models import Incident, Lesson
from azukari.features.incidents.register import learn
from azukari.features.processors.models import UnusualReading
from azukari.features.processors.unusual import see
from azukari.features.statistics.models import DayCount
from azukari.features.training.gate import gate
from azukari.features.training.models import Pass
from azukari.lib.control import ControlState
from azukari.lib.identifier import new_id
from azukari.policy.casework import CaseChannel, CaseKind, CaseState, Identity, Outcome, ReplyBy
from tests.console import desks
from tests.controls.ground import Steps, World, breaks, by_hand
from tests.disclosure import office
from tests.disclosure.fixtures import readers_of


def _case(world: World, **more: object) -> Case:
    owner = desks.staff("privacy", email="owner@staff.example.org")
    deputy = desks.staff("privacy", email="deputy@staff.example.org")
    usual = {
        "kind": CaseKind.RELEASE, "channel": CaseChannel.PHONE, "pack": "appi", "lang": "ja", "reply_by": ReplyBy.PHONE,
        "owner": owner, "deputy": deputy, "state": CaseState.READY, "received_at": world.now,
    }  # fmt: skip
    case = Case.objects.create(**{**usual, **more})
    CaseStep.objects.create(case=case, event="received", actor="operator", at=case.received_at)
    return case


@breaks("requests-in-time")
def a_request_that_waits(world: World) -> Steps:
    case = _case(world)
    yield
    CaseStep.objects.update(at=world.now - timedelta(days=60))
    yield
    case.delete()


@breaks("identity")
def a_request_granted_to_nobody_known(world: World) -> Steps:
    case = _case(world, identity=Identity.CALL_BACK, outcome=Outcome.GRANTED, state=CaseState.DONE)
    shown = {"actor": "operator", "case": str(case.id), "act": "identity-shown", "method": Identity.CALL_BACK.value}
    with transaction.atomic():
        record(Event(CASE_CHANGED, shown), now=world.now)
    yield
    Case.objects.filter(pk=case.pk).update(identity="")
    yield
    Case.objects.filter(pk=case.pk).update(identity=Identity.CALL_BACK)


@breaks("requests-done")
def an_erasure_that_a_scan_contradicts(world: World) -> Steps:
    case = _case(world, identity=Identity.CALL_BACK, outcome=Outcome.GRANTED, state=CaseState.DECIDED)
    yield
    Case.objects.filter(pk=case.pk).update(failure="scan")
    yield
    Case.objects.filter(pk=case.pk).update(failure="")


@breaks("department")
def nobody_to_stand_in(world: World) -> Steps:
    desks.staff("privacy", email="one@staff.example.org")
    second = desks.staff("privacy", email="two@staff.example.org")
    yield
    User.objects.filter(pk=second.pk).update(is_active=False)
    yield
    User.objects.filter(pk=second.pk).update(is_active=True)


@breaks("certificates")
def an_erasure_without_a_certificate(world: World) -> Steps:
    yield
    row = Erasure.objects.create(
        person_id=new_id(), actor="operator", requested_at=world.now, finished_at=world.now,
        items=[{"what": "payment", "left": 1}],
    )  # fmt: skip
    yield
    Erasure.objects.filter(pk=row.pk).update(certified_at=world.now)


@breaks("mentions")
def a_mention_that_nobody_looked_at(world: World) -> Steps:
    note = SealedNote.objects.create(
        case_id=new_id(), kind="call", sealed=b"x", wrapped=b"x", master=1, created_at=world.now
    )
    row = Mention.objects.create(
        search_id=new_id(), note=note, sealed=b"x", wrapped=b"x", master=1, sure=True, found_at=world.now,
        due_at=world.now + timedelta(days=30),
    )  # fmt: skip
    yield
    Mention.objects.update(due_at=world.now - timedelta(days=1))
    yield
    row.delete()


@breaks("reading")
def reading_that_nobody_asked_about(world: World) -> Steps:
    yield
    row = UnusualReading.objects.create(
        sort="many", reader=f"staff:{new_id()}", day=world.now.date(), count=99, told_at=world.now
    )
    yield
    assert see(row.id, actor=office.SECOND, now=world.now)


@breaks("duties")
def a_duty_that_nobody_else_saw(world: World) -> Steps:
    user = desks.staff("membership")
    DutyGrant.objects.all().delete()
    yield
    DutyGrant.objects.create(user=user, duties="magazine", waits=False, given_by="operator", given_at=world.now)
    yield
    DutyGrant.objects.update(second="operator", second_at=world.now)


@breaks("accounts")
def an_account_that_was_changed_by_sql(world: World) -> Steps:
    user = desks.staff("membership")
    yield
    User.objects.filter(id=user.id).update(password="forged")
    yield
    User.objects.filter(id=user.id).update(password=user.password)


@breaks("dormant-accounts")
def an_account_that_nobody_uses(world: World) -> Steps:
    user = desks.staff("membership")
    yield
    long_ago = world.now - timedelta(days=181)
    User.objects.filter(pk=user.pk).update(last_login=long_ago, created_at=long_ago)
    yield
    User.objects.filter(pk=user.pk).update(last_login=world.now)


@breaks("refusals")
def somebody_who_knocks_and_knocks(world: World) -> Steps:
    who = f"staff:{new_id()}"
    yield
    with transaction.atomic():
        for _time in range(30):
            payload = {"actor": who, "audit": str(new_id()), "duty": "membership", "code": "audit.own-duty"}
            record(Event(AUDIT_REFUSED, payload), now=world.now)
    yield
    world.later(days=2)


@breaks("training")
def a_gate_that_is_not_plugged_in(world: World) -> Steps:
    desks.staff("membership")
    User.objects.update(created_at=world.now - timedelta(days=999))
    Pass.objects.all().delete()
    world.patch.setattr(readiness.register, "known", [gate])
    yield
    world.patch.setattr(readiness.register, "known", [])
    yield
    world.patch.setattr(readiness.register, "known", [gate])


@breaks("contracts")
def a_contractor_that_was_not_reviewed(world: World) -> Steps:
    office.engaged(now=world.now)
    ends = Contract.objects.get(recipient_id=office.KOTORI).ends
    yield
    Contract.objects.filter(recipient_id=office.KOTORI).update(ends=world.now.date() - timedelta(days=3))
    yield
    Contract.objects.filter(recipient_id=office.KOTORI).update(ends=ends)


@breaks("entries")
def a_transfer_that_somebody_deleted(world: World) -> Steps:
    office.engaged(now=world.now)
    desks.register("magazine")
    transfer, _seen = office.propose(office.wish(), actor=office.ASKER, now=world.now + timedelta(seconds=1))
    yield
    Transfer.objects.filter(id=transfer.id).delete()
    yield
    transfer.save(force_insert=True)


@breaks("instructions")
def an_instruction_without_an_answer(world: World) -> Steps:
    yield
    Instruction.objects.create(
        recipient=Recipient.objects.get(slug=office.KOTORI), handle=new_id(), what="erase", created_at=world.now,
        due_at=world.now, answer_by=world.now - timedelta(days=1),
    )  # fmt: skip
    yield
    Instruction.objects.update(acknowledged_at=world.now)


@breaks("mail-provider")
def a_mail_server_that_nobody_vouches_for(world: World) -> Steps:
    world.set(smtp="smtps://mail.example.org", mail_operator="own")
    yield
    world.set(mail_operator="")
    yield
    world.set(mail_operator="own")


@breaks("transfers")
def a_transfer_approved_by_whoever_proposed_it(world: World) -> Steps:
    office.engaged(now=world.now)
    readers_of(1)
    transfer = office.approved(office.wish(), now=world.now)
    second = Transfer.objects.get(pk=transfer.pk).approved_by
    yield
    Transfer.objects.filter(pk=transfer.pk).update(approved_by=transfer.proposed_by)
    yield
    Transfer.objects.filter(pk=transfer.pk).update(approved_by=second)


@breaks("page-statistics")
def a_count_that_looks_like_an_address(world: World) -> Steps:
    yield
    row = DayCount.objects.create(
        site="own", page="/a", dimension="referrer", day=world.now.date(), value="someone@example.org", count=9
    )
    yield
    row.delete()


@breaks("day-notes")
def a_yesterday_that_was_repainted(world: World) -> Steps:
    watched(world.now, dict.fromkeys(promises(), ControlState.BROKEN), ALL_KEPT)
    for ago in (2, 1, 0):
        integrate_all(world.now)
        write_due(world.now - timedelta(days=ago))
    integrate_all(world.now)
    change = "UPDATE ledger_entry SET payload = replace(payload, %s, %s) WHERE kind = 'assurance:day:noted'"
    was, painted = '"broken":[1,', '"broken":[2,'
    yield
    by_hand("ledger_entry", change, was, painted)
    yield
    by_hand("ledger_entry", change, painted, was)


@breaks("follow-up")
def a_finding_past_its_day(world: World) -> Steps:
    yield
    row = Finding.objects.create(
        control="audit", fingerprint="0" * 64, said="x", opened_at=world.now, seen_at=world.now,
        due=today(world.now) - timedelta(days=1),
    )  # fmt: skip
    yield
    Finding.objects.filter(pk=row.pk).update(closed_at=world.now, cause="It was forgotten.")


@breaks("audits")
def an_audit_that_was_not_held(world: World) -> Steps:
    Audit.objects.create(
        year=2000, duty="membership", planned_on=today(world.now), state=AuditState.CLOSED, closed_at=world.now
    )
    late = Audit.objects.create(year=2000, duty="magazine", planned_on=today(world.now) + timedelta(days=9))
    yield
    Audit.objects.filter(pk=late.pk).update(planned_on=today(world.now) - timedelta(days=40))
    yield
    Audit.objects.filter(pk=late.pk).update(state=AuditState.CLOSED, closed_at=world.now)


@breaks("management-review")
def a_decision_that_was_not_carried_out(world: World) -> Steps:
    review = Review.objects.create(year=2000, held_on=today(world.now), held_by="operator")
    row = Decision.objects.create(review=review, words="x", owner="operator", due=today(world.now) + timedelta(days=9))
    yield
    Decision.objects.update(due=today(world.now) - timedelta(days=1))
    yield
    Decision.objects.filter(pk=row.pk).update(done_on=today(world.now), done_by="operator")


@breaks("incidents")
def a_lesson_that_was_not_learnt(world: World) -> Steps:
    incident = Incident.objects.create(
        number=1, drill=True, knew_at=world.now, mishap="leak", stage="kept", role="own", gdpr="elsewhere", people=1,
        opened_at=world.now, opened_by="operator",
    )  # fmt: skip
    lesson = Lesson.objects.create(
        incident=incident, note=new_id(), due=today(world.now) + timedelta(days=9), owner="operator"
    )
    yield
    Lesson.objects.update(due=today(world.now) - timedelta(days=1))
    yield
    learn(lesson.id, actor=office.SECOND, now=world.now)
