"""Every test of the own page has a published policy, and a clock that stands still."""

from datetime import datetime

import pytest

from azukari.core.policy_versions.current import Current


@pytest.fixture(autouse=True)
def published(charter: Current, present: datetime) -> Current:
    return charter
