"""The worker's part: it puts a list together, a second of it at a turn, so that mail and ledger wait for nobody.

Each lot of some hundreds is released for the list's purpose in the name of its maker, whose duties and training are
asked about anew each time, and is kept in one transaction with the place where to go on. It may die at any point: what
was released then and not kept is released again, which each person's trail shows.
"""

import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import translation

from azukari.core.accounts.actor import actor_of
from azukari.core.database.id_set import Ids
from azukari.core.forms.kinds import Settled
from azukari.core.forms.models import Submission
from azukari.core.forms.settled import settled_of
from azukari.core.policy_versions.current import charters
from azukari.core.vault.list_lines import BATCH, ExportedLine, drop, keep
from azukari.core.vault.reasons import Reason
from azukari.core.vault.refusal import Refused
from azukari.core.vault.release import Opened, ReleaseOptions, release
from azukari.core.vault.suppression import suppressed
from azukari.core.vault.ways import insist_that_it_serves
from azukari.features.exports.columns import Column, categories, cells
from azukari.features.exports.models import ExportState, ListExport
from azukari.features.exports.order import KEPT, MOST, source_of
from azukari.features.exports.source import After, ListEntry, Source
from azukari.lib.job import clock
from azukari.policy.decide import may_act
from azukari.policy.terms import Act, Actor, Category
from azukari.policy.ways import Way
from azukari.shells.staff.scope import scope_of

SLICE = 1.0
"""Seconds at a turn."""

LEASE = timedelta(seconds=30)
"""So long an order is somebody's who does not show; longer than a lot by far."""


class NotAllowed(Exception):
    """The maker may not take this list out any more."""


def work(now: datetime) -> int:
    """Do a slice of the oldest list that is ordered. Returns how many lots were dealt with."""
    order = _take_up(now)
    if order is None:
        return 0
    done, until = 0, time.monotonic() + SLICE
    try:
        with translation.override(order.lang):
            while _lot(order, clock()):
                done += 1
                if time.monotonic() > until:
                    ListExport.objects.filter(id=order.id).update(leased_until=None)
                    break
    except (NotAllowed, Refused):
        with transaction.atomic(durable=True):
            waiting = ListExport.objects.filter(id=order.id, state=ExportState.WAITING)
            if waiting.update(state=ExportState.FAILED, trouble="not-allowed", leased_until=None, cursor_id=None):
                drop(order.id)
    return done


def _take_up(now: datetime) -> ListExport | None:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    waiting = ListExport.objects.filter(free, state=ExportState.WAITING, ends_at__gt=now)
    order = waiting.select_related("maker").order_by("made_at").first()
    if order is None or not waiting.filter(id=order.id).update(leased_until=now + LEASE):
        return None
    return order


def _lot(order: ListExport, now: datetime) -> bool:
    """Release and keep the next lot. Returns whether there may be more."""
    actor, source, columns = _asked(order, now)
    after = After(order.cursor_at, order.cursor_id) if order.cursor_at and order.cursor_id else None
    entries = source.entries(after, min(BATCH, MOST - order.position), now)
    if not entries:
        ListExport.objects.filter(id=order.id, state=ExportState.WAITING, position=order.position).update(
            state=ExportState.READY, ready_at=now, ends_at=now + KEPT, leased_until=None, cursor_at=None, cursor_id=None
        )
        return False
    opened = _released(order, entries, categories(columns), actor, now, way=source.way)
    if opened is None:
        return _kept(order, (), entries, 0, now)
    never = suppressed({v.text for values in opened.values() for v in values if v.category is Category.EMAIL})
    known, lines, settled = source.known(), [], _settled(opened)
    for number, entry in enumerate(entries):
        values = [v for v in opened.get(entry.submission or entry.person, ()) if not _is_never(v, never)]
        text = [str(entry.submission or ""), *entry.besides, *cells(values, columns, known, settled, order.lang)]
        position = 0 if source.shuffled else order.position + number
        lines.append(ExportedLine(entry.person, position, json.dumps(text, ensure_ascii=False)))
    without = {v.person for values in opened.values() for v in values if _is_never(v, never)}
    return _kept(order, lines, entries, len(without), now)


def _asked(order: ListExport, now: datetime) -> tuple[Actor, Source, list[Column]]:
    """Who asks, for what, as it may be asked for now.

    Raises:
        NotAllowed: the maker has left, or their duties, the purpose or a field are not what they were.
        Refused: the purpose allows no such list any more. Recorded first.
    """
    maker = order.maker
    maker.refresh_from_db()
    actor, known = actor_of(maker), charters()
    policy = known.ruling.policy
    source = source_of(order, known, scope_of(actor, policy, act=Act.EXPORT))
    if not maker.is_active or not may_act(policy, Act.EXPORT, actor) or source is None or order.ends_at <= now:
        raise NotAllowed
    insist_that_it_serves(source.way, order.purpose, actor=actor, now=now, policy=policy)
    return actor, source, chosen(order, source)


def chosen(order: ListExport, source: Source) -> list[Column]:
    """The columns of the order.

    Raises:
        NotAllowed: the purpose may not see one of them any more.
    """
    columns = {column.field.id: column for column in source.columns()}
    try:
        return [columns[name] for name in order.fields.split()]
    except KeyError:
        raise NotAllowed from None


def _released(
    order: ListExport,
    entries: Sequence[ListEntry],
    wanted: frozenset[Category],
    actor: Actor,
    now: datetime,
    *,
    way: Way,
) -> dict[UUID, Sequence[Opened]] | None:
    """What may be used of this lot, by submission where the list is of submissions, else by person; None if nobody's
    right still runs.

    Raises:
        Refused: the policy does not let the maker open this.
    """
    submissions = [entry.submission for entry in entries if entry.submission]
    try:
        found = release(
            {entry.person for entry in entries},
            purpose=order.purpose,
            categories=wanted,
            actor=actor,
            reason=Reason(order.reason),
            now=now,
            options=ReleaseOptions(submissions=submissions, act=Act.EXPORT, way=way),
        )
    except Refused as refusal:
        if refusal.verdict.code.startswith("use."):
            return None
        raise
    if not submissions:
        return dict(found)
    by_submission: dict[UUID, list[Opened]] = defaultdict(list)
    for values in found.values():
        for value in values:
            by_submission[value.submission].append(value)
    return dict(by_submission)


def _settled(opened: Mapping[UUID, Sequence[Opened]]) -> Mapping[UUID, Settled]:
    """What was decided in the place of answers, by registration. A few queries where there are answers."""
    answered = {v.submission for values in opened.values() for v in values if v.category is Category.ANSWER}
    return settled_of([*Submission.objects.filter(id__in=Ids(answered))]) if answered else {}


def _is_never(value: Opened, never: frozenset[str]) -> bool:
    return value.category is Category.EMAIL and value.text in never


def _kept(
    order: ListExport, lines: Sequence[ExportedLine], entries: Sequence[ListEntry], without: int, now: datetime
) -> bool:
    """Keep the lot, unless the order was stopped or somebody else went on with it."""
    last = entries[-1].after
    with transaction.atomic(durable=True):
        mine = ListExport.objects.select_for_update().filter(
            id=order.id, state=ExportState.WAITING, position=order.position
        )
        if mine.first() is None:
            return False
        order.lines += keep(order.id, lines)
        order.position += len(entries)
        order.suppressed += without
        order.cursor_at, order.cursor_id = last.at, last.id
        order.leased_until = now + LEASE
        order.save(update_fields=["lines", "position", "suppressed", "cursor_at", "cursor_id", "leased_until"])
    return True
