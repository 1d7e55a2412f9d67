"""Carrying out what was decided: by the program, part by part, over every holder, and then looked at by another.

Each part is named before it begins and marked when it is done, in one transaction with it where that can be, so that a
crash anywhere leaves either all of a part or none, and the next round goes on. A search that knows nothing of how they
were done looks for what should be gone (`vault.verify_erasure`). What it finds stops the case, and `doctor` says so:
nobody is told of an erasure that did not happen.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.core.cases.events import CASE_CHANGED
from azukari.core.cases.executors import Execute, executor
from azukari.core.cases.lifecycle import RECORD_GONE, close, locked, step, subject_of, tell
from azukari.core.cases.models import Case, CasePart
from azukari.core.database.write_backoff import let_others_write
from azukari.core.mail.models import Message
from azukari.core.mail.queue import enqueue
from azukari.core.mail.retrying import MOST_ATTEMPTS
from azukari.core.vault import notes
from azukari.core.vault.correct import NoSuchValue, category_of, correct
from azukari.core.vault.erase import KeptByLaw, carry_out, erase
from azukari.core.vault.erasures import begun, contradicted
from azukari.core.vault.hooks import on_stopped
from azukari.core.vault.legal_holds import NothingToHold, set_hold
from azukari.core.vault.notes import NoteKind
from azukari.core.vault.withdraw import NotAConsent, withdraw
from azukari.features.rights.decision import DECIDED_LETTER
from azukari.lib.conflict import InvalidTransition
from azukari.lib.failure import report
from azukari.policy.casework import CaseKind, CaseState, Hold, Move, ReplyBy
from azukari.policy.terms import Actor, ActorKind, Category
from azukari.shells.self_service import address

DESK = Actor(ActorKind.SYSTEM, "rights")
ANSWER_LETTER = "rights:case-answer"
MAIL_FIRST = timedelta(hours=1)
"""For so long an erasure waits until the letter that announces it has left; then it waits no more."""
RESTRICTED_FOR = timedelta(days=365)


class NoText(LookupError):
    """What somebody decided to be right is not there: the value stays as it is, and the case says that it failed."""


_log = logging.getLogger("azukari.features.rights")


def run(now: datetime) -> int:
    """Carry out every decided case; returns how many are done. One that fails is marked and stops no other.

    Between two, others may write: a hundred erasures must not keep a visitor's form waiting.
    """
    done = 0
    for number, case in enumerate(Case.objects.filter(state=CaseState.DECIDED).order_by("received_at")):
        if number:
            let_others_write()
        try:
            done += carry_out_case(case, now=now)
        except Exception as error:
            report(error, what="A case could not be carried out", log=_log)
            Case.objects.filter(id=case.id).update(failure=type(error).__name__[:32])
    return done


def carry_out_case(case: Case, *, now: datetime) -> bool:
    """Do what was decided and is not done yet. False if the case has to wait, or the scan contradicts it."""
    if _waits_for_letter(case, now):
        return False
    for part in case.parts.filter(done_at__isnull=True, ground="").order_by("id"):
        executor(CaseKind(case.kind))(case, part, now)
    failed = is_contradicted(case)
    if failed or case.failure:
        Case.objects.filter(id=case.id).update(failure="scan" if failed else "")
    if not failed:
        _finish(case, now)
    return not failed


def _finish(case: Case, now: datetime) -> None:
    """All of it is done: tell the person, or let the desk tell them."""
    with transaction.atomic(durable=True):
        try:
            held = locked(case, Move.CARRY_OUT)
        except InvalidTransition:
            return
        person = subject_of(held.id)
        held.state = CaseState.DONE
        held.save(update_fields=["state"])
        step(held, "carried-out", actor=DESK, now=now)
        tell(held, CASE_CHANGED, person, actor=DESK, now=now, act="carried-out")
        if held.reply_by != ReplyBy.MAIL:
            return
        if person:
            enqueue(ANSWER_LETTER, person=person, reference=held.id, lang=held.lang, now=now)
        # The erasure may have taken along the row of a letter that had left before it
        if Message.objects.filter(reference=held.id).exists() or held.steps.filter(event=RECORD_GONE).exists():
            close(held, actor=DESK, now=now)


def is_contradicted(case: Case) -> bool:
    """Whether an erasure of the case is not done, or the database holds more than its account says."""
    return contradicted(case.parts.filter(result="erased").values_list("work_id", flat=True))


def _waits_for_letter(case: Case, now: datetime) -> bool:
    """Whether the letter that announces an erasure is still here. Once the address is gone it cannot be sent."""
    if case.kind != CaseKind.ELIMINATION:
        return False
    unsent = Message.objects.filter(
        kind=DECIDED_LETTER, reference=case.id, sent_at__isnull=True, attempts__lt=MOST_ATTEMPTS
    )
    return unsent.filter(created_at__gt=now - MAIL_FIRST).exists()


def _nothing(case: Case, part: CasePart, now: datetime) -> None:
    """There is nothing to change: the data is handed over, or the question answered."""
    del case
    _done(part, now, "nothing")


def _correct(case: Case, part: CasePart, now: datetime) -> None:
    """The value gets its new text. A new email address is asked first whether it is theirs (law 7)."""
    person = subject_of(case.id)
    if person is None or part.value_id is None:
        _done(part, now, "gone")
        return
    text = _right_text(case, part, person, now)
    if category_of(part.value_id, person=person) is Category.EMAIL:
        address.ask(part.value_id, text, person=person, lang=case.lang, now=now)
        _done(part, now, "asked")
    else:
        with transaction.atomic(durable=True):
            try:
                correct(part.value_id, text, person=person, actor=DESK, now=now)
                _done(part, now, "corrected")
            except NoSuchValue:
                _done(part, now, "gone")


def _right_text(case: Case, part: CasePart, person: UUID, now: datetime) -> str:
    """What was decided to be right. A blank one would erase the value, so none is made up where the note is gone."""
    texts = notes.read(case.id, person=person, actor=DESK, now=now, kinds=[NoteKind.NEW])
    text = next((note.text for note in texts if note.id == part.note_id), "")
    if not text:
        raise NoText("A part of a case has no text any more; decide the case anew.")
    return text


def _erase(case: Case, part: CasePart, now: datetime) -> None:
    """The erasure has the part's own id, so that a second attempt finds the first."""
    person = subject_of(case.id)
    if begun(part.work_id):
        carry_out(part.work_id, now=now)
    elif person:
        try:
            erase(person, actor=DESK, now=now, purpose=part.purpose, id=part.work_id)
        except KeptByLaw:
            _done(part, now, "kept")
            return
    _done(part, now, "erased" if begun(part.work_id) else "gone")


