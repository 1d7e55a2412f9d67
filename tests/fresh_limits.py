"""What a test sent counts for no other: limits that any test may use up begin anew after each that used them."""

from collections.abc import Iterator

import pytest

from azukari.core.forms import posts, submit
from azukari.core.mail import mailbox_pace
from azukari.features.statistics import receive
from azukari.lib import mailbox_limit
from azukari.lib.shared_counts import SharedCounts
from azukari.shells.self_service import sign_in

_LIMITS = (
    posts._networks,
    posts._works,
    submit._unsolved,
    submit._refused_of_work,
    mailbox_limit._mailboxes,
    mailbox_pace._left,
    sign_in._networks,
    receive._reports,
)


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    yield
    for limit in _LIMITS:
        if any(limit._own._memory[:4]):  # the day on which something was counted
            limit._own = SharedCounts()
