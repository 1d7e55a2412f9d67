"""A mailing and its messages go from state to state by what these mean; a rate lets no more through than it says."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azukari.policy.mailing import FAILED, OPEN, MailingState, MessageState, Rate, before, may_become, warm_up

NOW = datetime(2027, 5, 8, tzinfo=UTC)
_M, _S = MailingState, MessageState


def test_where_a_mailing_may_go():
    meant = {
        _M.PREPARING: "sending cancelled",
        _M.SENDING: "paused done cancelled",
        _M.PAUSED: "sending cancelled",
        _M.DONE: "sending",
        _M.CANCELLED: "",
    }
    for now, then in product(_M, _M):
        assert may_become(now, then) is (then.value in meant[now].split())


def test_from_where_a_message_may_come():
    assert set(OPEN) == {_S.WAITING, _S.HELD}
    assert set(FAILED) == {_S.BOUNCED, _S.GIVEN_UP}
    assert before(_S.WAITING) == {_S.HELD, *FAILED}, "What failed may be tried once more."
    assert before(_S.HELD) == {_S.WAITING}
    assert before(_S.SENT) == before(_S.REFUSED) == before(_S.WITHDRAWN) == OPEN
    assert before(_S.BOUNCED) == before(_S.GIVEN_UP) == {*OPEN, _S.SENT}
    assert before(_S.COMPLAINED) == {_S.SENT, _S.BOUNCED}, "Nobody complains of what was never sent."


@pytest.mark.parametrize(
    ("days", "most"), [(-3, 50), (0, 50), (1, 100), (2, 200), (19, 50 * 2**19), (20, None), (99, None)]
)
def test_a_new_sender_doubles_each_day_until_it_is_known(days, most):
    assert warm_up(50, days) == most


@given(
    count=st.integers(1, 50),
    minutes=st.integers(1, 60),
    asked=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 20)), min_size=1, max_size=8),
)
@settings(max_examples=60)
def test_within_any_window_no_more_than_so_many(count, minutes, asked):
    rate, free_at, now, moments = Rate(count, timedelta(minutes=minutes)), NOW, NOW, []
    for later, wanted in asked:
        now += timedelta(minutes=later)
        more, free_at = rate.reserve(wanted, free_at=free_at, now=now)
        assert len(more) == wanted
        assert all(moment >= now for moment in more)
        moments += more
    assert moments == sorted(moments)
    window = rate.window - timedelta(milliseconds=1)  # moments are whole microseconds
    for at, moment in enumerate(moments):
        assert sum(other < moment + window for other in moments[at:]) <= count


@given(count=st.integers(1, 50), wanted=st.integers(0, 60), behind=st.integers(-90, 90))
@settings(max_examples=60)
def test_what_may_go_at_once_is_what_a_reservation_puts_now(count, wanted, behind):
    rate, free_at = Rate(count, timedelta(minutes=10)), NOW + timedelta(minutes=behind)
    allowed, after = rate.at_once(wanted, free_at=free_at, now=NOW)
    moments, _end = rate.reserve(wanted, free_at=free_at, now=NOW)
    assert allowed == sum(moment <= NOW for moment in moments)
    assert after == rate.reserve(allowed, free_at=free_at, now=NOW)[1]
    if wanted and free_at <= NOW:
        assert allowed >= 1


def test_a_tenth_of_what_may_go_goes_at_once() -> None:
    allowed, free_at = Rate(100, timedelta(minutes=10)).at_once(100, free_at=NOW, now=NOW)
    assert allowed == 10
    assert free_at == NOW + timedelta(seconds=66)
