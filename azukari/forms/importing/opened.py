"""Any file that holds a list, told by its first bytes: a workbook, or separated values."""

from pathlib import Path

from azukari.forms.importing.csv_table import csv_source
from azukari.forms.importing.table import Source, TableError
from azukari.forms.importing.xlsx_table import xlsx_source

_PACKED = b"PK\x03\x04"


def source_of(path: Path, *, sheet: str = "", encoding: str = "", separator: str = "") -> Source:
    """The table in the file.

    Args:
        sheet: of a workbook, ``""`` for the first visible one.
        encoding, separator: of separated values, see `csv_table.csv_source`.

    Raises:
        TableError: it cannot be read as a table.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(4) == _PACKED
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}.") from error
    return xlsx_source(path, sheet=sheet) if packed else csv_source(path, encoding=encoding, separator=separator)
