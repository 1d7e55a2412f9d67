"""A table out of a file: a header, and rows of plain text, one after another, whatever the file's kind.

A file is walked once before anything is stored, so that a fault in its last row is found while nothing has happened.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Protocol

_CHUNK = 1 << 20
_LOOKED_AT = 20  # rows among which the header is looked for


class TableError(Exception):
    """The file cannot be read as a table; the message is one sentence that says where, and what to do."""


class TooMuchToRead(TableError):
    """Reading the file would take more time or memory than a list of people does."""

    def __init__(self) -> None:
        super().__init__(
            "The file takes more time or memory to read than a list of people does. Split it, or save it as CSV."
        )


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row.

    Args:
        number: as a spreadsheet counts, the header being row 1 where it stands on top.
        cells: as many as the row has; no cell is None.
    """

    number: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        return not any(cell and not cell.isspace() for cell in self.cells)


class Source(Protocol):
    """A kind of file that holds a table."""

    @property
    def described(self) -> str:
        """How the file was read, in a few words: ``CSV, UTF-8, separated by comma``."""

    @property
    def padded(self) -> bool:
        """Whether a row may leave out its last cells, as spreadsheets do."""

    def rows(self) -> Iterator[TableRow]:
        """All rows from the top.

        Raises:
            TableError: the file is damaged from here on.
        """


@dataclass(frozen=True, slots=True)
class Table:
    """A surveyed table.

    Args:
        header: the names of the columns, outer blanks dropped.
        top: the number of the row in which the header stands.
        last: the number of the last row that is not blank.
        count: rows under the header that are not blank.
        sha256: digest of the file's bytes, hexadecimal.
    """

    source: Source
    header: tuple[str, ...]
    top: int
    last: int
    count: int
    sha256: str

    def rows(self, *, after: int = 0) -> Iterator[TableRow]:
        """The rows under the header that are not blank, from the one behind row ``after`` on."""
        begin = max(self.top, after)
        return (row for row in self.source.rows() if row.number > begin and not row.blank)


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal.

    Raises:
        TableError: it cannot be read.
    """
    found = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}.") from error
    return found.hexdigest()


def survey(source: Source, sha256: str, *, top: int = 0) -> Table:
    """Walk through the whole file once.

    Args:
        top: the number of the row that names the columns; 0 to find it: lists often have a title above it.

    Raises:
        TableError: it has no header, no rows, or is damaged somewhere.
    """
    rows = (row for row in source.rows() if not row.blank and row.number >= top)
    first = list(islice(rows, _LOOKED_AT))
    if not first:
        raise TableError("The file is empty." if not top else f"From row {top} on the file has no rows.")
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in first]
    titles = 0 if top else next((at for at, cells in enumerate(filled) if cells > 1), 0)  # rows of one cell, on top
    head = first[titles]
    header = _header(head)
    last, count = head.number, 0
    for row in chain(first[titles + 1 :], rows):
        last, count = row.number, count + 1
    if not count:
        raise TableError("Under its header the file has no rows.")
    return Table(source, header, head.number, last, count, sha256)


def _header(row: TableRow) -> tuple[str, ...]:
    names = [" ".join(cell.split()) for cell in row.cells]
    while names and not names[-1]:
        names.pop()
    if any("@" in name or name.replace("-", "").replace(" ", "").isdigit() for name in names):
        raise TableError(
            f"Row {row.number} should name the columns, but it looks like somebody's data. "
            "Put a row with a name for each column on top."
        )
    if any(len(name) > 200 for name in names):
        raise TableError(f"Row {row.number} should name the columns, but one name has more than 200 characters.")
    return tuple(names)
