"""Tables for a spreadsheet: read back by other programs' readers, nothing taken for a formula."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from azukari.lib.spreadsheet import csv_file, csv_pieces, harmless, workbook_pieces

ROWS = [["Name", "お名前"], ["青葉, 結衣", 'a "b"\nc'], ["  <&>  ", ""], ["=1+1", "+81 90"]]
LOTS = [ROWS[:1], ROWS[1:3], [], ROWS[3:]]


@pytest.mark.parametrize("text", ["=1+1", "+81", "-1", "@SUM(A1)", "＝1", "＠SUM"])
def test_what_looks_like_a_formula_is_text(text: str):
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (";=1+1", ";'=1+1"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\n=1", "'\n'=1"),
        ("  =1", "'  =1"),
        ('"=1', "'\"=1"),
        (";;=1", ";;'=1"),
        ("|@SUM(A1)", "|'@SUM(A1)"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ('a;"=1"', 'a;\'"=1"'),
        ("a\n=1", "a\n'=1"),
        ("a\t-1", "a\t'-1"),
        (";\t=1", ";\t'=1"),
    ],
)
def test_what_begins_a_cell_where_another_sign_separates_is_text(text: str, told: str):
    assert harmless(text) == told


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@given(st.lists(st.text(alphabet="=+-@;,|\t\n\"' a1＝", max_size=8), min_size=1, max_size=4))
def test_whatever_separates_no_cell_begins_like_a_formula(separator: str, row: list[str]):
    """As spreadsheets split: quotation marks hold a cell together only where they stand at its beginning."""
    line = b"".join(csv_pieces([[row]])).decode()
    for cell in split(line, separator):
        assert not cell.lstrip(' "').startswith(("=", "+", "-", "@", "＝")), (line, cell)


def split(text: str, separator: str) -> list[str]:
    """The cells of a file, read by another separator."""
    cells, cell, quoted, begun = [], "", False, False
    for sign in text:
        if sign == '"' and (quoted or not begun):
            quoted = not quoted
            begun = True
            cell += "" if not cell else sign
        elif not quoted and sign in (separator, "\n", "\r"):
            cells.append(cell)
            cell, begun = "", False
        else:
            cell, begun = cell + sign, True
    return [*cells, cell]


@pytest.mark.parametrize("text", ["", "090-1234-5678", "a=b", "水野 遥", "'=1"])
def test_anything_else_stays_as_it_is(text: str):
    assert harmless(text) == text


@pytest.mark.parametrize("mark", [True, False])
def test_csv_is_read_as_it_was_written(mark: bool):
    content = b"".join(csv_pieces(LOTS, mark=mark))
    assert content.startswith(b"\xef\xbb\xbf") is mark
    read = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert read == [*ROWS[:3], ["'=1+1", "'+81 90"]]


def test_a_whole_csv_file_is_one_for_excel():
    assert csv_file(ROWS[:2]) == b"".join(csv_pieces([ROWS[:2]], mark=True))


def test_a_workbook_is_read_as_it_was_written_and_has_no_formula():
    content = b"".join(workbook_pieces(LOTS, columns=2))
    sheet = load_workbook(BytesIO(content)).active
    cells = list(sheet.iter_rows())
    assert [[cell.value or "" for cell in row] for row in cells] == ROWS
    assert "f" not in {cell.data_type for row in cells for cell in row}
    assert sheet.freeze_panes == "A2"


def test_what_xml_cannot_hold_is_left_out():
    content = b"".join(workbook_pieces([[["a\x00b\x0bc\ufffe"]]], columns=1))
    assert load_workbook(BytesIO(content)).active["A1"].value == "abc"


def test_a_workbook_is_sent_while_it_is_made():
    made = 0

    def lots():
        nonlocal made
        for n in range(50):
            made += 1
            yield [[f"name {n}-{m}" * 20 for m in range(4)] for _ in range(100)]

    pieces = workbook_pieces(lots(), columns=4)
    assert next(pieces) is not None
    assert made == 1
    sizes = [len(piece) for piece in pieces]
    assert max(sizes) < 200_000
