"""Publication at a time: an approved draft is scheduled; the worker publishes it when it is due, or says why not.

Everything is judged twice: when it is scheduled, so that nobody relies on what could not be published, and when it is
due, since meanwhile another charter may rule, or somebody may have left.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.db import transaction
from django.db.models import F

from azukari.core.accounts.actor import actor_by
from azukari.core.ledger.events import Event, actor_reference, done_by
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import Current, ruling_policy
from azukari.core.policy_versions.draft import (
    UNSCHEDULED,
    approver_of,
    at,
    examine_draft,
    may_draft,
    publish_draft,
    put,
)
from azukari.core.policy_versions.events import CHARTER_CALLED_OFF, CHARTER_SCHEDULED
from azukari.core.policy_versions.models import Draft
from azukari.core.policy_versions.publish import PublicationRefused, record_refusal
from azukari.lib.conflict import StaleVersion
from azukari.policy.change import Change
from azukari.policy.diff import diff, second_person
from azukari.policy.parse import parse
from azukari.policy.terms import OPERATOR, Actor, Policy


def schedule(*, version: int, at_time: datetime, actor: Actor, now: datetime, ask: bool = False) -> None:
    """Let the worker publish exactly what stands at ``version``, at ``at_time``.

    Args:
        ask: as `publish` takes it.

    Raises:
        StaleVersion: the draft is not at ``version`` any more.
        PublicationRefused: the moment has passed, or it could not be published now either. Recorded.
    """
    draft = at(version)
    try:
        _examine(draft, at_time, actor=actor, ask=ask, now=now)
    except PublicationRefused as refusal:
        record_refusal(refusal.code, actor=actor, now=now)
        raise
    due = at_time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    payload: dict[str, Value] = {"actor": actor_reference(actor), "version": version, "due": due}
    with transaction.atomic():
        put(
            version,
            scheduled_version=version,
            publish_at=at_time,
            scheduled_by=actor_reference(actor),
            scheduled_asks=ask,
            refused_code="",
            refused_at=None,
        )
        record(Event(CHARTER_SCHEDULED, payload), now=now)


def _examine(draft: Draft, at_time: datetime, *, actor: Actor, ask: bool, now: datetime) -> None:
    if at_time <= now:
        raise PublicationRefused("publish.past")
    examine_draft(draft, actor=actor, ask=ask)


def call_off(*, version: int, actor: Actor, now: datetime) -> None:
    """Publish nothing at the time that was set; the draft stays. Doing it twice is the same as once.

    Raises:
        StaleVersion: the draft is not at ``version`` any more.
    """
    if not at(version).is_scheduled:
        return
    with transaction.atomic():
        put(version, **UNSCHEDULED)
        record(done_by(actor, CHARTER_CALLED_OFF, version=version), now=now)


def publish_due(now: datetime) -> int:
    """Publish what is due; returns 1 if it was published. A refusal is recorded and shown on the editor's page."""
    due = Draft.objects.filter(id=1, scheduled_version=F("version"), publish_at__lte=now).exclude(document="")
    draft = due.first()
    if draft is None:
        return 0
    actor = _scheduler(draft)
    if actor is None:
        record_refusal("publish.scheduler-left", actor=OPERATOR, now=now)
        return _refuse(draft, "publish.scheduler-left", now)
    try:
        publish_draft(version=draft.version, actor=actor, ask=draft.scheduled_asks, now=now)
    except StaleVersion:
        return 0
    except PublicationRefused as refusal:
        return _refuse(draft, refusal.code, now)
    return 1


def _refuse(draft: Draft, code: str, now: datetime) -> int:
    """Write on the draft why it was not published, for the editor's page."""
    found = Draft.objects.filter(id=1, version=draft.version, publish_at=draft.publish_at)
    found.update(**UNSCHEDULED, refused_code=code, refused_at=now)
    return 0


@dataclass(frozen=True, slots=True)
class Coming:
    """A version that has been decided and does not rule yet."""

    at: datetime
    changes: tuple[Change, ...]


def coming(ruling: Current) -> Coming | None:
    """The version that will take the place of ``ruling``, if one is approved and scheduled."""
    draft = Draft.objects.filter(id=1, scheduled_version=F("version"), based_on=ruling.number).first()
    if draft is None or draft.publish_at is None or not draft.is_scheduled:
        return None
    policy = _parsed(draft.document)
    if second_person(ruling.policy, policy) and approver_of(draft) is None:
        return None
    return Coming(draft.publish_at, diff(ruling.policy, policy))


@lru_cache(maxsize=2)
def _parsed(document: str) -> Policy:
    return parse(document, file="draft")


def _scheduler(draft: Draft) -> Actor | None:
    """Whoever scheduled it, if they may still write the policy."""
    kind, _colon, reference = draft.scheduled_by.partition(":")
    if kind != "staff":
        return OPERATOR
    actor = actor_by(reference)
    return actor if actor and may_draft(actor, ruling_policy()) else None
