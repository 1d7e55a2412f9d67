"""Days that were watched, for tests: looks at all controls through the day, in the ledger."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from azukari.core.policy_versions.current import ruling_policy, today, zone_of
from azukari.features.audits.looks import enter
from azukari.features.audits.promises import promises
from azukari.lib.control import ControlState
from azukari.lib.day import begins

ALL_KEPT = dict.fromkeys(promises(), ControlState.KEPT)


def watched(now: datetime, *days: Mapping[int, ControlState], hours: tuple[int, ...] = (0, 6, 12, 18)) -> None:
    """Look at each of these days, the last of which is yesterday, at these hours.

    Args:
        days: what the last look of each says; the others say that everything is kept.
    """
    zone = zone_of(ruling_policy())
    with transaction.atomic():
        for ago, states in zip(range(len(days), 0, -1), days, strict=True):
            start = begins(today(now) - timedelta(days=ago), zone)
            for hour in hours:
                enter(states if hour == hours[-1] else ALL_KEPT, start + timedelta(hours=hour))
