"""The worker's part of an import from the console: a slice of it at each turn, so that mail and ledger wait for nobody.

It may die at any point. An order is leased for some seconds; whoever comes after that goes on: a dry run from its
beginning, since it has stored nothing, and an import behind the last batch that is in.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from azukari.core.forms.importing.opened import source_of
from azukari.core.forms.importing.order import AT_WORK, chosen_of, content_of, keep_report
from azukari.core.forms.importing.plan import draw
from azukari.core.forms.importing.refusal import Refusal
from azukari.core.forms.importing.run import Counts, ImportRefused, batches, begin, form_of, looks
from azukari.core.forms.importing.table import TableError, TooMuchToRead, digest, survey
from azukari.core.forms.models import ImportJob, ImportOrder, OrderState
from azukari.core.policy_versions.current import at, current
from azukari.core.policy_versions.models import Charter
from azukari.core.vault.duplicates import look_for_duplicates
from azukari.core.vault.files import FileGone, erase
from azukari.core.vault.refusal import Refused
from azukari.lib.job import clock

SLICE = 1.0
"""Seconds at a turn."""

LEASE = timedelta(seconds=10)
"""So long an order is somebody's who does not show; longer than a slice by far."""


@dataclass(slots=True)
class _Active:
    """An order that this process carries out, between two turns."""

    order: UUID
    state: OrderState
    steps: Iterator[Counts]
    closing: ExitStack
    job: ImportJob | None
    refusals: list[Refusal]


_active: list[_Active] = []  # one at most


def work(now: datetime) -> int:
    """Do a slice of what is asked for. Returns how many batches were dealt with."""
    active = _active.pop() if _active else _take_up(now)
    if active is None:
        return 0
    mine = ImportOrder.objects.filter(id=active.order, state=active.state)
    if not mine.update(leased_until=now + LEASE):  # else nobody takes it up for a while
        active.closing.close()
        return 0
    done, until = 0, time.monotonic() + SLICE
    try:
        for counts in active.steps:
            done += 1
            active.refusals = counts.refusals
            ImportOrder.objects.filter(id=active.order).update(leased_until=clock() + LEASE, **_counted(counts))
            if time.monotonic() > until:
                _active.append(active)
                return done
    except (TableError, ImportRefused, Refused, FileGone) as error:
        _fail(active.order, error, clock())
        active.closing.close()
        return done
    except BaseException:
        active.closing.close()
        raise
    _finish(active, clock())
    active.closing.close()
    return done


def close_active() -> None:
    """Close the import that this process works on, as a process that ends does."""
    while _active:
        _active.pop().closing.close()


def _take_up(now: datetime) -> _Active | None:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    order = ImportOrder.objects.filter(free, state__in=AT_WORK).order_by("changed_at").first()
    if order is None:
        return None
    closing = ExitStack()
    try:
        return _prepared(order, closing, now)
    except (TableError, ImportRefused, Refused, FileGone, Charter.DoesNotExist) as error:
        _fail(order.id, error, now)
    except BaseException:
        closing.close()
        raise
    closing.close()
    return None


def _prepared(order: ImportOrder, closing: ExitStack, now: datetime) -> _Active:
    chosen = chosen_of(order)
    path = closing.enter_context(content_of(order))
    table = survey(source_of(path), digest(path), top=chosen.top)
    charter = at(chosen.charter)
    form_of(current(), order.form)  # what is not asked any more is not taken in any more
    plan = draw(charter.policy, form_of(charter, order.form), table, chosen.wishes, now=now)
    if order.state == OrderState.LOOKING:
        return _Active(order.id, OrderState.LOOKING, looks(plan, table, attested=chosen.attested), closing, None, [])
    job = begin(plan, table, chosen.basis(order.answers_for), charter, lang=chosen.lang)
    ImportOrder.objects.filter(id=order.id).update(job=job)
    steps = batches(plan, table, job, charter, clock=clock)
    return _Active(order.id, OrderState(order.state), steps, closing, job, [])


def _finish(active: _Active, now: datetime) -> None:
    after = OrderState.LOOKED if active.state is OrderState.LOOKING else OrderState.DONE
    with transaction.atomic(durable=True):
        mine = ImportOrder.objects.select_for_update().filter(id=active.order, state=active.state).first()
        if mine is None:  # cancelled at the last moment
            return
        if after is OrderState.LOOKED:
            keep_report(mine, active.refusals)
        else:
            erase(mine.file_id)
        counted = {}
        if job := active.job:  # one that was finished before counts as it stands
            counted = _counted(Counts(job.accepted, job.asked, job.refused))
        ImportOrder.objects.filter(id=active.order).update(state=after, changed_at=now, leased_until=None, **counted)
    if after is OrderState.DONE:
        look_for_duplicates(now)  # whoever brought a list in looks at them next


def _counted(counts: Counts) -> dict[str, int]:
    return {"position": counts.rows, "accepted": counts.accepted, "asked": counts.asked, "refused": counts.refused}


def _fail(order: UUID, error: Exception, now: datetime) -> None:
    codes = {
        FileGone: "gone",
        TooMuchToRead: "too-much",
        Refused: "closed",
        ImportRefused: "begun",
        Charter.DoesNotExist: "closed",
    }
    trouble = codes.get(type(error), "unreadable")
    ImportOrder.objects.filter(id=order, state__in=AT_WORK).update(
        state=OrderState.FAILED, trouble=trouble, changed_at=now, leased_until=None
    )
