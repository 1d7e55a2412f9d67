"""A stamp is ours, of this form and of today, or it is old: to the second, and whatever else stands in its place."""

from datetime import UTC, datetime, timedelta

import pytest

from azukari.core.forms import form_timestamp
from azukari.core.forms.form_timestamp import LONGEST, QUICKEST, is_quick, make, trouble

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)
STAMP = make("magazine", secret="ours", now=NOW)


def found(
    stamp: str = STAMP, form: str = "magazine", whose: str = "ours", after: timedelta = timedelta(hours=1)
) -> str:
    return trouble(stamp, form, secret=whose, now=NOW + after)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(0), "hasty"),
        (SECOND - timedelta(microseconds=1), "hasty"),
        (SECOND, ""),
        (timedelta(days=1), ""),
        (timedelta(days=1, microseconds=1), "old"),
        (QUICKEST - timedelta(microseconds=1), "hasty"),
        (QUICKEST, ""),
        (LONGEST, ""),
        (LONGEST + SECOND, "old"),
        (-SECOND, "hasty"),
    ],
)
def test_it_is_good_from_the_first_second_to_the_last(after: timedelta, said: str) -> None:
    assert found(after=after) == said


def test_it_is_good_for_its_form_under_our_secret() -> None:
    assert found() == ""
    assert found(form="membership") == "old"
    assert found(whose="theirs") == "old"
    assert make("magazine", secret="ours", now=NOW) != STAMP


@pytest.mark.parametrize("seconds", ["", "x", "1e9", "-1", "12.5", "１７６３９５００００", "1" * 13, " 17639500"])
def test_what_is_no_number_of_seconds_is_old_even_where_the_proof_fits(seconds: str) -> None:
    drawn = "ab" * 16
    forged = f"{seconds}.{drawn}.{form_timestamp._proof('ours', 'magazine', seconds, drawn)}"
    assert found(forged) == "old"


@pytest.mark.parametrize("stamp", ["", ".", "..", STAMP[:-1], STAMP.replace(".", "", 1), STAMP.rpartition(".")[0]])
def test_what_is_no_stamp_is_old(stamp: str) -> None:
    assert found(stamp) == "old"


def test_nobody_can_have_read_the_form_within_five_seconds() -> None:
    assert is_quick(STAMP, now=NOW + 5 * SECOND - timedelta(microseconds=1))
    assert not is_quick(STAMP, now=NOW + 5 * SECOND)
