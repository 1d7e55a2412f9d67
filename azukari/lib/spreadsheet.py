"""Tables for a spreadsheet, made while they are sent: no whole file lies in memory, and none on a disk.

What stands in a cell is text and stays text, also where it begins like a formula (OWASP, "CSV Injection"), and also for
a program that takes another sign than the comma for the separator: there a cell of ours can end in its middle, so that
what comes after a semicolon, a bar, a tab or a line break can begin a cell as well. openpyxl,
which reads workbooks elsewhere, writes its rows into the system's temporary folder first, in the clear. So the few
parts of a workbook (ECMA-376 Part 1, 18.3) are written here.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MARK = "\ufeff"
"""By which Excel knows that a CSV file is UTF-8."""

_LEADING = ("\t", "\r", "\n")
_BEFORE_A_FORMULA = re.compile("""(?:^|(?<=[;|\\t\\r\\n]))(?=[ \u00a0\u3000"]*[=+\\-@＝＋－＠])""")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_CONTENT_TYPES}">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_DOCUMENT}">'
    '<sheets><sheet name="Azukari" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">'
    f'<Relationship Id="rId1" Type="{_DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}

type Rows = Sequence[Sequence[str]]


def harmless(text: str) -> str:
    """The text for a cell of a CSV file, with an apostrophe where a spreadsheet might see a formula begin."""
    told = _BEFORE_A_FORMULA.sub("'", text)
    return f"'{told}" if text.startswith(_LEADING) else told


def csv_pieces(lots: Iterable[Rows], *, mark: bool = False) -> Iterator[bytes]:
    """A CSV file (RFC 4180, UTF-8) of these rows, each cell in quotation marks, a piece for each lot.

    Args:
        mark: put the mark before it by which Excel knows UTF-8.
    """
    if mark:
        yield MARK.encode()
    for rows in lots:
        piece = StringIO(newline="")
        csv.writer(piece, quoting=csv.QUOTE_ALL).writerows([harmless(text) for text in row] for row in rows)
        yield piece.getvalue().encode(errors="replace")


def csv_file(rows: Rows) -> bytes:
    """A small CSV file, whole, as Excel opens it too."""
    return b"".join(csv_pieces([rows], mark=True))


class _Sent:
    """What the workbook's archive has written since it was last asked. It cannot go back, as it is sent already."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, some: bytes) -> int:
        self._waiting += some
        return len(some)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


def workbook_pieces(lots: Iterable[Rows], *, columns: int) -> Iterator[bytes]:
    """An Excel workbook (.xlsx) of one sheet, the first row standing still, a piece for each lot.

    Args:
        columns: how many there are; one at least.
    """
    sent = _Sent()
    with ZipFile(sent, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]  # it asks for write and flush alone
        for name, content in _PARTS.items():
            archive.writestr(name, _HEAD + content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(
                f'{_HEAD}<worksheet xmlns="{_SHEET}"><sheetViews><sheetView workbookViewId="0">'
                '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
                f'<cols><col min="1" max="{columns}" width="22" customWidth="1"/></cols><sheetData>'.encode()
            )
            for rows in lots:
                sheet.write("".join(map(_row, rows)).encode())
                yield sent.take()
            sheet.write(b"</sheetData></worksheet>")
    yield sent.take()


def _row(texts: Sequence[str]) -> str:
    sound = (escape(_NOT_IN_XML.sub("", text)) for text in texts)
    cells = (f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' for text in sound)
    return f"<row>{''.join(cells)}</row>"
