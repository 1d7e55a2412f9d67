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

from azukari.ledger.events import Event, actor_reference, done_by
from azukari.ledger.record import record
from azukari.ledger.shapes import Value
from azukari.lib.conflict import InvalidTransition, StaleVersion
from azukari.lib.control import ControlResult, examine, find
from azukari.policy.finding import both
from azukari.policy.terms import Actor, ActorKind
from azukari.stewardship.assurance.events import FINDING_CHANGED, FINDING_CLOSED, FINDING_JUDGED, FINDING_OPENED
from azukari.stewardship.assurance.models import Audit, Finding

AUDIT = "audit"
"""In the place of a control's name: somebody saw it in an audit, and the auditor tests it again."""
SETTLES = timedelta(days=30)
"""So long after a finding was closed it is judged whether the mending held."""
_WORKER = "worker"
_NUMBERS = re.compile(r"\d[\d.,:T-]*Z?|[0-9a-f]{8}-[0-9a-f-]{27}")
_LONGEST = 500


def fingerprint(control: str, said: str) -> str:
    """Of a break: SHA-256 of the control and the kind of what it said."""
    kind = _NUMBERS.sub("#", said)
    return hashlib.sha256(f"{control}\n{kind}".encode()).hexdigest()


def follow(outcomes: Sequence[ControlResult], now: datetime) -> None:
    """Open a finding for each new break, and close those whose control ran and found nothing of the kind, in the
    caller's transaction. A control that could not tell closes nothing.
    """
    names = [outcome.control.name for outcome in outcomes]
    waiting = {row.fingerprint: row for row in Finding.objects.select_for_update().filter(
        control__in=names, closed_at__isnull=True)}  # fmt: skip
    for outcome in outcomes:
        said = {fingerprint(outcome.control.name, each): each for each in outcome.findings}
        for mark, sentence in said.items():
            if mark in waiting:
                Finding.objects.filter(pk=waiting[mark].pk).update(seen_at=now, said=sentence[:_LONGEST])
            else:
                _open(outcome.control.name, mark, sentence, now)
        if outcome.doubts:
            continue
        for mark, row in waiting.items():
            if row.control == outcome.control.name and mark not in said:
                _close(row, _WORKER, now)


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
        Finding.objects.filter(pk=earlier.pk).update(is_effective=False, judged_by=_WORKER, judged_at=now)
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
    """Write down why it came about, what is done about it, who does it, and until when.

    Raises:
        StaleVersion: somebody wrote meanwhile.
    """
    with transaction.atomic():
        changed = Finding.objects.filter(pk=id, version=version).update(
            cause=cause, action=action, owner=owner, due=due, version=version + 1
        )
        if not changed:
            raise StaleVersion
        record(done_by(actor, FINDING_CHANGED, finding=id, due=due.isoformat() if due else None), now=now)


def say_mended(id: UUID, *, actor: Actor, now: datetime) -> None:
    """Somebody says that it is mended; it stays open until the re-test."""
    Finding.objects.filter(pk=id, closed_at__isnull=True).update(mended_by=actor_reference(actor), mended_at=now)


def retest(row: Finding, *, actor: Actor, now: datetime, in_place: bool = False) -> ControlResult | None:
    """Run the same control again, at once; None for a finding of an audit, which its auditor closes.

    Args:
        in_place: of an auditor who has left, as `audits.stands_in` says.

    Raises:
        InvalidTransition: the control is not there any more.
    """
    if row.control == AUDIT:
        _retest_by_auditor(row, actor=actor, now=now, in_place=in_place)
        return None
    if (control := find(row.control)) is None:
        raise InvalidTransition("finding.no-control", _GONE)
    return examine(control, now)


def _retest_by_auditor(row: Finding, *, actor: Actor, now: datetime, in_place: bool) -> None:
    """
    Raises:
        InvalidTransition: it is somebody else's audit, nothing was mended, or the auditor mended it themselves.
    """
    by = actor_reference(actor)
    audit = row.audit
    if audit is None or (audit.auditor != by and not in_place):
        raise InvalidTransition("finding.not-the-auditor", _AUDITOR)
    if not row.mended_by:
        raise InvalidTransition("finding.not-mended", _NOT_MENDED)
    if by in (row.mended_by, row.owner):
        raise InvalidTransition("finding.own-mending", _OWN)
    with transaction.atomic():
        _close(row, by, now)


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
        if actor.kind is ActorKind.STAFF and by in (row.mended_by, row.owner):
            raise InvalidTransition("finding.own-mending", _OWN)
        Finding.objects.filter(pk=id).update(is_effective=is_effective, judged_by=by, judged_at=now)
        payload: dict[str, Value] = {"actor": by, "finding": str(id), "effective": is_effective}
        record(Event(FINDING_JUDGED, payload), now=now)


_GONE = both("この点検は、もうありません。", "This control is not there any more.")
_AUDITOR = both(
    "監査の指摘を確かめ直せるのは、その監査をした人だけです。",
    "Only whoever carried out the audit tests again what it found.",
)
_NOT_MENDED = both(
    "まだ誰も「直した」と記していません。直した人が先に記してください。",
    "Nobody has said yet that it is mended. Whoever mends it says so first.",
)
_OWN = both(
    "自分が直したことは、自分では判定できません。同僚に頼んでください。",
    "Nobody judges their own mending. Ask a colleague.",
)
_NOT_NOW = both("いまは判定できないか、判定が済んでいます。", "This is not to be judged, now or any more.")
