"""Days as people and tools write them; what could be two days is none."""

from datetime import date

import pytest

from azukari.core.forms.importing.day import day


@pytest.mark.parametrize(
    "text",
    [
        "2024-05-01",
        "2024/5/1",
        "2024.5.1",
        "２０２４／５／１",
        "2024年5月1日",
        "2024年5月1日(水)",
        "令和6年5月1日",
        "R6.5.1",
        "r6/5/1",
        " 2024-05-01 10:20:30 ",
        "2024-05-01T10:20:30Z",
        "2024-05-01 10:20:30.000 +0000 UTC",
        "20240501",
        "2024/ 5/ 1",
        "2024/05/01(水)",
        "令和 6年 5月 1日 10:20",
    ],
)
def test_a_day_is_read(text: str):
    assert day(text) == date(2024, 5, 1)


def test_years_of_an_era_are_counted_from_its_first():
    assert (day("令和元年5月1日"), day("平成31.4.30"), day("S64.1.7")) == (
        date(2019, 5, 1), date(2019, 4, 30), date(1989, 1, 7),
    )  # fmt: skip


def test_nobody_agreed_to_anything_before_the_showa_era_had_a_whole_year():
    assert (day("1926-01-01"), day("1925-12-31")) == (date(1926, 1, 1), None)


@pytest.mark.parametrize(
    "text", ["", "05/04/2024", "5.4.24", "2024", "2024-13-01", "2024-02-30", "0001-01-01", "1700-01-01", "yes", "45413"]
)
def test_what_names_no_day_for_certain_is_none(text: str):
    assert day(text) is None
