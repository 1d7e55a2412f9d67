"""Tables in an Excel workbook, read row by row so that memory stays flat.

openpyxl streams a sheet (read-only mode); calamine is faster and holds the whole sheet. What a cell shows as a number
becomes the digits a person would type, what it holds as a date becomes YYYY-MM-DD.
"""

import errno
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
import openpyxl.utils.exceptions
import openpyxl.workbook

from azukari.core.forms.importing.table import TableError, TableRow, TooMuchToRead

MOST_UNPACKED = 2 << 30
"""A workbook that unpacks to more bytes is refused: it is a trap, or no list of people."""

_NO_WORKBOOK = "The file is no Excel workbook (.xlsx), or a damaged one."
MOST_SWOLLEN, SMALL = 150, 16 << 20
"""A part of more bytes than ``SMALL`` that unpacks to so many times its size holds one thing over and over."""

_NO_FAULT_OF_THE_DISK = (None, errno.EINVAL)
"""openpyxl's word for a workbook without its main part; and a place before the file's begin, as some archives name."""

_DAMAGED = (zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, EOFError)


@dataclass(frozen=True, slots=True)
class XlsxSource:
    """One sheet of a workbook."""

    path: Path
    sheet: str
    padded: bool = True

    @property
    def described(self) -> str:
        return f"Excel workbook, sheet “{self.sheet}”"

    def rows(self) -> Iterator[TableRow]:
        number = 0
        book = _opened(self.path)
        try:
            sheet = book[self.sheet]
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
                yield TableRow(number, tuple(map(_text, cells)))
        except (*_DAMAGED, openpyxl.utils.exceptions.InvalidFileException) as error:
            raise TableError(
                f"The workbook is damaged after row {number}. Open it, save it anew and try again."
            ) from error
        finally:
            book.close()


def xlsx_source(path: Path, *, sheet: str = "") -> XlsxSource:
    """A sheet of a workbook, the first visible one unless named.

    Raises:
        TableError: it is no workbook, or has no such sheet.
    """
    book = _opened(path)
    try:
        names = [found.title for found in book.worksheets if found.sheet_state == "visible"]
    finally:
        book.close()
    if sheet and sheet not in names:
        raise TableError(f"The workbook has no sheet of that name. It has: {', '.join(names)}.")
    if not names:
        raise TableError("The workbook has no visible sheet.")
    return XlsxSource(path, sheet or names[0])


def _opened(path: Path) -> openpyxl.workbook.Workbook:
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise TableError("The workbook unpacks to more than two gigabytes. Split it, or save it as CSV.")
        if any(part.file_size > max(SMALL, MOST_SWOLLEN * part.compress_size) for part in parts):
            raise TooMuchToRead
        # Opened here, since of a file that is in memory alone the path has no ending by which openpyxl would know it.
        return openpyxl.load_workbook(path.open("rb"), read_only=True, data_only=True)
    except OSError as error:
        if error.errno in _NO_FAULT_OF_THE_DISK:
            raise TableError(_NO_WORKBOOK) from error
        raise TableError(f"{path} cannot be read: {error.strerror}.") from error
    except (*_DAMAGED, openpyxl.utils.exceptions.InvalidFileException) as error:
        raise TableError(_NO_WORKBOOK) from error


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
