"""Reading a register: each row finds its registration, and what it tells of the membership is kept sealed for a day.

A row of the very list that was imported finds the registration which that row became; any other finds the one whose
address it has. Addresses are compared by their blind index and go no further; names are not looked at.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction

from azukari.core.forms.importing.memory import in_memory
from azukari.core.forms.importing.opened import source_of
from azukari.core.forms.importing.table import Table, TableRow, digest, survey
from azukari.core.forms.importing.whose import running_by_address
from azukari.core.forms.models import ImportedSubmission, State
from azukari.core.vault.files import erase, get_json, keep, put, put_json
from azukari.features.members.history.columns import Columns, Line, LineError, Paid, columns
from azukari.features.members.models import History, HistoryState, Membership

KEPT = timedelta(days=1)
BATCH = 500
_LINES, _REFUSED, _OUTSIDE, _CHOSEN = "lines", "refused", "outside", "chosen"


class TellsNothing(Exception):
    """No column of the list tells anything of a membership, or none tells whose row it is."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a row tells, and of which registration."""

    submission: UUID
    line: Line


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was said about the list: which class each of its words means, and until when those are paid of whom it
    tells no term.
    """

    classes: Mapping[str, str]
    until: date | None = None


type Refusals = list[tuple[int, str]]


def take_in(content: Sequence[bytes], *, form: str, answers_for: UUID, now: datetime) -> History:
    """Read a list, and keep what it tells.

    Raises:
        TableError: it cannot be read as a table.
        TellsNothing: see there.
    """
    with in_memory(content) as path:
        table = survey(source_of(path), digest(path))
        found, refused = _read(table, form)
    with transaction.atomic(durable=True):
        file = keep(now=now, until=now + KEPT)
        put_json(file, _LINES, [(each.submission, asdict(each.line)) for each in found])
        put_json(file, _REFUSED, refused)
        return History.objects.create(
            form=form, file_id=file, answers_for=answers_for, rows=table.count, refused=len(refused), made_at=now
        )


def told_of(history: History) -> list[Told]:
    """What its rows tell, in their order.

    Raises:
        FileGone: its day is over.
    """
    return [Told(UUID(id), _line(told)) for id, told in get_json(history.file_id, _LINES, missing=())]


def refused_of(history: History) -> Refusals:
    """The rows that found no registration, or cannot be read: their numbers, and why.

    Raises:
        FileGone: its day is over.
    """
    return [(row, code) for row, code in get_json(history.file_id, _REFUSED, missing=())]


def choose(history: History, chosen: Chosen) -> None:
    """Keep what was said about it.

    Raises:
        FileGone: its day is over.
    """
    with transaction.atomic(durable=True):
        put_json(history.file_id, _CHOSEN, [[{**chosen.classes}, f"{chosen.until or ''}"]])


def chosen_of(history: History) -> Chosen:
    """What was said about it so far.

    Raises:
        FileGone: its day is over.
    """
    for classes, until in get_json(history.file_id, _CHOSEN, missing=()):
        return Chosen(classes, _as_day(until))
    return Chosen({})


def forget_lines(history: History) -> None:
    """It is taken over: only which rows stayed outside is kept, until its day is over. In the caller's transaction."""
    if history.file_id:
        put(history.file_id, _LINES, [])


def keep_refused(history: History, refused: Refusals) -> None:
    """Keep which rows stay outside, as it was shown.

    Raises:
        FileGone: its day is over.
    """
    put_json(history.file_id, _OUTSIDE, refused)


def outside_of(history: History) -> Refusals:
    """What `keep_refused` kept.

    Raises:
        FileGone: its day is over.
    """
    return [(row, code) for row, code in get_json(history.file_id, _OUTSIDE, missing=())]


def drop(history: History) -> None:
    """Let go of what it told; nothing has come of it."""
    with transaction.atomic(durable=True):
        History.objects.filter(id=history.id, state=HistoryState.LOOKED).update(state=HistoryState.DROPPED)
        erase(history.file_id)


def _read(table: Table, form: str) -> tuple[list[Told], Refusals]:
    known = columns(table.header)
    of_row = _same_list(table.sha256, form)
    if not known.tells or not (of_row or "email" in known.at):
        raise TellsNothing
    found: list[Told] = []
    refused: Refusals = []
    for rows in batched(table.rows(), BATCH):
        of_address = {} if of_row else _by_address({known.email(row.cells) for row in rows}, form)
        for row in rows:
            try:
                found.append(_told(row, known, of_row, of_address))
            except LineError as wrong:
                refused.append((row.number, wrong.code))
    return found, refused


def _told(row: TableRow, known: Columns, of_row: Mapping[int, UUID], of_address: Mapping[str, Sequence[UUID]]) -> Told:
    line = known.line(row.number, row.cells)
    own = [of_row[row.number]] if row.number in of_row else of_address.get(known.email(row.cells), ())
    if len(own) != 1:
        raise LineError("several" if own else "nobody")
    return Told(own[0], line)


def _same_list(sha256: str, form: str) -> Mapping[int, UUID]:
    """Which registration each row became, where this very list was imported."""
    rows = ImportedSubmission.objects.filter(job__file_sha256=sha256, job__form=form)
    return dict(rows.filter(submission__state=State.ACCEPTED).values_list("row", "submission_id"))


def _by_address(addresses: Collection[str], form: str) -> Mapping[str, Sequence[UUID]]:
    """The running registrations of each address; those alone that nobody has decided, where there are any."""
    running = running_by_address(addresses, form)
    here = {id for own in running.values() for id in own}
    decided = {*Membership.objects.filter(pk__in=here).values_list("pk", flat=True)}
    return {text: [id for id in own if id not in decided] or own for text, own in running.items()}


def _line(told: Mapping[str, Any]) -> Line:
    days = {name: _as_day(told[name]) for name in ("since", "begins", "ends")}
    paid = tuple(Paid(each["year"], _as_day(each["day"]), each["amount"]) for each in told["paid"])
    return Line(told["row"], told["number"], told["kind"], **days, paid=paid)


def _as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
