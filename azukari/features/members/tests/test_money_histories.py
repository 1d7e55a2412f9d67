"""What is booked equals what came in, once, to whoever owed it or to unknown money: generated histories of webhooks,
hand entries, bank files, imports, corrections and erasures in any order.
"""

from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from azukari.demo.people import SETTER
from azukari.features.members.tests.money_histories import MoneyHistory, steps_of
from tests.console import desks
from tests.sizes import how_many

OFTEN = settings(
    max_examples=how_many("AZUKARI_MONEY"),
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],  # to make a failure shorter would take minutes
    suppress_health_check=[*HealthCheck],
)


def test_what_came_in_is_booked_once_or_listed(charter, classes, stripe):
    staff = desks.staff("membership")

    @OFTEN
    @given(st.integers(0, 2**32))
    def holds(seed):
        history = MoneyHistory(SETTER, staff, timezone.now())
        try:
            assert history.play(steps_of(seed)) == []
        finally:
            history.clear()

    holds()
