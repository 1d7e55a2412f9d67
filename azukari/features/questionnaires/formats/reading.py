"""What the child process that reads a file of another program does (`lib.confined`): a path in, a document out."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from azukari.features.questionnaires.formats.loss import FormatError, Imported
from azukari.features.questionnaires.formats.lss_in import from_lss
from azukari.features.questionnaires.formats.qsf_in import from_qsf
from azukari.features.questionnaires.formats.xlsform_in import from_sheets
from azukari.lib.json_depth import TooDeepError, check_depth

_MOST_ROWS, _MOST_COLUMNS, _MOST_UNPACKED = 5000, 200, 64 << 20
_NO_WORKBOOK = FormatError(
    "Excelのブック(.xlsx)として読めません。保存し直してから、もう一度お試しください。",
    "This cannot be read as an Excel workbook (.xlsx). Save it anew and try again.",
)


def read(path: str, format: str, slug: str) -> Iterator[Any]:
    """One answer: ``document`` and ``losses``, or ``refused`` with a sentence in both languages."""
    try:
        found = _read(Path(path), format, slug)
    except FormatError as error:
        yield {"refused": error.sentence}
        return
    losses = [[loss.place, loss.sentence] for loss in found.losses]
    yield {"document": found.document, "losses": losses}


def _read(path: Path, format: str, slug: str) -> Imported:
    if format == "xlsx":
        return from_sheets(sheets_of(path), slug=slug)
    if format == "lss":
        return from_lss(path.read_bytes(), slug=slug)
    try:
        data = json.loads(check_depth(path.read_bytes(), most=64))
    except (ValueError, TooDeepError) as error:
        raise FormatError(
            "Qualtricsのアンケート(.qsf)として読めません。", "This cannot be read as a survey of Qualtrics (.qsf)."
        ) from error
    return from_qsf(data, slug=slug)


def sheets_of(path: Path) -> Mapping[str, list[Mapping[str, str]]]:
    """The rows of each sheet, by the heads of their columns.

    Raises:
        FormatError: it is no workbook, or far larger than any questionnaire.
    """
    import openpyxl

    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > _MOST_UNPACKED:
            raise _NO_WORKBOOK  # noqa: TRY301 - what follows is one attempt
        with path.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True)
            return {sheet.title.strip().lower(): _rows(sheet) for sheet in book.worksheets}
    except FormatError:
        raise
    except Exception as error:
        raise _NO_WORKBOOK from error


def _rows(sheet: Any) -> list[Mapping[str, str]]:
    found: list[Mapping[str, str]] = []
    head: list[str] = []
    for cells in sheet.iter_rows(values_only=True, max_row=_MOST_ROWS, max_col=_MOST_COLUMNS):
        texts = [_text(cell) for cell in cells]
        if not head:
            head = texts
        elif any(texts):
            found.append({name: text for name, text in zip(head, texts, strict=False) if name and text})
    return found


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
