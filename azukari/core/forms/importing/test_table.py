"""A file is read as it was meant, or refused with the place; nobody's name comes in with gaps."""

from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from azukari.core.forms.importing.csv_table import csv_source
from azukari.core.forms.importing.table import Table, TableError, digest, survey
from azukari.core.forms.importing.xlsx_table import xlsx_source

_ROWS = "お名前,メール\n髙橋 花子,hanako@example.org\n"


def _table(path: Path, **how: str) -> Table:
    return survey(csv_source(path, **how), digest(path))


def _cells(table: Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows()]


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp932", "Shift_JIS"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
    ],
)
def test_the_encoding_is_found_out(tmp_path: Path, encoding: str, named: str):
    path = tmp_path / "list.csv"
    path.write_bytes(_ROWS.encode(encoding))
    table = _table(path)
    assert table.header == ("お名前", "メール")
    assert _cells(table) == [("髙橋 花子", "hanako@example.org")]
    assert named in table.source.described


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_out_though_quoted_text_has_others(tmp_path: Path, separator: str):
    path = tmp_path / "list.csv"
    path.write_text(f'"a,;\t,;"{separator}b\n"1,2;3\t"{separator}4\n', "utf-8")
    assert _cells(_table(path)) == [("1,2;3\t", "4")]


def test_a_cell_may_have_lines_and_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(b'name,note\r\nA,"one\r\ntwo ""2"""\r\n\r\nB,x\r\n')
    rows = list(_table(path).rows())
    assert [(row.number, row.cells[1]) for row in rows] == [(2, 'one\r\ntwo "2"'), (4, "x")]


def test_a_run_can_go_on_behind_a_row(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_text("name\na\nb\n\nc\n", "utf-8")
    assert [row.cells for row in _table(path).rows(after=3)] == [("c",)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"name,email\n", "no rows"),
        (b"Hanako,hanako@example.org\nTaro,taro@example.org\n", "Row 1 should name the columns"),
        (b"0311112222,x\n", "Row 1 should name the columns"),
        (b'name\nA\n"B\nC\n', "quotation mark"),
        (b'name\nA\n"B"C\n', "Row 3 has a quotation mark"),
        (b"name\nA\n" + b"x" * 1_000_001 + b"\n", "Row 3 has a cell of more than a million"),
        (b"name\nA\n\x81\xff\xff\n", "neither UTF-8 nor UTF-16 nor Shift_JIS (UTF-8 ends at line 3)"),
        ("name\nJosé,\n".encode("latin-1"), "neither UTF-8"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path: Path, content: bytes, said: str):
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    with pytest.raises(TableError) as error:
        _table(path)
    assert said in str(error.value)
    assert "hanako" not in str(error.value)


def test_a_wrong_encoding_that_was_named_is_refused(tmp_path: Path):
    path = tmp_path / "list.csv"
    path.write_bytes(_ROWS.encode("cp932"))
    with pytest.raises(TableError, match="not UTF-8: line 1"):
        _table(path, encoding="utf-8")


def test_a_missing_file_is_refused_in_a_sentence(tmp_path: Path):
    with pytest.raises(TableError, match="cannot be read"):
        digest(tmp_path / "none.csv")


def _workbook(path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "名簿"
    sheet.append(["氏名", "郵便番号", "申込日", "退会"])
    sheet.append(["見本 花子", 1500041, date(2024, 5, 1), None])
    sheet.append([])
    sheet.append(["試作 太郎", 600001.0, datetime.fromisoformat("2024-05-02 09:30"), True])
    book.create_sheet("Other").append(["x"])
    book.save(path)


def test_a_workbook_gives_what_a_person_would_type(tmp_path: Path):
    _workbook(tmp_path / "list.xlsx")
    table = survey(xlsx_source(tmp_path / "list.xlsx"), "")
    assert [(row.number, row.cells) for row in table.rows()] == [
        (2, ("見本 花子", "1500041", "2024-05-01 00:00:00")),
        (4, ("試作 太郎", "600001", "2024-05-02 09:30:00", "True")),
    ]


def test_a_sheet_is_chosen_by_name_or_refused_with_the_names(tmp_path: Path):
    _workbook(tmp_path / "list.xlsx")
    assert xlsx_source(tmp_path / "list.xlsx", sheet="Other").sheet == "Other"
    with pytest.raises(TableError, match="名簿, Other"):
        xlsx_source(tmp_path / "list.xlsx", sheet="None")


def test_a_damaged_workbook_is_refused(tmp_path: Path):
    _workbook(tmp_path / "whole.xlsx")
    (tmp_path / "half.xlsx").write_bytes((tmp_path / "whole.xlsx").read_bytes()[:2000])
    with pytest.raises(TableError, match="damaged"):
        xlsx_source(tmp_path / "half.xlsx")


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("会員名簿 2026年度,,\n\n氏名,メール,区分\n髙﨑 花,hana@example.org,一般会員\n", "utf-8")
    table = survey(csv_source(path), digest(path))
    assert (table.header, table.top, table.count) == (("氏名", "メール", "区分"), 3, 1)


def test_the_row_of_the_header_can_be_given(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("作成,事務局\n氏名,メール\n髙﨑 花,hana@example.org\n", "utf-8")
    assert survey(csv_source(path), digest(path)).header == ("作成", "事務局")
    table = survey(csv_source(path), digest(path), top=2)
    assert (table.header, table.count) == (("氏名", "メール"), 1)
    with pytest.raises(TableError):
        survey(csv_source(path), digest(path), top=9)
