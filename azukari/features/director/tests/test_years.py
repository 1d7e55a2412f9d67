"""A figure beside the year before: sums, states, what is hidden, and its plot."""

from datetime import date

from django.utils import translation

from azukari.features.director.picture import small_plot
from azukari.features.director.year import Years, row_of
from azukari.lib.months import add_months
from azukari.shells.staff.figures import Counted, Figure

YEARS = Years(date(2026, 4, 1), date(2026, 12, 1))
_FLOW, _LEVEL = Figure("came", "Came"), Figure("members", "Members", is_level=True)
_MONEY = Figure("paid", "Paid", "yen")


def _each(n: int, behind: int | None = None) -> dict[date, Counted]:
    months = [add_months(date(2025, 4, 1), at) for at in range(21)]
    return {month: Counted(n, n if behind is None else behind) for month in months}


def _row(figure: Figure, numbers: dict[date, Counted]):
    with translation.override("en"):
        return row_of(figure, numbers, YEARS, least=5)


def test_months_add_up_beside_the_same_months_of_last_year():
    row = _row(_FLOW, _each(10))
    assert (str(row.this), str(row.same), str(row.last)) == ("90", "90", "120")
    assert len(row.months) == 12 + 9


def test_a_state_is_that_of_the_last_month():
    numbers = _each(1000) | {date(2026, 12, 1): Counted(1203, 1203), date(2025, 12, 1): Counted(1100, 1100)}
    row = _row(_LEVEL, numbers)
    assert (str(row.this), str(row.same), str(row.last)) == ("1,203", "1,100", "1,000")


def test_a_state_that_nobody_counted_is_unknown_and_no_zero():
    row = _row(_LEVEL, {date(2026, 12, 1): Counted(1203, 1203)})
    assert (str(row.this), str(row.same), str(row.last)) == ("1,203", "–", "–")
    assert not row.is_drawn


def test_a_small_number_is_hidden():
    row = _row(_FLOW, {date(2026, 5, 1): Counted(3, 3)})
    assert (str(row.this), str(row.same), str(row.last)) == ("below 5", "0", "0")
    assert dict(row.months)[date(2026, 5, 1)].value is None


def test_a_sum_of_few_payments_is_hidden():
    row = _row(_MONEY, _each(20_000, behind=10) | {date(2026, 5, 1): Counted(1_000_000, 1)})
    cells = dict(row.months)
    assert str(cells[date(2026, 5, 1)]) == "hidden"
    assert sum(cell.value is None for cell in cells.values()) == 2, "another month goes with it"
    assert str(row.this) == "1,160,000"


def test_a_number_that_is_about_nobody_is_told_however_small():
    row = _row(Figure("incidents", "Incidents", of_people=False), {date(2026, 5, 1): Counted(1, 1)})
    assert str(row.this) == "1"


def test_the_plot_marks_what_is_hidden_and_draws_no_height_for_it():
    row = _row(_FLOW, _each(10) | {date(2026, 5, 1): Counted(2, 2)})
    with translation.override("en"):
        drawn = small_plot(row, YEARS)
    hidden = [bar for bar in drawn.bars if bar.is_hidden]
    assert len(hidden) == 2
    assert not any(bar.height for bar in hidden)
    assert [bar.says for bar in drawn.bars if bar.says] == ["10"]
    assert [name for _x, name in drawn.ticks] == ["Apr", "Jul", "Oct", "Jan"]
