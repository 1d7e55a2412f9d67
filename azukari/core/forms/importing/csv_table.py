"""Tables of separated values, as spreadsheets and mail tools write them in Japan and elsewhere.

The encoding is found by trying: a byte order mark decides; else the whole file must be UTF-8; else the whole file must
be Shift_JIS in Microsoft's form (cp932). What is neither is refused with the place, never read with gaps.
"""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from azukari.core.forms.importing.table import TableError, TableRow

MOST_IN_A_CELL = 1_000_000
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp932": "Shift_JIS", "utf-16": "UTF-16", "utf-16-le": "UTF-16",
          "utf-16-be": "UTF-16"}  # fmt: skip
ENCODINGS = {"utf-8": "utf-8-sig", "shift_jis": "cp932", "cp932": "cp932", "utf-16": "utf-16"}
"""What a person may call an encoding, and what it is read with."""
_HEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class CsvSource:
    """A file of separated values.

    Args:
        encoding: as Python calls it.
        separator: one character.
    """

    path: Path
    encoding: str
    separator: str
    padded: bool = False

    @property
    def described(self) -> str:
        return f"CSV, {_NAMES[self.encoding]}, separated by {_SEPARATORS[self.separator]}"

    def rows(self) -> Iterator[TableRow]:
        csv.field_size_limit(MOST_IN_A_CELL)
        number = 0
        try:
            with self.path.open(encoding=self.encoding, newline="") as file:
                for cells in csv.reader(file, delimiter=self.separator, strict=True):
                    number += 1
                    yield TableRow(number, tuple(cells))
        except csv.Error as error:
            fault = (
                "has a cell of more than a million characters. Perhaps a quotation mark opens there and never closes."
                if "limit" in str(error)
                else "has a quotation mark out of place, so what follows cannot be told apart. Correct it there."
            )
            raise TableError(f"Row {number + 1} {fault}") from error
        except UnicodeError as error:
            raise TableError(f"Row {number + 1} is not {_NAMES[self.encoding]}.") from error
        except OSError as error:
            raise TableError(f"{self.path} cannot be read: {error.strerror}.") from error


def csv_source(path: Path, *, encoding: str = "", separator: str = "") -> CsvSource:
    """The file with its encoding and separator found out.

    Args:
        encoding: a key of `ENCODINGS`, ``""`` to find it out.
        separator: one of comma, semicolon, tab, ``""`` to find it out.

    Raises:
        TableError: the encoding cannot be found, or the file not read.
    """
    try:
        found = ENCODINGS[encoding] if encoding else _encoding(path)
        if encoding:
            _refuse_misfit(path, found)
        with path.open(encoding=found, newline="") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise TableError(f"{path} cannot be read: {error.strerror}.") from error
    return CsvSource(path, found, separator or _separator(head))


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for mark, name in _MARKS:
        if head.startswith(mark):
            _refuse_misfit(path, name)
            return name
    first, second = head[::2].count(0), head[1::2].count(0)
    if first + second > len(head) // 50:  # no text has zero bytes but in UTF-16, where plain letters have one
        name = "utf-16-le" if second > first else "utf-16-be"
        _refuse_misfit(path, name)
        return name
    if _misfit(path, "utf-8") is None:
        return "utf-8"
    if _misfit(path, "cp932") is None:
        return "cp932"
    at = _misfit(path, "utf-8")
    raise TableError(
        f"The file is neither UTF-8 nor UTF-16 nor Shift_JIS (UTF-8 ends at line {at}). "
        "Save it as “CSV UTF-8” and try again."
    )


def _refuse_misfit(path: Path, encoding: str) -> None:
    line = _misfit(path, encoding)
    if line is not None:
        raise TableError(
            f"The file is not {_NAMES[encoding]}: line {line} has other bytes. "
            "Name its encoding, or save it as “CSV UTF-8” and try again."
        )


def _misfit(path: Path, encoding: str) -> int | None:
    """The line in which the file stops being of that encoding, or None."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(1 << 20)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if not chunk:
                return None


def _separator(head: str) -> str:
    """The separator that the first line has most of, outside quotation marks."""
    quoted, counts = False, dict.fromkeys(_SEPARATORS, 0)
    for letter in head:
        if letter == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "\r\n":
            if any(counts.values()):
                break
        elif letter in counts:
            counts[letter] += 1
    return max(counts, key=lambda letter: counts[letter])
