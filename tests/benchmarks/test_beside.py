"""`bin/bench`: figures are read out of the tables that benchmarks print, and compared by their medians."""

import pytest

from benchmarks.table import show
from tests.benchmarks.beside import compared, figures, main
from tests.benchmarks.sizes import SMALL, TINY


def test_numbers_of_every_table_are_read(capsys: pytest.CaptureFixture[str]) -> None:
    show(
        "Steps among 40 people, ms",
        ["step", "p50", "p95"],
        [["release", "1.20", "3"], ["erase a person", "-", "1,040.5"]],
    )
    show("Others", ["what", "ratio"], [["wait", "1.1 times"]])
    assert figures("begun\n" + capsys.readouterr().out + "\nended\n") == {
        ("Steps among 40 people, ms", "release", "p50"): 1.2,
        ("Steps among 40 people, ms", "release", "p95"): 3,
        ("Steps among 40 people, ms", "erase a person", "p95"): 1040.5,
        ("Others", "wait", "ratio"): 1.1,
    }


def test_medians_of_what_both_versions_have_are_compared() -> None:
    row, other = ("a", "b", "c"), ("a", "b", "d")
    assert compared([{row: 1.0, other: 2.0}, {row: 3.0}, {row: 9.0}], [{row: 6.0}]) == [(row, 3.0, 6.0)]


def test_every_benchmark_has_a_small_size() -> None:
    assert SMALL.keys() == TINY.keys()


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["HEAD", "--only", "nothing"])
    assert "there is no benchmark nothing" in capsys.readouterr().err
