"""Any file that holds a list, told by its first bytes: a workbook, or separated values.

It came from outside, so a child process reads it (`lib.confined`), row by row as they are asked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from azukari.core.forms.importing.table import Source, TableError, TableRow, TooMuchToRead
from azukari.lib.confined import Bounds, Broken, TooMuch, answers

BOUNDS = Bounds()
"""What reading a list may take: a million rows need a third of it."""

_READING = "azukari.core.forms.importing.reading"


@dataclass(frozen=True, slots=True)
class FileSource:
    """The table in a file.

    Args:
        how: sheet, encoding and separator, as `source_of` takes them.
    """

    path: Path
    how: tuple[str, str, str]
    described: str
    padded: bool

    def rows(self) -> Iterator[TableRow]:
        for told in _told("rows", self.path, self.how):
            for number, cells in told["rows"]:
                yield TableRow(number, tuple(cells))


def source_of(path: Path, *, sheet: str = "", encoding: str = "", separator: str = "") -> Source:
    """The table in the file.

    Args:
        sheet: of a workbook, ``""`` for the first visible one.
        encoding, separator: of separated values, see `csv_table.csv_source`.

    Raises:
        TableError: it cannot be read as a table.
    """
    how = (sheet, encoding, separator)
    (found,) = _told("description", path, how)
    return FileSource(path, how, str(found["described"]), bool(found["padded"]))


def _told(what: str, path: Path, how: tuple[str, str, str]) -> Iterator[dict[str, Any]]:
    """What the child says.

    Raises:
        TableError: it found a fault, after what it has said.
    """
    last = 0
    try:
        with path.open("rb") as file:
            for told in answers(f"{_READING}:{what}", how, file, bounds=BOUNDS):
                if "fault" in told:
                    raise TooMuchToRead if told["too_much"] else TableError(told["fault"])
                last = told["rows"][-1][0] if told.get("rows") else last
                yield told
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}.") from error
    except TooMuch as error:
        raise TooMuchToRead from error
    except Broken as error:
        raise TableError(f"The file is damaged after row {last}. Open it, save it anew and try again.") from error
