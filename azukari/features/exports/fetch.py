"""The file, made while its maker fetches it: line by line out of the vault, and asked about once more on the way.

Whoever was erased, withdrew or ran out of time since the list was put together is not in it, nor is an address that
must not be written to any more.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from uuid import UUID

from azukari.core.consent.covered import cover
from azukari.core.consent.models import Grant
from azukari.core.policy_versions.current import charters
from azukari.core.vault.list_lines import ExportedLine, lines_of
from azukari.core.vault.suppression import suppressed
from azukari.features.exports.columns import Column
from azukari.features.exports.models import FileFormat, ListExport
from azukari.features.exports.source import Source
from azukari.lib.spreadsheet import Rows, csv_pieces, workbook_pieces
from azukari.policy.terms import Category

TYPES = {
    FileFormat.CSV: ("csv", "text/csv; charset=utf-8"),
    FileFormat.PLAIN_CSV: ("csv", "text/csv; charset=utf-8"),
    FileFormat.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
"""What each format is called at the end of a name, and on the way."""


def pieces(order: ListExport, source: Source, columns: Sequence[Column], *, now: datetime) -> Iterator[bytes]:
    """The file of a list that was handed out, a piece for some hundred lines."""
    heads = [*source.besides(), *(column.field.label[order.lang] for column in columns)]
    emails = [len(source.besides()) + n for n, column in enumerate(columns) if column.category is Category.EMAIL]
    lines = (_without_addresses(_still(order, some, now), emails) for some in lines_of(order.id))
    lots: Iterator[Rows] = chain([[heads]], lines)
    if order.format == FileFormat.XLSX:
        return workbook_pieces(lots, columns=len(heads))
    return csv_pieces(lots, mark=order.format == FileFormat.CSV)


def _still(order: ListExport, lines: Sequence[ExportedLine], now: datetime) -> list[list[str]]:
    """The lines of those for whom the purpose's right still runs. Two queries."""
    grants = Grant.objects.filter(person_id__in={line.person for line in lines}, purpose=order.purpose)
    living = cover([grant for grant in grants if grant.is_living(now)], order.purpose, charters=charters())
    found = []
    for line in lines:
        submission, *texts = json.loads(line.text)
        usable = UUID(submission) in living.of_submission if submission else living.of_person.get(line.person)
        if usable:
            found.append(texts)
    return found


def _without_addresses(rows: list[list[str]], emails: Sequence[int]) -> list[list[str]]:
    """Empty each cell with an address that must never be written to again. Two queries, where there are addresses."""
    written = {text for row in rows for at in emails for text in row[at].split(" / ") if text}
    never = suppressed(written) if written else frozenset()
    if never:
        for row in rows:
            for at in emails:
                row[at] = " / ".join(text for text in row[at].split(" / ") if text not in never)
    return rows
