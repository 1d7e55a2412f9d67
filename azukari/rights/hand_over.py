"""Handing everything over in a case: built by the program for the person it is about, locked, and recorded."""

from datetime import datetime

from django.db import transaction

from azukari.cases.lifecycle import NoSuchRecord, step, subject_of
from azukari.cases.models import Case
from azukari.ledger.events import Event, who
from azukari.ledger.shapes import Value
from azukari.lib.identifier import new_id
from azukari.own.archive import build
from azukari.own.events import ARCHIVE_TAKEN
from azukari.own.own_data import own_data
from azukari.own.package import sealed_pdf
from azukari.policy.casework import CaseKind, CaseState
from azukari.policy.terms import Actor
from azukari.rights.carry_out import DESK
from azukari.vault.former import former_values
from azukari.vault.trail import record_about

HANDED_OVER = frozenset({CaseKind.RELEASE, CaseKind.PORTABILITY})


def may_hand_over(case: Case) -> bool:
    """Whether it was decided that the person gets their data."""
    granted = case.state in (CaseState.DONE, CaseState.CLOSED) and case.parts.filter(ground="").exists()
    return case.kind in HANDED_OVER and granted


def locked_document(case: Case, passphrase: str, *, actor: Actor, now: datetime) -> bytes:
    """The locked PDF with everything about the case's person, in the case's language. Recorded first.

    Raises:
        NoSuchRecord: it was not decided, or the person is gone.
    """
    person = subject_of(case.id)
    if person is None or not may_hand_over(case):
        raise NoSuchRecord
    data = own_data(person, actor=DESK, lang=case.lang, now=now)
    id = new_id()
    payload: dict[str, Value] = {**who(actor), "archive": str(id), "case": str(case.id), "count": len(data.opened)}
    former = former_values(person, actor=DESK, now=now)
    with transaction.atomic(durable=True):
        record_about([Event(ARCHIVE_TAKEN, payload, person)], now=now)
        step(case, "handed-over", actor=actor, now=now)
    return sealed_pdf(build(person, data, former, id=id, lang=case.lang, now=now), passphrase, lang=case.lang)
