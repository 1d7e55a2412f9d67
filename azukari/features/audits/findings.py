"""Findings: one for each break, opened by a control itself, closed by nothing but a re-test of the same control.

A break is known by its fingerprint: the control and the kind of what it said, with numbers and dates left out, so that
the same thing seen every six hours, or in seven places instead of six, stays one finding.
"""

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from azukari.both_languages import BothLanguages
from azukari.core.ledger.events import Event, actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.features.audits.events import (
    FINDING_CHANGED,
    FINDING_CLOSED,
    FINDING_JUDGED,
    FINDING_MENDED,
    FINDING_OPENED,
)
from azukari.features.audits.models import Audit, Finding
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.lib.control import ControlResult, examine, find
from azukari.policy.terms import Actor, ActorKind

AUDIT = "audit"
"""In the place of a control's name: somebody saw it in an audit, and the auditor tests it again."""
SETTLES = timedelta(days=30)
"""So long after a finding was closed it is judged whether the mending held."""
WORKER = "worker"
_NUMBERS = re.compile(r"\d[\d.,:T-]*Z?|[0-9a-f]{8}-[0-9a-f-]{27}")
_LONGEST = 500


def fingerprint(control: str, said: str) -> str:
    """Of a break: SHA-256 of the control and the kind of what it said."""
    kind = _NUMBERS.sub("#", said)
    return hashlib.sha256(f"{control}\n{kind}".encode()).hexdigest()


def follow(outcomes: Sequence[ControlResult], now: datetime, *, by: str = WORKER) -> None:
    """Open a finding for each new break, and close those whose control ran and found nothing of the kind, in the
    caller's transaction. A control that could not tell closes nothing, and nothing closes without its cause: such a
    finding waits until somebody has written it down. What is seen again after somebody said that it is mended, is not.

    Args:
        by: who had the control run; whoever mended something or sees to it does not close it.
    """
    names = [outcome.control.name for outcome in outcomes]
    waiting = {row.fingerprint: row for row in Finding.objects.select_for_update().filter(
        control__in=names, closed_at__isnull=True)}  # fmt: skip
    for outcome in outcomes:
        said = {fingerprint(outcome.control.name, each): each for each in outcome.findings}
        for mark, sentence in said.items():
            if mark in waiting:
                Finding.objects.filter(pk=waiting[mark].pk).update(
                    seen_at=now, said=sentence[:_LONGEST], passed_at=None, mended_by="", mended_at=None
                )
            else:
                _open(outcome.control.name, mark, sentence, now)
        if outcome.doubts:
            continue
        for mark, row in waiting.items():
            if row.control == outcome.control.name and mark not in said:
                _passed(row, by, now)


def _passed(row: Finding, by: str, now: datetime) -> None:
    """Its control finds nothing of the kind any more."""
    if row.cause and by not in (row.mended_by, row.owner):
        _close(row, by, now)
    elif row.passed_at is None:
        Finding.objects.filter(pk=row.pk).update(passed_at=now)


def open_by_audit(audit: Audit, said: str, *, question: str, now: datetime) -> Finding:
    """A breach that an auditor saw, in the caller's transaction."""
    return _open(AUDIT, fingerprint(AUDIT, f"{audit.duty} {question}"), said, now, audit=audit)


def _open(control: str, mark: str, said: str, now: datetime, *, audit: Audit | None = None) -> Finding:
    waiting = Finding.objects.filter(fingerprint=mark, closed_at__isnull=True).first()
    if waiting is not None:
        return waiting
    earlier = Finding.objects.filter(fingerprint=mark).order_by("-closed_at").first()
    row = Finding.objects.create(
        control=control,
        fingerprint=mark,
        said=said[:_LONGEST],
        audit=audit,
        again=earlier,
        owner=earlier.owner if earlier else "",
        opened_at=now,
        seen_at=now,
    )
    if earlier is not None and earlier.is_effective is None:
        Finding.objects.filter(pk=earlier.pk).update(is_effective=False, judged_by=WORKER, judged_at=now)
    payload: dict[str, Value] = {
        "finding": str(row.id),
        "control": control,
        "audit": str(audit.id) if audit else None,
        "again": str(earlier.id) if earlier else None,
    }
    record(Event(FINDING_OPENED, payload), now=now)
    return row


def _close(row: Finding, by: str, now: datetime) -> None:
    Finding.objects.filter(pk=row.pk, closed_at__isnull=True).update(closed_at=now, closed_by=by)
    payload: dict[str, Value] = {"actor": by, "finding": str(row.id), "control": row.control}
    record(Event(FINDING_CLOSED, payload), now=now)


