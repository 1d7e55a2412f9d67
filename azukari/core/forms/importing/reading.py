"""What the child process that reads a list does (`lib.confined`): no Django, no settings; a path in, rows out.

Each answer may say what is wrong with the file, in a sentence; then it is the last.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from azukari.core.forms.importing.csv_table import csv_source
from azukari.core.forms.importing.table import Source, TableError, TooMuchToRead
from azukari.lib.lazy_import import lazy_import

if TYPE_CHECKING:
    from azukari.core.forms.importing import xlsx_table
else:
    xlsx_table = lazy_import("azukari.core.forms.importing.xlsx_table")  # with all of openpyxl

_PACKED = b"PK\x03\x04"
_ROWS, _LETTERS = 500, 200_000  # of one lot at most, unless a single row has more


def description(path: str, *how: str) -> Iterator[Any]:
    """How the file is read: its kind, and whether its rows may lack their last cells."""
    try:
        source = _source(Path(path), *how)
        yield {"described": source.described, "padded": source.padded}
    except TableError as error:
        yield _fault(error)


def rows(path: str, *how: str) -> Iterator[Any]:
    """The rows in lots, each row its number and its cells."""
    lot: list[tuple[int, tuple[str, ...]]] = []
    letters = 0
    try:
        for row in _source(Path(path), *how).rows():
            lot.append((row.number, row.cells))
            letters += sum(map(len, row.cells)) + len(row.cells)
            if len(lot) >= _ROWS or letters >= _LETTERS:
                yield {"rows": lot}
                lot, letters = [], 0
        yield {"rows": lot}
    except TableError as error:
        yield {"rows": lot}
        yield _fault(error)


def _fault(error: TableError) -> dict[str, Any]:
    return {"fault": str(error), "too_much": isinstance(error, TooMuchToRead)}


def _source(path: Path, sheet: str, encoding: str, separator: str) -> Source:
    with path.open("rb") as file:
        if file.read(4) == _PACKED:
            return xlsx_table.xlsx_source(path, sheet=sheet)
    return csv_source(path, encoding=encoding, separator=separator)
