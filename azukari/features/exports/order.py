"""An order to take a list out: what was chosen, and where it stands. Each verb moves it on in one statement, so that of
two clicks one counts.

The order keeps references alone. What is put together for it lies in the vault, line by line, and is gone some hours
after it is ready, some minutes after it was fetched, and at once when its maker stops it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from azukari.core.accounts.models import User
from azukari.core.ledger.events import Event, who
from azukari.core.ledger.record import record
from azukari.core.ledger.shapes import Value
from azukari.core.policy_versions.current import Charters
from azukari.core.vault.list_lines import drop, drop_all_but
from azukari.core.vault.reasons import Reason
from azukari.features.exports.columns import Column, categories
from azukari.features.exports.events import LIST_ASKED, LIST_FETCHED
from azukari.features.exports.models import ExportState, FileFormat, ListExport
from azukari.features.exports.source import FormList, PeopleList, Source
from azukari.lib.conflict import InvalidTransition
from azukari.policy.terms import Actor
from azukari.shells.staff.people_filter import Filter as PeopleFilter
from azukari.shells.staff.scope import Scope
from azukari.shells.staff.submission_filter import Filter as SubmissionFilter

KEPT = timedelta(hours=6)
"""So long a list waits for its maker, once it is ready, and so long it may take to be put together."""

AGAIN = timedelta(minutes=10)
"""So long it can be fetched once more, where the way broke off."""

REMEMBERED = timedelta(days=30)
"""So long its maker sees that there was an order."""

AT_ONCE = 3
"""So many lists of one maker may wait at a time."""

MOST = 200_000
"""No list has more rows."""

WAITS = (ExportState.WAITING, ExportState.READY)


class TooMany(Exception):
    """Its maker has so many lists waiting that there is no room for another."""


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What was chosen.

    Args:
        columns: in their order.
        rows: how many there were to be when it was chosen.
    """

    columns: tuple[Column, ...]
    reason: Reason
    format: FileFormat
    rows: int


def place(
    source: PeopleList | FormList, choice: ExportChoice, *, maker: User, actor: Actor, lang: str, now: datetime
) -> ListExport:
    """Order a list, and record who wants it, what for and why. A second click finds the first one's order.

    Raises:
        TooMany: see there.
    """
    wanted = source.wanted
    order = {
        "purpose": source.purpose.slug,
        "form": source.form.slug if isinstance(source, FormList) else "",
        "through": wanted.form if isinstance(wanted, PeopleFilter) else "",
        "part": wanted.state,
        "mine": isinstance(wanted, SubmissionFilter) and wanted.mine,
        "since": wanted.since,
        "until": wanted.until,
        "fields": " ".join(column.field.id for column in choice.columns),
        "reason": choice.reason,
        "format": choice.format,
    }
    with transaction.atomic(durable=True):
        User.objects.select_for_update().get(id=maker.pk)  # of two clicks, one waits for the other
        waiting = ListExport.objects.filter(maker=maker, state__in=WAITS, ends_at__gt=now)
        same = waiting.filter(state=ExportState.WAITING, lang=lang, **order).first()
        if same is not None:
            return same
        if waiting.count() >= AT_ONCE:
            raise TooMany
        made = ListExport.objects.create(
            maker=maker, lang=lang, expected=choice.rows, made_at=now, ends_at=now + KEPT, **order
        )
        record(Event(LIST_ASKED, said(made, choice.columns, actor, count=choice.rows)), now=now)
    return made


def source_of(order: ListExport, known: Charters, scope: Scope) -> Source | None:
    """What the order is about, as its maker's duties reach it under today's policy; None if they do not any more."""
    policy = known.ruling.policy
    if order.purpose not in scope.purposes & policy.purposes.keys():
        return None
    purpose = policy.purposes[order.purpose]
    if not order.form:
        wanted = PeopleFilter(order.purpose, order.through, order.part, order.since, order.until)
        return PeopleList(purpose, wanted, known, scope)
    if order.form not in scope.forms or order.purpose not in policy.forms[order.form].purposes:
        return None
    narrowed = SubmissionFilter(order.part, order.mine, order.since, order.until)
    return FormList(purpose, policy.forms[order.form], narrowed, known, order.maker)


def stop(order: ListExport, *, now: datetime) -> None:
    """Let the list go.

    Raises:
        InvalidTransition: it is gone already.
    """
    with transaction.atomic(durable=True):
        mine = ListExport.objects.filter(id=order.id, state__in=WAITS)
        if not mine.update(state=ExportState.STOPPED, ends_at=now, leased_until=None, cursor_id=None):
            raise InvalidTransition("export.not-in-that-state")
        drop(order.id)


def hand_out(order: ListExport, columns: Sequence[Column], *, actor: Actor, now: datetime) -> None:
    """Record that its maker fetches the list, before a byte of it goes; from then on it stays for minutes.

    Raises:
        InvalidTransition: it is not ready, or gone.
    """
    with transaction.atomic(durable=True):
        ready = ListExport.objects.select_for_update().filter(id=order.id, state=ExportState.READY, ends_at__gt=now)
        found = ready.first()
        if found is None:
            raise InvalidTransition("export.not-in-that-state")
        found.fetched_at = found.fetched_at or now
        found.ends_at = min(found.ends_at, now + AGAIN)
        found.save(update_fields=["fetched_at", "ends_at"])
        record(Event(LIST_FETCHED, said(found, columns, actor, count=found.lines)), now=now)


def said(order: ListExport, columns: Sequence[Column], actor: Actor, *, count: int) -> dict[str, Value]:
    """What the ledger says of an order."""
    form = order.form or order.through
    payload: dict[str, Value] = {
        **who(actor),
        "list": str(order.id),
        "purpose": order.purpose,
        "categories": sorted(categories(columns)),
        "reason": order.reason,
        "count": min(count, 9_999_999),
    }
    return payload | ({"form": form} if form else {})


def tend(now: datetime) -> int:
    """Let go of lists whose hours are over, and of whatever belongs to none that waits. Returns how many lines went."""
    with transaction.atomic():
        late = ListExport.objects.filter(state__in=WAITS, ends_at__lte=now)
        late.update(state=ExportState.GONE, leased_until=None, cursor_id=None)
        ListExport.objects.filter(made_at__lte=now - REMEMBERED).exclude(state__in=WAITS).delete()
        waiting = list(ListExport.objects.filter(state__in=WAITS).values_list("id", flat=True))
        return drop_all_but(waiting)
