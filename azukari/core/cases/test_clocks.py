"""The day that is counted to: our own aim, and the law's once that is past or the time was extended."""

from datetime import UTC, date, datetime

import pytest

from azukari.core.cases.clocks import counted_to
from azukari.policy.deadline import Clock, DeadlineStatus
from azukari.policy.parse import STARTER, load

_AIM, _AIM_DAY, _LAW = datetime(2026, 12, 7, 3, tzinfo=UTC), date(2026, 12, 7), date(2026, 12, 24)


@pytest.mark.parametrize(
    ("standing", "extended", "day"),
    [
        (DeadlineStatus.CALM, False, _AIM_DAY),
        (DeadlineStatus.CALM, True, _LAW),
        (DeadlineStatus.OVERDUE, False, _LAW),
    ],
)
def test_the_day_that_is_counted_to(standing: DeadlineStatus, extended: bool, day: date) -> None:
    clock = Clock(_AIM, _AIM, _LAW, _AIM, _AIM, standing=standing, extended=extended, clause="")
    assert counted_to(clock, load(STARTER)) == day
