"""The published policy, and members made through the intake."""

import pytest

from azukari.core.policy_versions.current import Current
from tests.console import desks


@pytest.fixture
def published(db: None) -> Current:
    """The starter policy rules."""
    return desks.publish()