def _stop_use(case: Case, part: CasePart, now: datetime) -> None:
    """The use ends. What is in dispute is kept aside, open to nobody, for as long as the person may need it."""
    person = subject_of(case.id)
    if person and not begun(part.work_id):
        try:
            until = case.received_at + RESTRICTED_FOR  # the same, however often it is tried
            set_hold(person, Hold.RESTRICTION, until=until, actor=DESK, now=now, case=case.id, purpose=part.purpose)
        except NothingToHold:
            _done(part, now, "gone")
            return
    _erase(case, part, now)


def _withdraw(case: Case, part: CasePart, now: datetime) -> None:
    person = subject_of(case.id)
    with transaction.atomic(durable=True):
        try:
            if person:
                withdraw(person, purpose=part.purpose, actor=DESK, now=now)
            _done(part, now, "withdrawn" if person else "gone")
        except NotAConsent:
            _done(part, now, "gone")


def _stop_provision(case: Case, part: CasePart, now: datetime) -> None:
    person = subject_of(case.id)
    with transaction.atomic(durable=True):
        if person:
            on_stopped.tell(person, part.purpose, DESK, now)
        _done(part, now, "stopped")


def _done(part: CasePart, now: datetime, result: str) -> None:
    CasePart.objects.filter(id=part.id).update(done_at=now, result=result)


EXECUTORS: Mapping[CaseKind, Execute] = {
    CaseKind.RELEASE: _nothing,
    CaseKind.PORTABILITY: _nothing,
    CaseKind.CORRECTION: _correct,
    CaseKind.ADDITION: _correct,
    CaseKind.ELIMINATION: _erase,
    CaseKind.STOP_USE: _stop_use,
    CaseKind.OBJECTION: _stop_use,
    CaseKind.WITHDRAWAL: _withdraw,
    CaseKind.STOP_PROVISION: _stop_provision,
    CaseKind.COMPLAINT: _nothing,
    CaseKind.QUESTION: _nothing,
}
