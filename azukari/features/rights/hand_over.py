"""Handing everything over in a case: built by the program for the person it is about, locked, and recorded."""

from datetime import datetime

from azukari.core.cases.lifecycle import NoSuchRecord, step, subject_of
from azukari.core.cases.models import Case
from azukari.core.ledger.events import who
from azukari.features.rights.carry_out import DESK
from azukari.policy.casework import CaseKind, CaseState
from azukari.policy.terms import Actor
from azukari.shells.self_service.archive import take
from azukari.shells.self_service.package import sealed_pdf

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
    archive = take(
        person,
        actor=DESK,
        lang=case.lang,
        now=now,
        told={**who(actor), "case": str(case.id)},
        also=lambda: step(case, "handed-over", actor=actor, now=now),
    )
    return sealed_pdf(archive, passphrase, lang=case.lang)
