"""Files from outside are read in a child process: whatever they do to a library, it ends in one sentence."""

import os
import random
import re
import subprocess
import sys
import threading
import tracemalloc
import zipfile
from collections.abc import Generator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from azukari.core.forms.importing import opened
from azukari.core.forms.importing.opened import source_of
from azukari.core.forms.importing.table import TableError, TooMuchToRead, survey
from azukari.core.policy_versions.current import Current
from azukari.lib.confined import Bounds, Broken, TooMuch, answers
from tests.console import desks
from tests.sizes import how_many

DAMAGED = how_many("AZUKARI_DAMAGED")
_WORST = {375, 1037}  # one passes for UTF-16 by its first bytes; one names a place before its own begin
SMALL = Bounds(cpu=2, memory=256 << 20, wait=15, piece=1 << 20)
_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
_OVERRIDE = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_STRINGS}"/></Types>'.encode()
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def swollen(whole: bytes, piece: bytes, times: int) -> bytes:
    """The workbook with a table of strings that says one thing so many times."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in archive.namelist():
            bomb.writestr(name, archive.read(name).replace(b"</Types>", _OVERRIDE))
        bomb.writestr("xl/sharedStrings.xml", f'<sst xmlns="{_SHEET}">'.encode() + piece * times + b"</sst>")
    return made.getvalue()


@pytest.fixture(scope="module")
def whole() -> bytes:
    """A workbook as others write it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["name", "email", "joined", "fee"])
    for number in range(40):
        sheet.append([f"見本 {number}", f"n{number}@example.org", "2024-05-01", number * 1.5])
    made = BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "words"
    path.write_text("水野", "utf-8")
    return path


def read(path: Path, name: str, *more: str, bounds: Bounds = SMALL) -> Generator[Any, None, None]:
    with path.open("rb") as content:
        yield from answers(f"tests.importing.naughty:{name}", more, content, bounds=bounds)


@pytest.mark.parametrize(
    ("name", "trouble"),
    [
        ("spins", TooMuch),
        ("hoards", TooMuch),
        ("shouts", TooMuch),
        ("dies", Broken),
        ("raises", Broken),
        ("recurses", Broken),
        ("is_not_there", Broken),
    ],
)
def test_whatever_the_child_does_it_ends_in_one_of_two_ways(file: Path, name: str, trouble: type[Exception]):
    with pytest.raises(trouble) as error:
        list(read(file, name))
    assert "hanako" not in str(error.value)


def test_a_child_that_says_nothing_is_not_waited_for(file: Path):
    with pytest.raises(TooMuch):
        list(read(file, "sleeps", bounds=Bounds(wait=0.5)))


def test_the_child_has_the_file_and_nothing_of_ours(file: Path):
    (told,) = read(file, "tells", "one")
    environment, folder, opened_files, modules, more, words, wrote = told
    assert not {name for name in environment if name.startswith(("AZUKARI", "DJANGO", "PG"))}
    assert (folder, opened_files, modules, more, words, wrote) == ("/", [], [], ["one"], "水野", False)