def plan(
    id: UUID, *, cause: str, action: str, owner: str, due: date | None, version: int, actor: Actor, now: datetime
) -> None:
    """Write down why it came about, what is done about it, who does it, and until when. Somebody else who sees to it
    has not mended it yet. What only waited for its cause is closed by the next round.

    Raises:
        StaleVersion: somebody wrote meanwhile.
    """
    with transaction.atomic():
        Finding.objects.filter(pk=id, version=version, closed_at__isnull=True).exclude(owner=owner).update(
            mended_by="", mended_at=None
        )
        changed = Finding.objects.filter(pk=id, version=version).update(
            cause=cause, action=action, owner=owner, due=due, version=version + 1
        )
        if not changed:
            raise StaleVersion
        record(done_by(actor, FINDING_CHANGED, finding=id, due=due.isoformat() if due else None), now=now)


def say_mended(id: UUID, *, actor: Actor, now: datetime) -> None:
    """Whoever sees to it says that it is mended; it stays open until the re-test. Saying it twice changes nothing.

    Raises:
        InvalidTransition: somebody else sees to it, or nobody does yet.
    """
    by = actor_reference(actor)
    with transaction.atomic():
        row = Finding.objects.select_for_update().get(pk=id)
        if row.owner != by:
            raise InvalidTransition("finding.not-the-owner", _OWNER)
        if row.closed_at is not None or row.mended_by:
            return
        Finding.objects.filter(pk=id).update(mended_by=by, mended_at=now)
        record(done_by(actor, FINDING_MENDED, finding=id), now=now)


def retest(row: Finding, *, actor: Actor, now: datetime) -> ControlResult:
    """Run the control of a finding again, at once.

    Raises:
        InvalidTransition: the control is not there any more, or whoever mended it would test their own work.
    """
    _refuse_own(row, actor)
    if (control := find(row.control)) is None:
        raise InvalidTransition("finding.no-control", _GONE)
    return examine(control, now)


def close_by_audit(row: Finding, *, actor: Actor, now: datetime) -> None:
    """Somebody who may audit the duty has looked at it again, and it holds.

    Raises:
        InvalidTransition: nothing was mended, nobody wrote down the cause, or they mended it themselves.
    """
    with transaction.atomic():
        row = Finding.objects.select_for_update().get(pk=row.pk)
        if not row.mended_by:
            raise InvalidTransition("finding.not-mended", _NOT_MENDED)
        if not row.cause:
            raise InvalidTransition("finding.no-cause", _NO_CAUSE)
        _refuse_own(row, actor)
        if row.closed_at is None:
            _close(row, actor_reference(actor), now)


def refuse_own_look(control: str, actor: Actor) -> None:
    """Whoever mended what a manual control found, or sees to it, does not look whether it is in order now.

    Raises:
        InvalidTransition: they did.
    """
    for row in Finding.objects.filter(control=control, closed_at__isnull=True):
        _refuse_own(row, actor)


def _refuse_own(row: Finding, actor: Actor) -> None:
    if actor.kind is ActorKind.STAFF and actor_reference(actor) in (row.mended_by, row.owner):
        raise InvalidTransition("finding.own-mending", _OWN)


def judge(id: UUID, *, is_effective: bool, actor: Actor, now: datetime) -> None:
    """Whether the mending held, some time after the re-test.

    Raises:
        InvalidTransition: it is open, was judged already, or whoever mended it would judge their own work.
    """
    by = actor_reference(actor)
    with transaction.atomic():
        row = Finding.objects.select_for_update().get(pk=id)
        if row.closed_at is None or row.is_effective is not None:
            raise InvalidTransition("finding.not-to-judge", _NOT_NOW)
        _refuse_own(row, actor)
        Finding.objects.filter(pk=id).update(is_effective=is_effective, judged_by=by, judged_at=now)
        payload: dict[str, Value] = {"actor": by, "finding": str(id), "effective": is_effective}
        record(Event(FINDING_JUDGED, payload), now=now)


_GONE = BothLanguages("This control is not there any more.")
_OWNER = BothLanguages("Only its owner can say that it is fixed. First enter the cause and the owner.")
_NO_CAUSE = BothLanguages("The cause has not been recorded yet. Record it, then test again.")
_NOT_MENDED = BothLanguages("It is not marked as fixed yet. Its owner has to do so first.")
_OWN = BothLanguages("You cannot test or judge your own fix. Ask a colleague.")
_NOT_NOW = BothLanguages("This is not to be judged, now or any more.")
