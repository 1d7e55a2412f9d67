"""An opening with one shift, and volunteers who have confirmed their registration."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from azukari.features.volunteers.models import Shift
from azukari.lib.rate import RateLimit
from azukari.shells.self_service import sign_in

type Make = Callable[..., Shift]


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is refused a link because others asked for one."""
    for name in ("_networks", "_addresses"):
        monkeypatch.setattr(sign_in, name, RateLimit(timedelta(hours=1)))
