"""An import asked for in the console: the list and all that was said about it, sealed until the work is done.

The verbs of its pages. Each moves the order from one state to the next in one statement, so that of two clicks one
counts. The worker does the rest (`work`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, astuple, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from azukari.core.forms.importing.basis import Basis, NoticeMethod
from azukari.core.forms.importing.memory import in_memory
from azukari.core.forms.importing.opened import source_of
from azukari.core.forms.importing.plan import Wishes
from azukari.core.forms.importing.refusal import Refusal
from azukari.core.forms.importing.run import refusals_of
from azukari.core.forms.importing.table import Table, digest, survey
from azukari.core.forms.models import ChoiceWords, ImportOrder, OrderState
from azukari.core.vault.files import erase, get, get_json, keep, put, put_json
from azukari.lib.conflict import InvalidTransition

KEPT = timedelta(days=1)
"""So long a list waits that nobody goes on with."""

AT_WORK = (OrderState.LOOKING, OrderState.RUNNING)
_CONTENT, _CHOSEN, _HEADER, _REPORT = "content", "chosen", "header", "report"


@dataclass(frozen=True, slots=True)
class Chosen:
    """All that was said about the list.

    Args:
        maps: column name to field id, ``""`` for a column that is not taken.
        consents: purpose to a day or a column name.
        told, confirmed: a day or a column name.
        called: field, choice, and what the list calls it.
        top: the row that names the columns; 0 before it was found.
    """

    file_name: str
    charter: int
    lang: str
    told_by: str = ""
    told: str = ""
    told_reference: str = ""
    evidence_reference: str = ""
    evidence_sha256: str = ""
    attested_reference: str = ""
    attested_sha256: str = ""
    confirmed: str = ""
    maps: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    consents: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    top: int = 0

    @property
    def attested(self) -> bool:
        return bool(self.attested_sha256)

    @property
    def wishes(self) -> Wishes:
        """As `plan.draw` takes it."""
        return Wishes(
            maps=tuple(self.maps.items()),
            constants=dict(self.constants),
            consents={purpose: where for purpose, where in self.consents.items() if where},
            told=self.told,
            confirmed=self.confirmed or None,
            attested=self.attested,
            called=self.called,
            file_name=self.file_name,
        )

    def basis(self, answers_for: UUID) -> Basis:
        """The ground on which the import rests."""
        return Basis(
            told_by=NoticeMethod(self.told_by),
            told_reference=self.told_reference,
            evidence_reference=self.evidence_reference or self.told_reference,
            evidence_sha256=self.evidence_sha256,
            answers_for=answers_for,
            attested_reference=(self.attested_reference or self.told_reference) if self.attested else "",
            attested_sha256=self.attested_sha256,
        )


def place(
    content: Sequence[bytes], table: Table, chosen: Chosen, *, form: str, answers_for: UUID, now: datetime
) -> ImportOrder:
    """Take an uploaded list into keeping.

    Args:
        content: its bytes.
        table: the same, surveyed.
        answers_for: the reference of the member of staff who uploads it.
    """
    with transaction.atomic(durable=True):
        file = keep(now=now, until=now + KEPT)
        put(file, _CONTENT, content)
        put_json(file, _HEADER, table.header)
        put_json(file, _CHOSEN, asdict(replace(chosen, top=table.top, called=chosen.called or words_of(form))))
        return ImportOrder.objects.create(
            form=form, file_id=file, answers_for=answers_for, rows=table.count, made_at=now, changed_at=now
        )


def header_of(order: ImportOrder) -> tuple[str, ...]:
    """The names of the list's columns.

    Raises:
        FileGone: its day is over.
    """
    return tuple(get_json(order.file_id, _HEADER, missing=()))


def chosen_of(order: ImportOrder) -> Chosen:
    """What has been said about the list so far.

    Raises:
        FileGone: its day is over.
    """
    return Chosen(**get_json(order.file_id, _CHOSEN, missing={}))


def content_of(order: ImportOrder) -> AbstractContextManager[Path]:
    """The list itself, as a file in memory: a context manager that gives its path.

    Raises:
        FileGone: its day is over.
    """
    return in_memory(get(order.file_id, _CONTENT))


def choose(order: ImportOrder, chosen: Chosen, *, now: datetime) -> None:
    """Keep what was said, and ask for the dry run.

    Raises:
        InvalidTransition: it runs already, or is over.
    """
    with transaction.atomic(durable=True):
        _move(order, (OrderState.DRAFT, OrderState.LOOKED, OrderState.FAILED), OrderState.LOOKING, now)
        put_json(order.file_id, _CHOSEN, asdict(chosen))
        ChoiceWords.objects.update_or_create(form=order.form, defaults={"words": chosen.called})


def words_of(form: str) -> dict[str, dict[str, str]]:
    """What the last list of this form called its choices."""
    found = ChoiceWords.objects.filter(form=form).first()
    return found.words if found else {}


def read_header(order: ImportOrder, top: int, *, now: datetime) -> None:
    """Take the names of the columns from another row of the list. What was said about columns before goes.

    Raises:
        TableError: there are no such names in that row, or nothing under it.
        InvalidTransition: the dry run has begun.
    """
    if order.state != OrderState.DRAFT:
        raise InvalidTransition("import.not-in-that-state")
    with content_of(order) as path:
        table = survey(source_of(path), digest(path), top=top)
    with transaction.atomic(durable=True):
        chosen = replace(chosen_of(order), top=table.top, maps={})
        put_json(order.file_id, _HEADER, table.header)
        put_json(order.file_id, _CHOSEN, asdict(chosen))
        ImportOrder.objects.filter(id=order.id).update(rows=table.count, changed_at=now)


def go(order: ImportOrder, *, now: datetime) -> None:
    """Take in what the dry run has shown.

    Raises:
        InvalidTransition: there was no dry run, or it runs already.
    """
    _move(order, (OrderState.LOOKED,), OrderState.RUNNING, now)


def change(order: ImportOrder, *, now: datetime) -> None:
    """Back to the columns.

    Raises:
        InvalidTransition: it runs already, or is over.
    """
    _move(order, (OrderState.LOOKED, OrderState.FAILED), OrderState.DRAFT, now)


def cancel(order: ImportOrder, *, now: datetime) -> None:
    """Stop, and let the list go. What came in stays in: it came in rightly, and each of its people has their rights.

    Raises:
        InvalidTransition: it is over.
    """
    open_states = [state for state in OrderState if state not in (OrderState.DONE, OrderState.CANCELLED)]
    with transaction.atomic(durable=True):
        _move(order, open_states, OrderState.CANCELLED, now)
        erase(order.file_id)


def keep_report(order: ImportOrder, refusals: Iterable[Refusal]) -> None:
    """Keep why rows would stay outside, for as long as the list is there."""
    put_json(order.file_id, _REPORT, [astuple(refusal) for refusal in refusals])


def report_of(order: ImportOrder) -> Iterator[Refusal]:
    """Why rows would stay outside, or did.

    Raises:
        FileGone: it was not run, and its day is over.
    """
    if order.job is not None and order.state != OrderState.LOOKED:
        yield from refusals_of(order.job)
        return
    for row, column, name, code in get_json(order.file_id, _REPORT, missing=()):
        yield Refusal(row, column, name, code)


def _move(order: ImportOrder, before: Sequence[OrderState], after: OrderState, now: datetime) -> None:
    moved = ImportOrder.objects.filter(id=order.id, state__in=before).update(
        state=after, changed_at=now, leased_until=None, position=0, trouble=""
    )
    if not moved:
        raise InvalidTransition("import.not-in-that-state")
    order.state = after
