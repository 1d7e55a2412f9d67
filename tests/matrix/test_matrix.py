"""The matrix: one population with every feature's data, every operation over it, and a look at everything after each.

Rows are the tables, the controls, the ledger and the pages; columns are the operations. `python -m tests.matrix` prints
how many cells that are. A usual run opens of the pages a part after each operation, another one each time, and lets
all jobs run together; `bin/test --all` opens all of them, and lets each job run alone as well.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from azukari.core.backup import left_out
from tests.live import Mould, Program, cast, drop_database, environment_of, new_database
from tests.matrix import judging, outside
from tests.matrix.operations import Operation, operations
from tests.matrix.population import NO_ROW, WITHOUT
from tests.once import is_second
from tests.sizes import how_many, turn
from tests.turns import has_its_turn

PARTS = 16
"""Of the pages, one of so many parts is opened after an operation, in a usual run."""
_ALL = how_many("AZUKARI_MATRIX") > 0
pytestmark = pytest.mark.skipif(is_second() and not _ALL, reason="on both engines with bin/test --all")
_OPERATIONS = {one.name: one for one in operations() if _ALL or not one.alone}
_COMMANDS = {one.name: one for one in outside.COMMANDS}
_LOOK = """
import json
from pathlib import Path
from tests.matrix import inside
wrong = inside.operate({name!r}) if {name!r} else []
seen = inside.look(Path({pages!r}), {part!r}, {left_out!r})
print("\\n" + json.dumps({{"wrong": wrong, **seen}}))
"""


@dataclass(frozen=True, slots=True)
class Town:
    """The population, and what it is before anything is done to it."""

    mould: Mould
    pages: Path
    seen: Mapping[str, Any]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Made once, and copied for each operation."""
    folder, database, url = tmp_path_factory.mktemp("matrix"), new_database(), "http://127.0.0.1:8000"
    made = Program(folder / "instance", url, environment_of(database))
    made.azukari("demo", "--no-serve")
    made.python("from tests.matrix import population\npopulation.make()")
    mould, pages = Mould(made.root, url, database), folder / "pages.json"
    with cast(mould, folder / "copy") as copy:
        chosen = copy.python(f"from pathlib import Path\nfrom tests.matrix import inside\n"
                             f"inside.choose_pages(Path({str(pages)!r}))")  # fmt: skip
        assert chosen is not None
    with cast(mould, folder / "first") as copy:
        seen = look(copy, pages, (0, 1))
    yield Town(mould, pages, seen)
    drop_database(database)


def look(
    program: Program, pages: Path, part: tuple[int, int], *, name: str = "", skip: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """Do an operation, if one is named, and look at everything."""
    told = program.python(_LOOK.format(name=name, pages=str(pages), part=part, left_out=dict(skip or {})))
    seen: Mapping[str, Any] = json.loads(told.strip().splitlines()[-1])
    return seen


_EACH_TIME = {"backup and restore", "erase", "jobs", "new keys", "restrict"}
"""What every run tries; of the rest a usual one tries half, another one with each commit."""


def _wait_for_its_turn(name: str) -> None:
    if not (_ALL or name in _EACH_TIME or has_its_turn(f"matrix: {name}", 2)):
        pytest.skip("not its turn with this commit; bin/test --all tries it")


def _none(red: Sequence[str]) -> None:
    assert not red, "\n".join(red)


def part_of(name: str) -> tuple[int, int]:
    """Which of the pages are opened after an operation."""
    if _ALL:
        return (0, 1)
    names = [*_OPERATIONS, *_COMMANDS]
    return ((names.index(name) + turn(PARTS)) % PARTS, PARTS)


def test_every_table_has_a_row_or_a_reason_why_not(town: Town) -> None:
    tables = town.seen["tables"]
    assert [label for label, (count, *_digests) in tables.items() if not count and label not in WITHOUT] == []
    assert [label for label in WITHOUT if tables[label][0]] == [], "they have rows, so there is no reason any more"


def test_every_value_of_a_list_stands_in_a_row_or_has_a_reason_why_not(town: Town) -> None:
    """Of every column that takes one of a list of values: by its choices, or by a constraint of its table."""
    missing = {column: values for column, values in town.seen["values"].items() if values}
    assert missing == {column: sorted(reasons) for column, reasons in NO_ROW.items()}
    assert len(town.seen["values"]) > 60


def test_everything_has_happened_to_people_of_nearly_two_years(town: Town) -> None:
    assert [what for what, count in town.seen["histories"].items() if not count] == []
    assert town.seen["histories"]["days"] > 700


def test_no_page_meets_an_error(town: Town) -> None:
    assert judging.errors(town.seen["pages"]) == []
    assert town.seen["ledger"] == []


@pytest.mark.parametrize("name", _OPERATIONS)
def test_everything_survives_an_operation(name: str, town: Town, tmp_path: Path) -> None:
    _wait_for_its_turn(name)
    operation: Operation = _OPERATIONS[name]
    with cast(town.mould, tmp_path / "instance") as program:
        after = look(program, town.pages, part_of(name), name=name)
    _none(judging.red(town.seen, after, may=operation.may, at=name, later=operation.later))


@pytest.mark.parametrize("name", _COMMANDS)
def test_everything_survives_a_command(name: str, town: Town, tmp_path: Path) -> None:
    _wait_for_its_turn(name)
    command = _COMMANDS[name]
    skip = command.anew or {}
    with cast(town.mould, tmp_path / "instance") as program:
        before = dict(town.seen)
        if skip:
            before["tables"] = look(program, tmp_path / "none", (0, 1), skip=skip)["tables"]
        with outside.done(command, program, tmp_path) as again:
            after = look(again, town.pages, part_of(name), skip=skip)
    _none(judging.red(before, after, may=command.may, at=name, rows=command.rows))
    if command.anew:
        gone = [label for label in left_out.declared().tables if label not in judging.BEGUN_ANEW]
        assert {label: after["tables"][label][0] for label in gone} == (dict.fromkeys(gone, 0))