def test_a_child_goes_with_whoever_listens(file: Path):
    listening = read(file, "counts")
    pid = next(listening)
    assert next(listening) == 0
    listening.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_it_is_started_from_any_thread(file: Path):
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.extend(told[5] for told in read(file, "tells"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["水野"] * 4


def damaged(whole: bytes, seed: int) -> bytes:
    """The workbook, hurt in one of the ways in which files are: whole parts, their XML, or the archive's own bytes."""
    chance = random.Random(seed)
    if chance.random() < 0.3:
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        return bytes(raw[: len(raw) - chance.choice([0, 0, 0, 1, len(raw) // 2])])
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    text = parts.pop(name)
    for _ in range(chance.randint(1, 3)):
        text = hurt(text, chance) or b"<"
    if chance.random() < 0.9:
        parts[name] = text
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


_STRANGE = (b"&bad;", b"<x>", b"]]>", b"99999999999999999999", b"\x00", b"-1", b"\xff", b"1e999", b"\xf0\x9f")


_SHORT = (b"", b"s", b"d", b"b", b"e", b"str", b"x", b"0", b"-5", b"7000000", b"A0", b"XFE1", b"1:9", b"1e999", b"NaN")
_TAG, _VALUE = re.compile(rb"<[^>]*>"), re.compile(rb'"[^"]*"')


def hurt(text: bytes, chance: random.Random) -> bytes:
    """One wound at some place of an XML part."""
    at = chance.randrange(len(text))
    tag = chance.choice([found.span() for found in _TAG.finditer(text)] or [(at, at)])
    other = chance.choice([found.group() for found in _TAG.finditer(text)] or [b"<x/>"])
    value = chance.choice([found.span() for found in _VALUE.finditer(text)] or [(at, at)])
    ways = (
        text[:at] + bytes([chance.randrange(256)]) + text[at + 1 :],
        text[:at] + text[at + chance.randint(1, 40) :],
        text[:at] + chance.choice(_STRANGE) + text[at:],
        text[: tag[0]] + text[tag[1] :],
        text[: tag[0]] + other + text[tag[0] :],
        text[: tag[1]] + chance.choice(_SHORT) + text[tag[1] :],
        text[: value[0]] + b'"' + chance.choice(_SHORT) + b'"' + text[value[1] :],
        text[: value[0]] + b'"' + chance.choice(_SHORT) + b'"' + text[value[1] :],
    )
    return chance.choice(ways)


def fault_of(path: Path) -> str:
    """What is said about the file; "" if it is read."""
    try:
        survey(source_of(path), "")
    except TableError as error:
        return str(error)
    return ""


def test_a_damaged_workbook_is_one_sentence(whole: bytes, tmp_path: Path):
    path, said = tmp_path / "list.xlsx", []
    for seed in {*range(DAMAGED), *_WORST}:
        path.write_bytes(damaged(swollen(whole, b"<si><t>x</t></si>", 3), seed))
        said.append(fault_of(path))
    assert any(said)
    assert all(fault.endswith(".") for fault in said if fault)
    assert not [fault for fault in said for word in ("example.org", "/dev/", "None") if word in fault]


def test_a_workbook_without_its_main_part_is_called_damaged(whole: bytes, tmp_path: Path):
    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(BytesIO(whole)) as archive, zipfile.ZipFile(path, "w") as made:
        for name in archive.namelist():
            made.writestr(name, archive.read(name).replace(b"sheet.main+xml", b"sheet.other+xml"))
    assert fault_of(path) == "The file is no Excel workbook (.xlsx), or a damaged one."


@pytest.mark.parametrize(("times", "bounds"), [(5_000_000, Bounds()), (3_000_000, SMALL)])
def test_a_workbook_that_swells_ends_within_its_limits(
    whole: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, bounds: Bounds
):
    """The first is told by how much it swells; the second is small enough to be read, and the child is ended."""
    monkeypatch.setattr(opened, "BOUNDS", bounds)
    path = tmp_path / "list.xlsx"
    path.write_bytes(swollen(whole, b"<si/>", times))
    assert path.stat().st_size < 200_000
    with pytest.raises(TooMuchToRead, match="more time or memory"):
        source_of(path)


@pytest.mark.django_db
@pytest.mark.parametrize(("lang", "said"), [("en", "more time or memory"), ("ja", "時間やメモリーがかかりすぎる")])
def test_the_console_says_it_in_both_languages(whole: bytes, charter: Current, lang: str, said: str):
    client = desks.browser(desks.staff("magazine"))
    upload = SimpleUploadedFile("list.xlsx", swollen(whole, b"<si/>", 5_000_000))
    answer = client.post("/console/import/", {"form": "magazine", "list": upload}, headers={"Accept-Language": lang})
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rows_stream_through_the_parent(kind: str, tmp_path: Path):
    path = tmp_path / f"list.{kind}"
    rows = [[f"name {number}", f"n{number}@example.org", "x" * 50] for number in range(10_000)]
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in [["name", "email", "note"], *rows]), "utf-8")
    else:
        book = Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in [["name", "email", "note"], *rows]:
            sheet.append(row)
        book.save(path)
    source = source_of(path)
    tracemalloc.start()
    try:
        assert survey(source, "").count == len(rows)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 2 << 20


_READ_TEXT = """
import sys
from azukari.core.forms.importing.reading import rows
(lot,) = rows(sys.argv[1], "", "utf-8", ",")
print(len(lot["rows"]), "openpyxl" in sys.modules)
"""


def test_text_is_read_without_the_library_for_workbooks(tmp_path: Path) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text("name,email\nNami,nami@example.org\n", "utf-8")
    done = subprocess.run([sys.executable, "-c", _READ_TEXT, listed], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "False"]
