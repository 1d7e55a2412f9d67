"""Every test of the own page has a published policy."""

import pytest

from azukari.charter.current import Current
from tests.rights.fixtures import fresh_limits, now, own

__all__ = ["fresh_limits", "now", "own"]


@pytest.fixture(autouse=True)
def published(charter: Current) -> Current:
    return charter
